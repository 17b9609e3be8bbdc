/* dialects learn: pages in, the beginning of a dialect file out. */
#include "dialects/learn.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/command.h"
#include "common/files.h"
#include "common/options.h"
#include "input/decode/decode.h"
#include "input/decode/lexer.h"
#include "input/reader.h"
#include "input/table/dsv.h"
#include "input/table/heading.h"
#include "load/load.h"
#include "sheets/sheets.h"

#define WHOLE_MAX (16u << 20) /* bytes read of a file without pages */
#define DATA_DIGITS 4u        /* behind one another: no name has so many */
#define PAGES_MAX 2000u       /* of a file: more show no more tags */

struct call {
    const char *pack, *output;
};

struct learning {
    const struct pack *pack;
    struct seen seen;
    uint32_t dialect; /* of the first page; PACK_NONE */
    bool table;       /* they are rows of one */
    bool other;       /* pages of another one were passed over */
};

static const struct command_option options[] = {
    {"output", 'o', "文件", "写到文件，不写到标准输出",
     INTO_TEXT(struct call, output)},
    {"pack", 'p', "规则包", "按这个规则包认格式和项目",
     INTO_TEXT(struct call, pack)},
    OPTIONS_END};

static const struct command_line synopsis = {
    .name = "dialects learn",
    .head = "用法：pregroup dialects learn [-p 规则包] [-o 文件] 文件...\n\n"
            "由导出的首页（XML、JSON）写出方言表的开头，由表格（CSV、XLSX 等）"
            "写出医院文件里 <columns> 的开头：见到的标签每个一行，"
            "认得的写上项目，不认得的写上猜的项目（note 写明“猜的”），"
            "shape 是第一个值的样子（数字 9、字母 A、汉字“汉”，看不出患者是"
            "谁）。核对、补全以后存成 knowledge/dialects/名称.csv，用 pregroup "
            "pack build --knowledge 编译。",
    .options = options,
    .end = "退出码：0 完成；2 命令没能完成",
    .least = 1,
    .most = OPERANDS_ANY,
    .wanted = "dialects learn 之后要写导出的文件"};

/* ---- a file -------------------------------------------------------------- */

static ptrdiff_t read_file(void *context, void *out, size_t room)
{
    const ssize_t got = read(*(const int *)context, out, room);

    return got < 0 ? SOURCE_FAILED : got;
}

static void learn_bytes(struct learning *l, struct text bytes)
{
    const struct text start = text_behind(bytes, blank_length(bytes));

    if (start.length != 0 && (*start.at == '{' || *start.at == '['))
        seen_json(&l->seen, start);
    else
        seen_xml(&l->seen, start);
}

/* What only the reader knows of a source with pages. */
static uint8_t encoding_of(struct text raw)
{
    if (text_starts(raw, TEXT("\xFF\xFE")))
        return ENCODING_UTF16LE;
    if (text_starts(raw, TEXT("\xFE\xFF")))
        return ENCODING_UTF16BE;
    return decode_compare(raw) < 0 ? ENCODING_GB18030 : ENCODING_UTF8;
}

/* A file in which no page was found may be one all the same. */
static bool learn_whole(struct learning *l, const char *name)
{
    struct decoder decoder = {0};
    struct buffer bytes = {0};
    struct slice slice = {.index = 1, .first = true};
    bool good = file_load(name, WHOLE_MAX, &bytes);

    if (good) {
        slice.bytes = buffer_view(&bytes);
        slice.encoding = encoding_of(slice.bytes);
        slice_decode(&decoder, &slice);
        learn_bytes(l, slice.bytes);
    }
    decode_free(&decoder);
    buffer_free(&bytes);
    return good ||
           command_refused("%s：读不了：%s", name, command_reason(errno));
}

/* The dialect of most of the names, else that of names of columns. */
static uint32_t table_dialect(const struct pack *pack, struct text heading)
{
    uint32_t dialect = heading_fit(pack, heading).dialect;

    for (uint32_t i = 0;
         dialect == PACK_NONE && i < pack_count(pack, SECTION_DIALECT); i++)
        if (PACK_ROW(pack, SECTION_DIALECT, pack_dialect, i)->flags &
            DIALECT_TABLE)
            dialect = i;
    return dialect;
}

