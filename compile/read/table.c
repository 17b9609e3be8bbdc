#include "compile/read/table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "compile/read/source.h"

#define HEAD_ROWS 20u /* titles and remarks stand above the headings */
#define NO_COLUMN UINT16_MAX
#define KEPT_TEXTS (256u << 20) /* bytes that kept cells may say */

static void begin(struct build *b, const char *path, struct place from,
                  struct table *out)
{
    *out = (struct table){.build = b,
                          .file = path,
                          .elsewhere = from.file != NULL &&
                                       !source_beside(from.file, path)};
}

static bool read_table(struct build *b, const char *path, struct text sheet,
                       struct place from, struct table *out)
{
    if (from.file == NULL) /* named on the command line, nowhere else */
        from.file = path;
    if (!source_load(b, path, from, &out->bytes))
        return false;
    if (text_starts(buffer_view(&out->bytes), TEXT("PK\x03\x04")))
        return table_parse_xlsx(b, sheet, from, out);
    if (!source_text(b, path, &out->bytes))
        return false;
    if (sheet.length > 0 && out->bytes.length > 0) {
        fault_add(b->faults, from, "CSV 文件没有工作表，请去掉 sheet",
                  "%s 是 CSV，却写了 sheet=\"%.*s\"", path, SHOW(sheet));
        return false;
    }
    return table_parse_csv(b, out);
}

bool table_open(struct build *b, const char *path, struct text sheet,
                struct place from, struct table *out)
{
    begin(b, path, from, out);
    return read_table(b, path, sheet, from, out);
}

static bool is_workbook(int fd)
{
    char magic[4];

    return fd >= 0 && pread(fd, magic, sizeof magic, 0) == sizeof magic &&
           memcmp(magic, "PK\x03\x04", sizeof magic) == 0;
}

bool table_open_keeping(struct build *b, const char *path, struct text sheet,
                        struct place from, const struct table_keep *keep,
                        struct table *out)
{
    const int fd = source_open(path);
    bool good;

    begin(b, path, from, out);
    out->keep = keep;
    out->texts.limit = KEPT_TEXTS;
    out->fd = fd;
    out->in_file = is_workbook(fd);
    good = out->in_file ? table_parse_xlsx(b, sheet, from, out)
                        : read_table(b, path, sheet, from, out);
    if (fd >= 0)
        close(fd);
    return good;
}

void table_close(struct table *table)
{
    buffer_free(&table->bytes);
    arena_free(&table->texts);
    buffer_free(&table->shared);
    buffer_free(&table->marks);
    buffer_free(&table->cells);
    buffer_free(&table->rows);
    free(table->own);
}

static const struct table_row *nth_row(const struct table *t, uint32_t row)
{
    return &BUFFER_ROWS(&t->rows, struct table_row)[row];
}

uint32_t table_rows(const struct table *table)
{
    return BUFFER_COUNT(&table->rows, struct table_row);
}

uint32_t table_slot(const struct table *table, uint32_t row, uint32_t column)
{
    if (!table->cut || row < HEAD_ROWS)
        return column;
    return column < TABLE_COLUMNS && table->slots[column] != NO_COLUMN
               ? table->slots[column]
               : TABLE_NO_SLOT;
}

struct text table_cell(const struct table *table, uint32_t row, int column)
{
    const struct table_row *r = nth_row(table, row);
    const uint32_t slot =
        column < 0 ? TABLE_NO_SLOT : table_slot(table, row, (uint32_t)column);

    if (slot >= r->count)
        return (struct text){"", 0};
    return BUFFER_ROWS(&table->cells, struct text)[r->first + slot];
}

void table_put_cells(const struct table *table, uint32_t row, uint32_t count,
                     struct buffer *out)
{
    const struct table_row *r = nth_row(table, row);
    const struct text *cells =
        BUFFER_ROWS(&table->cells, struct text) + r->first;

