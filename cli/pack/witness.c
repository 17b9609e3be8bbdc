/* `pack witness`: a page for every row of a catalogue, and what it must get. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/command.h"
#include "common/files.h"
#include "common/options.h"
#include "common/packs.h"
#include "common/put.h"
#include "load/load.h"
#include "reach.h"

#define DIALECT "flat-2012"

struct witness {
    const struct pack *pack;
    struct specimen_pool pool;
    struct specimen specimen;
    struct result result;
    uint32_t dialect;
    const char *folder;
    struct buffer page, index, name, path;
    uint32_t pages, unreached;
};

static const struct pack_group *group_of_row(const struct witness *w,
                                             uint32_t row)
{
    return PACK_ROW(w->pack, SECTION_GROUP, pack_group, row);
}

static struct text code_of_row(const struct witness *w, uint32_t row)
{
    return pack_text(w->pack, group_of_row(w, row)->group);
}

/* ---- files --------------------------------------------------------------- */

static bool write_new_file(struct witness *w, const char *name,
                           const struct buffer *bytes)
{
    bool good;
    int fd;

    buffer_reset(&w->path);
    put(&w->path, w->folder, "/", name);
    if (w->path.failed)
        return command_refused("内存不足");
    fd = open(w->path.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    good =
        fd >= 0 && !bytes->failed && file_write(fd, bytes->data, bytes->length);
    if (fd >= 0 && (close(fd) != 0 || !good))
        unlink(w->path.data);
    else if (good)
        return true;
    return command_refused("%s：写不进去：%s", name, command_reason(errno));
}

/* 00012-K35.8-J1.xml: the row's number, its code as a file's name. */
static void name_page(struct witness *w, uint32_t row)
{
    char number[16];
    struct text code = text_cut(code_of_row(w, row), 120);

    buffer_reset(&w->name);
    snprintf(number, sizeof number, "%05u-", group_of_row(w, row)->order);
    buffer_string(&w->name, number);
    for (size_t i = 0; i < code.length; i++)
        buffer_char(&w->name, (unsigned char)code.at[i] > ' ' &&
                                      strchr("/\\:*?\"<>|", code.at[i]) == NULL
                                  ? code.at[i]
                                  : '_');
    buffer_string(&w->name, ".xml");
}

/* A cell of CSV: quoted, quotes doubled. */
static void put_doubled_quotes(struct buffer *out, struct text t)
{
    for (size_t i = 0; i < t.length; i++) {
        if (t.at[i] == '"')
            buffer_char(out, '"');
        buffer_char(out, t.at[i]);
    }
}

static void put_index_cell(struct buffer *out, struct text t, const char *end)
{
    put(out, "\"");
    put_doubled_quotes(out, t);
    put(out, "\"", end);
}

static void tell_unreached(struct witness *w, uint32_t row, uint32_t winner)
{
    const struct text code = code_of_row(w, row),
                      other = winner != PACK_NONE ? code_of_row(w, winner)
                                                  : TEXT("");

    w->unreached++;
    fprintf(stderr, "第 %u 行 %.*s：%s%.*s\n", group_of_row(w, row)->source_row,
            SPELL(code),
            winner == PACK_NONE ? "造不出能入组的病例"
                                : "造不出能入它的病例，最接近的入 ",
            SPELL(other));
}

static void put_index(struct witness *w, uint32_t row)
{
    const struct grouping *g = &w->result.grouping;
    struct buffer *out = &w->index;
    uint32_t ties = 0;

    put_index_cell(out, buffer_view(&w->name), ",");
    put_index_cell(out, g->code, ",\"");
    for (uint32_t i = 0; i < g->candidate_count; i++) {
        if (g->candidates[i].filter != PICK_ORDER)
            continue;
        put(out, ties++ > 0 ? " " : "");
        put_doubled_quotes(out, g->candidates[i].code);
    }
    put(out, "\",", group_of_row(w, row)->source_row, ",");
    put_index_cell(out, code_of_row(w, row), "\n");
}

/* ---- rows ---------------------------------------------------------------- */

static int put_all_pages(struct witness *w)
{
    put(&w->index, "file,group,ties,row,row_group\n");
    for (uint32_t row = 0; row < pack_count(w->pack, SECTION_GROUP); row++) {
        struct reach reach;

        reach_find(&w->pool, row, &w->result, &w->specimen, &reach);
        if (reach.how > REACH_TIES) {
            tell_unreached(w, row, reach.winner);
            continue;
        }
        name_page(w, row);
        buffer_reset(&w->page);
        specimen_page(&w->pool, &w->specimen, w->dialect, &w->page);
        put_index(w, row);
        w->pages++;
        if (!write_new_file(w, w->name.data, &w->page))
            return EXIT_FAILED;
    }
    if (!write_new_file(w, "index.csv", &w->index))
        return EXIT_FAILED;
    printf("%u 行：%u 份首页", pack_count(w->pack, SECTION_GROUP), w->pages);
    if (w->unreached > 0)
        printf("，%u 行没有病例能入", w->unreached);
    puts("");
    return EXIT_FINE;
}

static int make(const char *path, const char *folder)
{
    struct pack *pack = command_pack_open(path);
    struct witness w = {.pack = pack, .folder = folder};
    int status = EXIT_FAILED;

    if (pack == NULL)
        return EXIT_FAILED;
    w.dialect = packs_dialect(pack, TEXT(DIALECT));
    if (pack_count(pack, SECTION_DRG) > 0)
        command_failed("%s 按 DRG 分组：witness 只给 DIP 目录造首页", path);
    else if (w.dialect == PACK_NONE)
        command_failed("规则包没有 " DIALECT " 这种格式");
    else if (!command_folder(folder))
        status = EXIT_FAILED;
    else if (!specimen_pool_open(&w.pool, pack) ||
             !result_open(&w.result, pack))
        command_failed("内存不足");
    else
        status = put_all_pages(&w);
    specimen_pool_close(&w.pool);
    result_close(&w.result);
    buffer_free(&w.page);
    buffer_free(&w.index);
    buffer_free(&w.name);
    buffer_free(&w.path);
    pack_close(pack);
    return status;
}

static const struct command_option option_table[] = {
    {"output", 'o', "文件夹", "首页和 index.csv 放在这里", .kind = OPTION_TEXT},
    OPTIONS_END};

static const struct command_line synopsis = {
    .name = "pack witness",
    .head = "用法：pregroup pack witness 文件.pack -o 文件夹\n\n"
            "给目录的每一行造一份首页：恰好是它的诊断和操作，患者是虚构的。"
            "文件夹里每行一个 XML，index.csv 写明每份首页应入的病种（group）、"
            "除目录先后外不分高下的病种（ties）和它为哪一行而造（row、"
            "row_group）。怎样也入不了的行不造首页，在标准错误上逐行说明。"
            "只用于 DIP 的规则包。",
    .options = option_table,
    .end = "退出码：0 完成；2 没能完成",
    .least = 1,
    .most = 1,
    .wanted = "要给出一个规则包和 -o 文件夹"};

int command_witness(int argc, char **argv)
{
    const char *folder = NULL;
    const int status = command_line_read(&synopsis, &argc, &argv, &folder);

    if (status >= 0)
        return status;
    if (folder == NULL)
        return command_line_wanted(&synopsis);
    return make(argv[0], folder);
}