/* The columns, with what stands in them in the row, if there is one. */
static void learn_row(struct learning *l, const struct slice *slice)
{
    const struct dsv_style style = {slice->separator, false};
    const struct text row =
        slice->trouble == SLICE_WHOLE ? dsv_line(slice->bytes) : TEXT("");
    struct text names = slice->heading, name;

    l->table = true;
    for (size_t at = 0; heading_next(&names, &name);) {
        const bool more = at <= row.length && row.length != 0;
        const struct dsv_cell cell =
            more ? dsv_cell(row, at, style) : (struct dsv_cell){.end = at};

        seen_add(&l->seen, name, more ? cell.value : TEXT(""));
        at = cell.end + 1;
    }
}

/* What nobody knows may be a row of a patient's, who is not to be named. */
static bool holds_data(struct text heading)
{
    unsigned digits = 0;

    for (size_t i = 0; i < heading.length && digits < DATA_DIGITS; i++)
        digits = is_digit(heading.at[i]) ? digits + 1 : 0;
    return digits == DATA_DIGITS;
}

static bool learn_table(struct learning *l, const struct slice *slice,
                        const char *name)
{
    const uint32_t dialect = slice->trouble == SLICE_NO_TABLE
                                 ? table_dialect(l->pack, slice->heading)
                                 : slice->dialect;

    if (dialect == PACK_NONE)
        return command_refused("规则包里没有表格的列名");
    if (slice->trouble == SLICE_NO_TABLE && holds_data(slice->heading))
        return command_refused("%s：第一行像是患者的内容，没有列名", name);
    if (l->dialect == PACK_NONE)
        l->dialect = dialect;
    if (dialect == l->dialect)
        learn_row(l, slice);
    else
        l->other = true;
    return true;
}

static bool learn_slice(struct learning *l, const struct slice *slice,
                        bool sheet, const char *name)
{
    if (sheet && slice->trouble == SLICE_NOTHING)
        return command_refused("%s：工作表里没有认得的首页", name);
    if (slice->heading.length != 0 && slice->trouble <= SLICE_NO_TABLE)
        return learn_table(l, slice, name);
    switch (slice->trouble) {
    case SLICE_WHOLE:
    case SLICE_CUT:
        break;
    case SLICE_NOTHING:
        return learn_whole(l, name);
    case SLICE_ARCHIVE:
        return command_refused("%s：是压缩包，请先解压", name);
    case SLICE_TOO_LONG:
        return true;
    default:
        return command_refused("%s：不是能读的 XML 或 JSON 文件", name);
    }
    if (l->dialect == PACK_NONE)
        l->dialect = slice->dialect;
    if (slice->dialect == l->dialect)
        learn_bytes(l, slice->bytes);
    else
        l->other = true;
    return true;
}

static ptrdiff_t read_sheet(void *context, void *out, size_t room)
{
    return sheets_read(context, out, room);
}

/* The slices of a source; of a sheet without records only if none has any. */
static bool learn_source(struct learning *l, struct source source,
                         struct sheets *sheets, const char *name)
{
    struct reader *reader = reader_open(l->pack, source, 0);
    bool good = reader != NULL;
    struct slice slice;

    if (!good)
        command_failed("内存不足");
    for (unsigned i = 0; good && i < PAGES_MAX && reader_next(reader, &slice);
         i++)
        if (sheets == NULL || !sheets_pass_over(sheets, &slice))
            good = learn_slice(l, &slice, sheets != NULL, name);
    reader_close(reader);
    return good;
}

static bool learn_sheets(struct learning *l, enum sheets_form form, int fd,
                         const char *name)
{
    const struct source file = {.read = read_file, .context = &fd};
    struct sheets *s =
        sheets_open(form, fd, file, (struct sheets_listener){NULL, NULL});
    bool good = s != NULL || command_refused("%s：内存不足", name);
    enum sheets_step step = SHEETS_END;

    while (good && (step = sheets_next(s)) == SHEETS_SHEET)
        good = learn_source(l,
                            (struct source){.read = read_sheet,
                                            .context = s,
                                            .told = ENCODING_UTF8},
                            s, name);
    if (good && step == SHEETS_FAILED)
        good = command_refused("%s：%s", name, sheets_why(s));
    sheets_close(s);
    return good;
}

