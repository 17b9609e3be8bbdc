#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/command.h"
#include "common/files.h"
#include "common/options.h"
#include "common/packs.h"
#include "common/stays.h"
#include "convert/table-book.h"
#include "convert/write.h"
#include "load/load.h"

#define FLUSH_AT (256u << 10)

struct convert {
    const char *pack_path, *target, *file;
    unsigned format; /* -f: enum table_form */
    struct pack *pack;
    struct plan plan;
    struct losses losses;
    struct writer writer;
    struct buffer out;
    struct file_aside aside; /* where `file` is told */
    bool stuck;              /* output is no longer possible */
};

static const struct command_option option_table[] = {
    {"to", 't', "格式",
     "front-page（默认，标准首页 XML）、flat-2012、cda、yb-4101 等，"
     "见 pregroup dialects",
     INTO_TEXT(struct convert, target)},
    {"format", 'f', "page|csv|xlsx",
     "照格式本身写（默认），或写成一行一份的表：csv，或工作簿（xlsx，要写 "
     "-o）；flat-2012、tcm-2012、hqms-2019 等一层的格式可以",
     INTO_WORD(struct convert, format)},
    {"output", 'o', "文件", "写到文件，默认标准输出",
     INTO_TEXT(struct convert, file)},
    {"pack", 'p', "规则包", "用这个规则包里的格式和代码对照",
     INTO_TEXT(struct convert, pack_path)},
    OPTIONS_END};

static const struct command_line synopsis = {
    .name = "convert",
    .head = "用法：pregroup convert [选项] 文件...\n\n"
            "把任何一种导出格式的病案首页、清单改写成另一种格式。"
            "文件写 - 表示标准输入。编码、容器、来源格式自动识别。",
    .options = option_table,
    .end = "输出是 UTF-8，含姓名、证件号等首页原有内容。没能转的、读不成的，"
           "在标准错误逐项说明（只有项目名和处数）。\n"
           "退出码：0 全部转了；1 有没能转或读不成的内容；2 有文件没能转。",
    .least = 1,
    .most = OPERANDS_ANY,
    .wanted = "没有给出文件"};

/* ---- target -------------------------------------------------------------- */

static bool open_plan(struct convert *c)
{
    const uint32_t dialect = packs_dialect(c->pack, text_of(c->target));

    if (dialect == PACK_NONE ||
        PACK_ROW(c->pack, SECTION_DIALECT, pack_dialect, dialect)->flags &
            DIALECT_TABLE)
        return command_refused("没有“%s”这种格式，有哪些见 pregroup dialects",
                               c->target);
    if (!plan_open(&c->plan, c->pack, dialect) ||
        !losses_open(&c->losses, c->pack))
        return command_refused("内存不够");
    if (c->plan.form == PLAN_NONE)
        return command_refused(
            "格式“%s”只能读，不能写：它的表里没有说明哪个元素是"
            "一条记录（用法 record）；请用 -t front-page 或别的格式",
            c->target);
    if (c->format != TABLE_NOT && !plan_as_table(&c->plan))
        return command_refused(
            "格式“%s”一份不止一层，写不成一张表；请用 -f page，或 -t "
            "flat-2012、hqms-2019 等一层的格式",
            c->target);
    if (c->format == TABLE_XLSX && c->file == NULL)
        return command_refused("工作簿要用 -o 写明文件，如 -o 首页.xlsx");
    return true;
}

/* The output must not be one of the inputs: it would be emptied unread. */
static bool is_input(const struct stat *file, char **paths, int count)
{
    struct stat st;

    for (int i = 0; i < count; i++)
        if (stat(paths[i], &st) == 0 && st.st_dev == file->st_dev &&
            st.st_ino == file->st_ino)
            return true;
    return false;
}

/* Standard output becomes a file aside of it. */
static bool open_output(struct convert *c, char **inputs, int count)
{
    struct stat st;

    if (c->file == NULL)
        return true;
    if (stat(c->file, &st) == 0 && S_ISREG(st.st_mode) &&
        is_input(&st, inputs, count))
        return command_refused("%s：既是输入又是输出，请另写一个文件", c->file);
    if (!file_aside_open(&c->aside, c->file, 0600))
        return false;
    if (dup2(c->aside.fd, STDOUT_FILENO) >= 0)
        return true;
    command_failed("%s：写不了：%s", c->file, command_reason(errno));
    return file_aside_close(&c->aside, false);
}

/* ---- records ------------------------------------------------------------- */

static bool convert_record(void *context, struct pipeline *pipeline)
{
    struct convert *c = context;

    if (losses_count(&c->losses, &c->plan, &pipeline->result))
        write_record(&c->writer, &pipeline->result.record);
    if (c->out.length >= FLUSH_AT && !command_write(&c->out))
        c->stuck = true;
    return !c->stuck;
}

/* The workbook is written where the output would be. */
static bool open_writer(struct convert *c)
{
    c->writer = (struct writer){.plan = &c->plan,
                                .table = c->format,
                                .losses = &c->losses,
                                .out = &c->out};
    if (c->format == TABLE_XLSX)
        c->writer.book =
            table_book_open(c->aside.aside != NULL ? c->aside.aside : c->file);
    return c->format != TABLE_XLSX || c->writer.book != NULL;
}

static int convert_all(struct convert *c, char **paths, int count)
{
    const struct options options = {.with_identity = true};
    int status = EXIT_FINE;

    if (!open_writer(c))
        return EXIT_FAILED;
    write_head(&c->writer);
    for (int i = 0; i < count && !c->stuck; i++)
        if (!stays_each(c->pack, paths[i], &options, convert_record, c))
            status = EXIT_FAILED;
    write_foot(&c->writer);
    if (!table_book_close(c->writer.book) || c->stuck ||
        !command_write(&c->out))
        return EXIT_FAILED;
    return status;
}

/* What was lost, on standard error; true if there was anything. */
static bool put_losses(const struct convert *c)
{
    struct buffer said = {0};
    const bool any = losses_put(&c->losses, &said);

    if (any)
        fprintf(stderr, "转了 %llu 条记录，其中：\n%.*s",
                (unsigned long long)c->writer.records, (int)said.length,
                said.data);
    buffer_free(&said);
    return any;
}

int command_convert(int argc, char **argv)
{
    struct convert c = {.target = "front-page"};
    int status = command_line_read(&synopsis, &argc, &argv, &c);

    if (status >= 0)
        return status;
    c.pack = command_pack_open(c.pack_path);
    status = EXIT_FAILED;
    if (c.pack != NULL && open_plan(&c) && open_output(&c, argv, argc)) {
        status = convert_all(&c, argv, argc);
        if (put_losses(&c) && status == EXIT_FINE)
            status = EXIT_FAULT;
        if (c.file != NULL &&
            !file_aside_close(&c.aside, status != EXIT_FAILED))
            status = EXIT_FAILED;
    }
    buffer_free(&c.out);
    write_close(&c.writer);
    losses_close(&c.losses);
    plan_close(&c.plan);
    pack_close(c.pack);
    return status;
}