    for (uint32_t i = 0; i < count; i++)
        buffer_put(out, i < r->count ? &cells[i] : &TEXT(""),
                   sizeof(struct text));
}

struct place table_place(const struct table *table, uint32_t row, int column)
{
    return (struct place){table->file, nth_row(table, row)->line,
                          column < 0 ? 0 : (uint32_t)column + 1, table->sheet};
}

uint32_t table_line(const struct table *table, uint32_t row)
{
    return nth_row(table, row)->line;
}

struct text table_text(const struct table *table, uint32_t row,
                       unsigned heading)
{
    return table_cell(table, row, table->headings[heading].column);
}

struct place table_at(const struct table *table, uint32_t row, unsigned heading)
{
    return table_place(table, row, table->headings[heading].column);
}

void table_fault(const struct table *table, uint32_t row, unsigned heading,
                 const char *right, const char *what)
{
    table_fault_with(table, row, heading, right, what, "");
}

void table_fault_with(const struct table *table, uint32_t row, unsigned heading,
                      const char *right, const char *what, const char *after)
{
    fault_add(table->build->faults, table_at(table, row, heading), right,
              "%s“%.*s”%s", what, SHOW(table_text(table, row, heading)), after);
}

/* True where a limit of ours was reached, not one of the machine. */
static bool is_full(const struct table *t)
{
    const size_t room = BUFFER_MAX - TABLE_COLUMNS * sizeof(struct text);
    const size_t texts = t->texts.limit != 0 ? t->texts.limit : ARENA_MAX;

    return t->cells.length >= room || t->rows.length >= room ||
           t->bytes.length >= room || t->texts.total + ARENA_BLOCK > texts;
}

void table_fault_room(const struct table *table)
{
    const struct place here = {table->file, 0, 0, table->sheet};

    if (!is_full(table))
        fault_machine(table->build->faults, here, "表读不完", ENOMEM);
    else if (table->keep != NULL)
        fault_add(table->build->faults, here,
                  "一张表至多约 400 万格，用不到的列不算；请按月或按科室分开算",
                  "表太大");
    else
        fault_add(table->build->faults, here,
                  "一张表至多约 400 万格；请删去用不到的行和列", "表太大");
}

/* ---- names of columns ---------------------------------------------------- */

/* Equal but for blanks anywhere: headings are broken over lines. */
static bool same_heading(struct text a, struct text b)
{
    size_t i = 0, k = 0;

    for (;;) {
        const struct text rest_a = text_trim(text_behind(a, i));
        const struct text rest_b = text_trim(text_behind(b, k));

        if (rest_a.length == 0 || rest_b.length == 0)
            return rest_a.length == rest_b.length;
        i = (size_t)(rest_a.at - a.at);
        k = (size_t)(rest_b.at - b.at);
        if (text_next(a, &i) != text_next(b, &k))
            return false;
    }
}

/* Equal to `upper` and `lower` written one behind the other. */
static bool same_joined(struct text upper, struct text lower, struct text name)
{
    char joined[512];

    if (upper.length + lower.length > sizeof joined)
        return false;
    memcpy(joined, upper.at, upper.length);
    memcpy(joined + upper.length, lower.at, lower.length);
    return same_heading((struct text){joined, upper.length + lower.length},
                        name);
}

/* Headings in two rows, as merged cells give them. */
static bool heads(const struct table *t, uint32_t row, int column,
                  struct text name)
{
    const struct text own = table_cell(t, row, column);

    if (same_heading(own, name))
        return true;
    return row > 0 && same_joined(table_cell(t, row - 1, column), own, name);
}

bool table_keeps(const struct table_keep *keep, struct text heading)
{
    for (size_t i = 0; i < keep->count; i++)
        if (same_heading(heading, keep->names[i]))
            return true;
    return false;
}

/* ---- rows ---------------------------------------------------------------- */

static bool is_headed(const struct table *t, uint32_t column)
{
    for (uint32_t row = 0; row < table_rows(t); row++)
        for (size_t i = 0; i < t->keep->count; i++)
            if (heads(t, row, (int)column, t->keep->names[i]))
                return true;
    return false;
}

