/* `pregroup figures`: a region's figures over a table. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "common/command.h"
#include "common/files.h"
#include "common/options.h"
#include "figures/book.h"
#include "figures/db.h"
#include "figures/stays.h"

#define TOLD_MAX 32

struct call {
    const char *region, *table, *sheet, *set, *output;
    struct told told[TOLD_MAX];
    unsigned told_count;
    struct buffer names;      /* of all <figures> of the file */
    unsigned looked;          /* at how many of them */
    unsigned form;            /* enum figures_form */
    struct figures_book book; /* of FIGURES_XLSX */
    struct build build;       /* of the document: faults, sources */
    struct buffer out;
    unsigned done;
    bool refused; /* why was said */
};

/* Looks for the columns without a word. */
static bool finds_columns(struct figures *f, struct table *table)
{
    struct compile_faults *faults = f->build.faults;
    struct compile_faults told = {0};
    bool good;

    f->build.faults = &told;
    good = table_head(&f->build, table, f->headings, f->columns);
    f->build.faults = faults;
    compile_faults_free(&told);
    return good;
}

/* By the other names of the columns, and back if that is no better. */
static bool finds_other_names(struct figures *f, struct table *table)
{
    struct text names[FIGURES_MAX];
    bool good;

    for (unsigned i = 0; i < f->columns; i++) {
        names[i] = f->headings[i].name;
        if (f->also[i].length != 0)
            f->headings[i].name = f->also[i];
    }
    good = finds_columns(f, table);
    for (unsigned i = 0; i < f->columns; i++)
        f->headings[i].name = names[i];
    return good;
}

/* True if the table has every column that the set needs; says which not if the
 * set is `wanted`. */
static bool has_columns(struct call *c, struct figures *f, struct table *table,
                        bool wanted)
{
    if (!finds_columns(f, table) && finds_other_names(f, table))
        return true;
    if (wanted) /* once more, to say what is wrong or was mended */
        return table_head(&c->build, table, f->headings, f->columns);
    return finds_columns(f, table);
}

/* True if a row of cases.csv or of a batch's workbook says 示例. */
static bool is_sample(const struct table *t)
{
    const uint32_t head = t->data > 0 ? t->data - 1 : 0;
    const uint32_t columns =
        BUFFER_ROWS(&t->rows, struct table_row)[head].count;

    for (uint32_t i = 0; i < columns; i++) {
        const struct text name = table_cell(t, head, (int)i);

        if (!text_equal(name, TEXT("sample")) &&
            !text_equal(name, TEXT("示例")))
            continue;
        TABLE_EACH (row, t)
            if (table_cell(t, row, (int)i).length != 0)
                return true;
    }
    return false;
}

/* With what is for people it stands above the figures, else beside them,
 * where each row is marked as well. */
static void tell_sample(struct call *c, const struct run *r)
{
    static const char words[] =
        "示例：表里的病种、分值或金额是虚构的，不能用于结算和上报\n";

    if (!r->sample)
        return;
    if (c->form == FIGURES_TEXT)
        buffer_string(&c->out, words);
    else
        command_say("%s", words);
}

static void show_run(struct call *c, struct run *r)
{
    r->sample = is_sample(r->table);
    tell_sample(c, r);
    if (c->form == FIGURES_XLSX)
        figures_book_add(&c->book, r);
    else
        figures_show(r, (enum figures_form)c->form, &c->out);
    c->done++;
}

static void run_set(struct call *c, struct figures *f, struct table *table,
                    bool wanted)
{
    struct run *r;

    table->elsewhere = true; /* its first row may be a patient's */
    if (!has_columns(c, f, table, wanted))
        return;
    if (table->data == table_rows(table)) {
        fault_add(c->build.faults, table_place(table, table->data - 1, -1),
                  "标题下面每行一条数据", "表里一行数据也没有");
        return;
    }
    r = malloc(sizeof *r);
    if (r == NULL || !run_open(r, f, table))
        c->out.failed = true;
    else if (run_groups(r, LEVEL_ALL) == 0)
        fault_add(c->build.faults, table_place(table, table->data, -1),
                  "请核对这一批的输入", "表里没有病例，只有没有首页的来源");
    else
        show_run(c, r);
    if (r != NULL)
        run_close(r);
    free(r);
}

/* What is looked at of a table besides the columns of the figures. */
static const char *const always[] = {"sample", "示例", "source", "index",
                                     "来源",   "序号", "cause",  "未入组原因"};

#define KEEP_MAX (2 * FIGURES_MAX + COUNT_OF(always))

