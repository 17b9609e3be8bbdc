/* `pack start`: a first region.xml from a bureau's tables. */
#include "start/start.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "blanks.h"
#include "common/command.h"
#include "common/files.h"
#include "common/options.h"
#include "common/put.h"
#include "compile/compile.h"
#include "load/load.h"
#include "reach.h"

struct start_call {
    const char *folder, *knowledge;
};

/* ---- a reading, tried ---------------------------------------------------- */

struct trial {
    uint32_t rows, unreached;
    size_t faults;
    bool built;
};

static void count_reached(const struct buffer *bytes, struct trial *trial)
{
    struct pack *pack = command_pack_made(bytes, "region.xml");
    struct specimen_pool pool = {0};
    struct result r = {0};
    struct specimen specimen;
    struct reach reach;

    if (pack == NULL)
        return;
    trial->built = specimen_pool_open(&pool, pack) && result_open(&r, pack);
    trial->rows = pack_count(pack, SECTION_GROUP);
    for (uint32_t i = 0; trial->built && i < trial->rows; i++) {
        reach_find(&pool, i, &r, &specimen, &reach);
        trial->unreached += reach.how != REACH_WINS;
    }
    specimen_pool_close(&pool);
    result_close(&r);
    pack_close(pack);
}

/* Compiles the region as it is read that way, from a file that is taken away
 * again. */
static struct trial try_reading(struct start *s, const struct start_call *call,
                                const char *knowledge,
                                const struct start_reading *reading)
{
    struct compile_faults notes = {0}, faults = {.notes = &notes};
    struct buffer xml = {0}, bytes = {0};
    struct trial trial = {0};
    char path[COMMAND_PATH];

    start_region(s, reading, call->folder, &xml);
    snprintf(path, sizeof path, "%s/region.xml.trial", call->folder);
    if (file_make(path, &xml) &&
        compile_pack(path, NULL, knowledge, &bytes, &faults))
        count_reached(&bytes, &trial);
    unlink(path);
    trial.faults = faults.count;
    compile_faults_free(&notes);
    compile_faults_free(&faults);
    buffer_free(&bytes);
    buffer_free(&xml);
    return trial;
}

/* ---- readings ------------------------------------------------------------ */

static const char *key_words(unsigned key)
{
    return key == 4   ? "dx-key=\"4\""
           : key == 3 ? "dx-key=\"3\""
                      : "dx-key=\"own\"";
}

/* The reading that the rows themselves suggest. */
static struct start_reading plain_reading(const struct start *s)
{
    struct start_reading reading = {0, false};
    uint32_t keys[8] = {0}, all = 0;

    BUFFER_EACH (c, &s->catalogues, const struct start_catalogue) {
        for (unsigned i = 0; i < 8; i++) {
            keys[i] += c->keys[i];
            all += i > 2 ? c->keys[i] : 0;
        }
        reading.listed = reading.listed || c->turned > 0;
    }
    if (all == 0 || keys[5] == all)
        reading.dx_key = 4;
    else if (keys[3] == all)
        reading.dx_key = 3;
    return reading;
}

static void put_trial(const struct start_reading *reading,
                      const struct trial *trial, struct buffer *out)
{
    put(out, "  ", key_words(reading->dx_key),
        reading->listed ? "，操作分先后（op-order=\"listed\"）" : "", "：");
    if (trial->built)
        put(out, trial->rows, " 行里没有病例能入的 ", trial->unreached,
            " 行\n");
    else
        put(out, "编译不过，", trial->faults, " 处错误\n");
}

static bool is_better(const struct trial *one, const struct trial *other)
{
    return one->built != other->built
               ? one->built
               : one->built && one->unreached < other->unreached;
}

/* Tries the plain reading and what it might be instead; the plain one stays
 * unless another leaves fewer rows that no case can reach. */
static struct start_reading choose_reading(struct start *s,
                                           const struct start_call *call,
                                           const char *knowledge,
                                           struct buffer *out)
{
    struct start_reading best = plain_reading(s), others[2] = {best, best};
    struct trial least = try_reading(s, call, knowledge, &best);
    unsigned count = 1;

    others[0].dx_key = best.dx_key == 0 ? 4 : 0;
    if (best.listed)
        others[count++].listed = false;
    put(out, "几种读法：\n");
    put_trial(&best, &least, out);
    for (unsigned i = 0; i < count; i++) {
        const struct trial trial = try_reading(s, call, knowledge, &others[i]);

        put_trial(&others[i], &trial, out);
        if (is_better(&trial, &least)) {
            least = trial;
            best = others[i];
        }
    }
    put(out, "采用：", key_words(best.dx_key),
        best.listed ? "，操作分先后\n" : "\n");
    return best;
}

/* ---- the command --------------------------------------------------------- */

/* Builds what was written, and tells its faults and blanks. */
static int build_region(const char *path, const char *knowledge,
                        struct buffer *out)
{
    struct buffer bytes = {0};
    int status = command_compile(path, NULL, knowledge, &bytes);
    struct pack *pack =
        status == EXIT_FINE ? command_pack_made(&bytes, path) : NULL;