/* The upper rows are there: rows below them are cut from now on. */
static void choose_columns(struct table *t)
{
    for (uint32_t c = 0; c < TABLE_COLUMNS; c++)
        t->slots[c] = is_headed(t, c) ? (uint16_t)t->width++ : NO_COLUMN;
    t->cut = true;
}

/* Moves the kept cells of the row to its front, which never overtakes. */
static uint32_t cut_row(struct table *t, uint32_t first, uint32_t count)
{
    const uint32_t columns = count < TABLE_COLUMNS ? count : TABLE_COLUMNS;
    struct text *cells = BUFFER_ROWS(&t->cells, struct text) + first;
    uint32_t kept = 0;

    for (uint32_t c = 0; c < columns; c++)
        if (t->slots[c] != NO_COLUMN)
            cells[kept++] = cells[c];
    t->cells.length = (first + kept) * sizeof(struct text);
    for (; kept < t->width; kept++)
        buffer_put(&t->cells, &TEXT(""), sizeof(struct text));
    return kept;
}

static bool is_blank_row(const struct text *cells, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (cells[i].length != 0)
            return false;
    return true;
}

void table_add_row(struct table *table, uint32_t count, uint32_t line)
{
    const uint32_t first = BUFFER_COUNT(&table->cells, struct text) - count;
    struct table_row row = {first, count, line};

    if (table->cells.failed)
        return;
    if (is_blank_row(BUFFER_ROWS(&table->cells, struct text) + first, count)) {
        table->cells.length -= count * sizeof(struct text);
        return;
    }
    if (table->cut)
        row.count = cut_row(table, first, count);
    buffer_put(&table->rows, &row, sizeof row);
    if (table->keep != NULL && !table->cut && table_rows(table) == HEAD_ROWS)
        choose_columns(table);
}

/* ---- headings ------------------------------------------------------------ */

void table_headings(const char *const *names, struct heading *out, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct text name = text_of(names[i]);
        const bool needed = !text_ends(name, TEXT("?"));

        name.length -= !needed;
        out[i] = (struct heading){name, needed, -1};
    }
}

static uint32_t heading_width(const struct table *t, uint32_t row)
{
    const uint32_t own = nth_row(t, row)->count;
    const uint32_t above = row > 0 ? nth_row(t, row - 1)->count : 0;

    return own > above ? own : above;
}

/* Sets the columns from one row; how many needed headings it lacks. */
static size_t match_row(const struct table *t, uint32_t row,
                        struct heading *wanted, size_t count)
{
    size_t lacking = 0;

    for (size_t i = 0; i < count; i++) {
        struct heading *h = &wanted[i];

        h->column = -1;
        if (h->name.length == 0)
            continue;
        for (uint32_t c = t->from; c < heading_width(t, row) && h->column < 0;
             c++)
            if (heads(t, row, (int)c, h->name))
                h->column = (int)c;
        lacking += h->column < 0 && h->needed;
    }
    return lacking;
}

bool table_heads_again(const struct table *table, uint32_t row, size_t count)
{
    uint32_t found = 0;

    for (size_t i = 0; i < count; i++) {
        const struct heading *h = &table->headings[i];

        if (h->column < 0)
            continue;
        if (!heads(table, row, h->column, h->name))
            return false;
        found++;
    }
    return found > 1;
}

/* What headings a row has, for a message. Of a file that lies elsewhere only if
 * it has one of those wanted. */
static void list_headings(const struct table *t, uint32_t row, bool ours,
                          char *out, size_t size)
{
    size_t used = (size_t)snprintf(
        out, size,
        ours || !t->elsewhere ? "这一行的标题是："
                              : "请核对文件名，文件里有什么不在这里列出");

    if (!ours && t->elsewhere)
        return;
    for (uint32_t c = 0; c < nth_row(t, row)->count && used + 200 < size; c++) {
        const struct text cell = table_cell(t, row, (int)c);

        if (cell.length > 0)
            used += (size_t)snprintf(out + used, size - used, "%s%.*s",
                                     c > 0 ? "、" : "", SHOW(cell));
    }
}