/* The columns that a set of figures asks for, by either name. */
static struct table_keep keep_of(const struct figures *f,
                                 struct text names[KEEP_MAX])
{
    struct table_keep keep = {names, 0};

    for (unsigned i = 0; i < f->columns; i++) {
        names[keep.count++] = f->headings[i].name;
        if (f->also[i].length != 0)
            names[keep.count++] = f->also[i];
    }
    for (size_t i = 0; i < COUNT_OF(always); i++)
        names[keep.count++] = text_of(always[i]);
    return keep;
}

/* Opens the table that the command was given: false after a fault. */
static bool open_given(struct call *c, const struct table_keep *keep,
                       struct table *out)
{
    if (!figures_is_database(c->table) && c->sheet == NULL) {
        *out =
            (struct table){.build = &c->build, .file = c->table, .keep = keep};
        const enum step step = figures_stays(c->table, keep, &out->bytes);

        if (step == STEP_ITEM)
            return table_parse_csv(&c->build, out);
        buffer_free(&out->bytes);
        if (step == STEP_FAILED) {
            fault_add(c->build.faults, (struct place){c->table, 0, 0, NULL},
                      "请重新取得这个文件", "在一行中间断了，不是完整的表");
            return false;
        }
    }
    if (!figures_is_database(c->table))
        return table_open_keeping(&c->build, c->table,
                                  c->sheet != NULL ? text_of(c->sheet)
                                                   : TEXT(""),
                                  (struct place){0}, keep, out) &&
               figures_stays_of_book(out);
    *out = (struct table){.build = &c->build, .file = c->table, .keep = keep};
    if (figures_database(c->table, keep, &out->bytes))
        return table_parse_csv(&c->build, out);
    c->refused = true;
    return false;
}

static void compute_set(struct call *c, struct region *region,
                        const xmlNode *node, bool alone)
{
    const struct text name = element_attribute(region, node, "name");
    struct text names[KEEP_MAX];
    struct table_keep keep;
    struct figures *f;
    struct table table = {0};

    buffer_string(&c->names, c->names.length > 0 ? "、" : "");
    buffer_text(&c->names, name);
    if (c->set != NULL && !text_equal(name, text_of(c->set)))
        return;
    c->looked++;
    f = malloc(sizeof *f);
    if (f == NULL) {
        c->out.failed = true;
        return;
    }
    if (figures_open(f, region, node, c->told, c->told_count)) {
        keep = keep_of(f, names);
        if (open_given(c, &keep, &table))
            run_set(c, f, &table, alone || c->set != NULL);
    }
    table_close(&table);
    figures_close(f);
    free(f);
}

static void read_document(struct call *c)
{
    struct document d;
    const xmlNode *n;
    bool alone;

    document_open(&d, &c->build, c->region, &figures_document);
    n = d.root == NULL                  ? NULL
        : element_is(d.root, "figures") ? d.root
                                        : element_child(d.root, "figures");
    if (d.root != NULL && n == NULL)
        fault_add(c->build.faults, (struct place){c->region, 0, 0, NULL},
                  "写法见 docs/figures.md", "没有 <figures>");
    alone = n != NULL && (n == d.root || element_next(n, "figures") == NULL);
    while (n != NULL) {
        compute_set(c, &d.region, n, alone);
        n = n == d.root ? NULL : element_next(n, "figures");
    }
    document_close(&d);
}

/* False after saying that the command line names what the file does not
 * have. */
static bool check_told_names(const struct call *c)
{
    if (c->looked == 0)
        return command_refused("%s：没有名为 %s 的一组，有 %s", c->region,
                               c->set,
                               c->names.failed ? "别的" : c->names.data);
    for (unsigned i = 0; i < c->told_count; i++) {
        const struct text name = c->told[i].name;

        if (c->told[i].used)
            continue;
        return command_refused("-v：%s 里没有 <set name=\"%.*s\">", c->region,
                               SPELL(name));
    }
    return true;
}

static int tell_outcome(struct call *c, const struct compile_faults *faults)
{
    const int status = command_show_faults(faults);

    if (status != EXIT_FINE || c->refused)
        return status != EXIT_FINE ? status : EXIT_FAILED;
    if (c->out.failed)
        return command_failed("内存不足");
    if (!check_told_names(c))
        return EXIT_FAILED;
    if (c->done == 0)
        return command_failed("没有一组指标的列与这张表相符；用 --set "
                              "指定一组，就说明缺哪些列");
    if (c->form == FIGURES_XLSX)
        return figures_book_close(&c->book, true) ? EXIT_FINE : EXIT_FAILED;
    if (c->output != NULL)
        return file_replace(c->output, &c->out) ? EXIT_FINE : EXIT_FAILED;
    return command_write(&c->out) ? EXIT_FINE : EXIT_FAILED;
}