static bool learn_file(struct learning *l, const char *name)
{
    unsigned char head[SHEETS_HEAD];
    int fd = file_open(name);
    const ssize_t length =
        fd >= 0 ? file_read_at(fd, head, sizeof head, 0) : -1;
    const enum sheets_form form =
        length > 0 ? sheets_form(head, (size_t)length) : SHEETS_NONE;
    bool good = fd >= 0;

    if (good && form != SHEETS_NONE)
        good = learn_sheets(l, form, fd, name);
    else if (good)
        good = learn_source(
            l, (struct source){.read = read_file, .context = &fd}, NULL, name);
    if (fd >= 0)
        close(fd);
    return good;
}

/* ---- all of them --------------------------------------------------------- */

/* A dialect with the same keys that one of the tags marks. */
static uint32_t marked(const struct learning *l)
{
    uint32_t other = PACK_NONE;

    for (uint32_t i = 0; l->dialect != PACK_NONE && other == PACK_NONE &&
                         i < seen_count(&l->seen);
         i++)
        other =
            pack_dialect_marked(l->pack, l->dialect, seen_name(&l->seen, i));
    return other != PACK_NONE ? other : l->dialect;
}

static const struct pack_dialect *dialect_of(const struct learning *l)
{
    return l->dialect != PACK_NONE
               ? PACK_ROW(l->pack, SECTION_DIALECT, pack_dialect, l->dialect)
               : NULL;
}

/* What the person is to know; on standard error. */
static void tell_learnt(const struct learning *l, const struct learnt *learnt)
{
    const struct pack_dialect *d = dialect_of(l);
    const struct text name = d != NULL ? pack_text(l->pack, d->name) : TEXT("");

    if (d != NULL)
        command_say("按 %.*s 读：", SPELL(name));
    else
        command_say("没有找到认得的首页，按整个文件的标签写：");
    command_say("认识 %u 个%s，猜出 %u 个，不认识 %u 个；猜的和不认识的请"
                "核对\n",
                learnt->known, l->table ? "列" : "标签", learnt->guessed,
                learnt->unknown);
    if (!learnt->keyed)
        command_say(l->table ? "没有认得的病案号、姓名列：请给它写上 tag=\"病案"
                               "号\" 或 tag=\"姓名\"\n"
                             : "没有能当记录标志的标签：请在病案号、姓名的 use "
                               "列写 key\n");
    if (l->seen.json && d != NULL && learnt->guessed + learnt->unknown != 0)
        command_say("JSON 的格式只凭记录标志分辨：存成 %.*s.csv，代替原来的"
                    "\n",
                    SPELL(name));
    if (l->other)
        command_say("文件里还有别的格式的首页，没有读；请一种格式一种格式地"
                    "做\n");
    if (l->seen.beyond)
        command_say("标签超过 %u 种，其余没有写\n", SEEN_MAX);
}

static bool write_table(struct learning *l, const char *output)
{
    struct buffer out = {0};
    const struct learnt learnt = (l->table ? learn_columns : learn_rows)(
        l->pack, l->dialect, &l->seen, &out);
    bool good = !out.failed && !seen_failed(&l->seen);

    if (!good)
        command_failed("内存不足");
    else if (output != NULL)
        good = file_replace(output, &out);
    else
        good = command_write(&out);
    if (good)
        tell_learnt(l, &learnt);
    buffer_free(&out);
    return good;
}

static bool learn_all(struct learning *l, int count, char **names)
{
    const struct pack_dialect *d;

    for (int i = 0; i < count; i++)
        if (!learn_file(l, names[i]))
            return false;
    if (!l->table)
        l->dialect = marked(l);
    d = dialect_of(l);
    if (d != NULL && (d->flags & DIALECT_PATHS) != 0)
        return command_refused(
            "%s 按位置认项目，不按标签；怎样写见 docs/dialect.md",
            pack_text(l->pack, d->name).at);
    return seen_count(&l->seen) != 0 ||
           command_refused("文件里没有标签；认得的格式见 pregroup dialects");
}

int command_learn(int argc, char **argv)
{
    struct call call = {0};
    const int status = command_line_read(&synopsis, &argc, &argv, &call);
    struct learning l = {.dialect = PACK_NONE, .seen.names.fold = true};
    struct pack *pack;
    bool good;

    if (status >= 0)
        return status;
    pack = command_pack_open(call.pack);
    if (pack == NULL)
        return EXIT_FAILED;
    l.pack = pack;
    good = learn_all(&l, argc, argv) && write_table(&l, call.output);
    seen_free(&l.seen);
    pack_close(pack);
    return good ? EXIT_FINE : EXIT_FAILED;
}