/* Faults for the needed headings that the best row lacks. */
static void fault_headings(struct build *b, const struct table *t, uint32_t row,
                           struct heading *wanted, size_t count)
{
    char right[1024];
    bool ours = false;

    match_row(t, row, wanted, count);
    for (size_t i = 0; i < count; i++)
        ours = ours || wanted[i].column >= 0;
    list_headings(t, row, ours, right, sizeof right);
    for (size_t i = 0; i < count; i++)
        if (wanted[i].needed && wanted[i].column < 0)
            fault_add(b->faults, table_place(t, row, -1), right,
                      "找不到标题“%.*s”", SHOW(wanted[i].name));
}

/* Notes that of two columns with one heading the first is taken. */
static void note_twice(struct build *b, const struct table *t,
                       const struct heading *wanted, size_t count)
{
    const uint32_t row = t->data - 1;

    for (size_t i = 0; i < count; i++)
        for (uint32_t c = (uint32_t)wanted[i].column + 1;
             !t->beside && wanted[i].column >= 0 && c < heading_width(t, row);
             c++)
            if (heads(t, row, (int)c, wanted[i].name))
                fault_note(b->faults, table_place(t, row, (int)c),
                           "用了前面的一列；要用这一列，请改表里的标题，或连同"
                           "上一行的标题一起写",
                           "标题“%.*s”不止一列", SHOW(wanted[i].name));
}

/* ---- cells that cannot be read as they stand ----------------------------- */

static bool is_asked_column(const struct table_mark *m,
                            const struct heading *wanted, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (wanted[i].column >= 0 && (uint32_t)wanted[i].column == m->column)
            return true;
    return false;
}

static void tell_mark(struct build *b, const struct table *t,
                      const struct table_mark *m)
{
    const struct place at = {t->file, m->line, m->column + 1, t->sheet};

    if (m->kind == MARK_UNCACHED)
        fault_lost(b->faults, at,
                   "请在表格软件里打开、重新计算后保存，或粘贴为数值",
                   "公式没有保存计算结果");
    else if (m->kind == MARK_ERROR)
        fault_lost(b->faults, at, "请改正公式，或填上应有的内容",
                   "公式的结果是错误值 %.*s", SHOW(m->shown));
    else
        fault_note(b->faults, at, "同一列里类似的数字不再一一提示",
                   "数字“%.*s”已按普通写法、至多 15 位有效数字读取",
                   SHOW(m->shown));
}

static void check_marks(struct build *b, const struct table *t,
                        const struct heading *wanted, size_t count)
{
    const uint32_t head = nth_row(t, t->data - 1)->line;

    BUFFER_EACH (m, &t->marks, const struct table_mark)
        if (m->line > head && is_asked_column(m, wanted, count))
            tell_mark(b, t, m);
}

bool table_head(struct build *b, struct table *table, struct heading *wanted,
                size_t count)
{
    const uint32_t rows = table_rows(table);
    uint32_t best = 0;
    size_t best_lacking = count + 1;

    table->headings = wanted;
    for (uint32_t row = 0; row < rows && row < HEAD_ROWS; row++) {
        const size_t lacking = match_row(table, row, wanted, count);

        table->data = row + 1;
        if (lacking == 0) {
            note_twice(b, table, wanted, count);
            check_marks(b, table, wanted, count);
            return true;
        }
        if (lacking < best_lacking) {
            best_lacking = lacking;
            best = row;
        }
    }
    if (rows == 0)
        fault_add(b->faults, (struct place){table->file, 0, 0, table->sheet},
                  "第一行应为标题", "表是空的");
    else
        fault_headings(b, table, best, wanted, count);
    return false;
}