/* The first byte of a file that is no blank and no byte order mark, 0 if there
 * is none. */
static char first_byte(const char *path)
{
    struct buffer head = {0};
    struct text t;
    char first;

    file_load(path, 64, &head);
    t = buffer_view(&head);
    if (text_starts(t, TEXT("\xEF\xBB\xBF")))
        t = text_behind(t, 3);
    t = text_cut_blanks(t);
    first = t.length != 0 ? t.at[0] : '\0';
    buffer_free(&head);
    return first;
}

/* What is easily given for a table. */
static bool is_table(const struct call *c)
{
    const char first = first_byte(c->table);

    if (first == '{')
        return command_refused("%s：这是 JSON，不是表；请写 cases.csv、"
                               "results.xlsx 或 results.db",
                               c->table);
    return first != '<' || first_byte(c->region) == '<' ||
           command_refused("%s：不是指标文件；两个文件写反了：先写指标文件，"
                           "再写表",
                           c->region);
}

static int compute_call(struct call *c)
{
    struct compile_faults notes = {0}, faults = {.notes = &notes};
    int status = EXIT_FAILED;

    if (!command_readable(c->region) || !command_readable(c->table) ||
        !is_table(c))
        return status;
    if (c->form == FIGURES_CSV)
        figures_csv_head(&c->out);
    if ((c->form != FIGURES_XLSX || figures_book_open(&c->book, c->output)) &&
        build_open(&c->build, &faults)) {
        read_document(c);
        status = tell_outcome(c, &faults);
    }
    figures_book_close(&c->book, false);
    build_close(&c->build);
    compile_faults_free(&notes);
    compile_faults_free(&faults);
    buffer_free(&c->names);
    buffer_free(&c->out);
    return status;
}

/* `name=number`; false after saying what is wrong with it. */
static bool take_value_option(void *call, const char *argument)
{
    struct call *c = call;
    const char *sign = strchr(argument, '=');
    struct told told = {.used = false};

    if (c->told_count == TOLD_MAX)
        return command_refused("-v 太多，至多 %d 个", TOLD_MAX);
    if (sign == NULL || !decimal_parse(text_of(sign + 1), &told.number))
        return command_refused("-v 写作 名称=数，如 fund=360000000，不是 %s",
                               argument);
    told.name = (struct text){argument, (size_t)(sign - argument)};
    c->told[c->told_count++] = told;
    return true;
}

static const struct command_option option_table[] = {
    {"set", 0, "名称", "只算这一组；不写就算表里列齐了的各组",
     INTO_TEXT(struct call, set)},
    {"value", 'v', "名称=数", "给 <set> 一个数，填上待填的或改换已有的",
     TAKEN_BY(take_value_option, 0)},
    {"sheet", 0, "工作表", "工作簿的哪一张，不写取第一张",
     INTO_TEXT(struct call, sheet)},
    {"format", 'f', "text|json|csv|xlsx",
     "给人看（默认）；一层的一个键一行；一个数一行；一层一张工作表（要 -o）",
     INTO_WORD(struct call, form)},
    {"output", 'o', "文件", "写到文件，不写到标准输出",
     INTO_TEXT(struct call, output)},
    OPTIONS_END};

static const struct command_line synopsis = {
    .name = "figures",
    .head = "用法：pregroup figures [选项] 地区.xml 表.csv\n\n"
            "按地区文件（或指标文件）里的 <figures>，从一张表算出分值、点值、"
            "系数、清算、指标。表可以是 CSV、TSV、XLSX，"
            "或 batch 的 results.db；金额用精确小数。"
            "写法见 docs/figures.md，现成的一套在 knowledge/figures/。",
    .options = option_table,
    .end = "退出码：0 完成；1 地区文件或表有错；2 没能完成",
    .least = 2,
    .most = 2,
    .wanted = "要给出一个地区文件（或指标文件）和一张表"};

int command_figures(int argc, char **argv)
{
    struct call c = {0};
    char room[COMMAND_PATH];
    const int status = command_line_read(&synopsis, &argc, &argv, &c);

    if (status >= 0)
        return status;
    if (c.form == FIGURES_XLSX && c.output == NULL)
        return command_failed("-f xlsx 写成文件，要用 -o 给出文件名");
    c.region = argv[0];
    c.table = command_file_in(argv[1], "cases.csv", room);
    return compute_call(&c);
}