    if (status == EXIT_FINE && pack == NULL)
        status = EXIT_FAILED;
    put(out, "写好了 ", path);
    if (pack != NULL)
        put(out, "，编译通过：", pack_count(pack, SECTION_GROUP), " 行\n");
    else
        put(out, "，编译没有通过，错在哪里已逐处列出\n");
    if (pack != NULL)
        blanks_list(pack, out);
    pack_close(pack);
    buffer_free(&bytes);
    return status;
}

static int write_region(struct start *s, const struct start_call *call,
                        const char *knowledge, struct buffer *out)
{
    struct buffer xml = {0}, questions = {0};
    char path[COMMAND_PATH];
    struct start_reading reading;
    uint32_t count;
    int status = EXIT_FAILED;

    snprintf(path, sizeof path, "%s/region.xml", call->folder);
    start_tell(s, out);
    reading = choose_reading(s, call, knowledge, out);
    start_region(s, &reading, call->folder, &xml);
    count = start_questions(s, &reading, &questions, "  ");
    put(out, "还要回答 ", count, " 个问题（也写在 region.xml 开头）：\n",
        buffer_view(&questions));
    if (xml.failed || questions.failed)
        command_failed("内存不足");
    else if (file_replace(path, &xml))
        status = build_region(path, knowledge, out);
    buffer_free(&questions);
    buffer_free(&xml);
    return status;
}

static bool may_write(const char *folder)
{
    char path[COMMAND_PATH];

    snprintf(path, sizeof path, "%s/region.xml", folder);
    if (access(path, F_OK) == 0)
        return command_refused(
            "%s 已经有了，不改它；请换一个文件夹，或先移走这个文件", path);
    return command_folder(folder);
}

/* What was copied might not be read as a catalogue again. */
static bool has_catalogue(const struct start *s)
{
    BUFFER_EACH (t, &s->tables, const struct start_table)
        if (t->what == IS_CATALOGUE)
            return true;
    return command_refused("给出的表里没有能用的病种目录");
}

static int begin_region(struct start *s, const struct start_call *call)
{
    char *knowledge;
    struct buffer out = {0}, why = {0};
    int status = EXIT_FAILED;

    start_tables(s);
    start_roles(s);
    if (start_failed(s))
        return command_failed("内存不足");
    if (!start_together(s, &why)) {
        if (why.failed)
            command_failed("内存不足");
        else
            command_say("%s", buffer_view(&why).at);
        buffer_free(&why);
        return EXIT_FAILED;
    }
    start_ends(s);
    knowledge = command_knowledge(call->knowledge);
    if (knowledge != NULL && may_write(call->folder) &&
        start_copies(s, call->folder) && has_catalogue(s)) {
        start_catalogues(s);
        start_means(s);
        start_place(s);
        status = start_failed(s) ? command_failed("内存不足")
                                 : write_region(s, call, knowledge, &out);
    }
    if (!command_write(&out))
        status = EXIT_FAILED;
    buffer_free(&out);
    free(knowledge);
    return status;
}

static int start_from(char *const *paths, int count,
                      const struct start_call *call)
{
    struct start s;
    bool good = start_open(&s);
    int status = EXIT_FAILED;

    for (int i = 0; i < count; i++)
        good = command_readable(paths[i]) && start_file(&s, paths[i]) && good;
    command_show_faults(&s.faults);
    if (good)
        status = begin_region(&s, call);
    start_close(&s);
    return status;
}

static const struct command_option option_table[] = {
    {"output", 'o', "文件夹", "region.xml 写在这里；已有的不改写",
     INTO_TEXT(struct start_call, folder)},
    {"knowledge", 0, "文件夹", "知识在这里（字段、字典、规则）",
     INTO_TEXT(struct start_call, knowledge)},
    OPTIONS_END};

static const struct command_line synopsis = {
    .name = "pack start",
    .head =
        "用法：pregroup pack start 目录表... -o 文件夹\n\n"
        "看医保局发来的表（XLSX、CSV：病种目录、次均费用、编码表、灰码、对照"
        "表，可以几份一起给），认出各列、分隔符、诊断取位、综合病种的结尾，"
        "写出 region.xml 的初稿并试着编译。每一项都写明凭什么这样认、几种读法"
        "各有几行没有病例能入；看不出的列成问题。",
    .options = option_table,
    .end = "退出码：0 写好并能编译；1 写好了，编译有错；2 没有写",
    .least = 1,
    .most = OPERANDS_ANY,
    .wanted = "要给出目录表和 -o 文件夹"};

int command_start(int argc, char **argv)
{
    struct start_call call = {0};
    const int status = command_line_read(&synopsis, &argc, &argv, &call);

    if (status >= 0)
        return status;
    if (call.folder == NULL)
        return command_line_wanted(&synopsis);
    return start_from(argv, argc, &call);
}
