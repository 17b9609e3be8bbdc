/* The cells of one sheet. */
#include "compile/read/xlsx.h"

#include <string.h>

#define ROWS_MAX 1048576u

struct sheet_cell {
    char type; /* of the `t` attribute: n s b e i (inline) t (formula's
                  text or a date) */
    bool formula, value;
};

struct sheet {
    struct xlsx *xlsx;
    bool data, inside, reading; /* in <sheetData>, in <c>, in <v> */
    uint32_t row, column;       /* where the reading stands, from 1 */
    uint32_t stored;            /* cells of the row in the table so far */
    struct sheet_cell cell;
    struct xlsx_runs runs;
    struct buffer areas;                  /* struct xlsx_area */
    unsigned char told[XLSX_COLUMNS / 8]; /* columns with a number mended */
};

static void broken(struct sheet *s)
{
    xlsx_fault(s->xlsx, "单元格的次序或编号不对，文件已损坏",
               "请在表格软件里打开后另存为 XLSX");
    s->xlsx->stop = true;
}

static void too_much(struct sheet *s)
{
    xlsx_fault(s->xlsx, "表太大，内存不足", "请删去用不到的行和列");
    s->xlsx->stop = true;
}

/* ---- rows and cells begin ------------------------------------------------ */

static void row_start(struct sheet *s, const struct xlsx_attributes *a)
{
    const struct text r = xlsx_attribute(a, "r");
    uint32_t row = 0;

    for (size_t i = 0; i < r.length && row <= ROWS_MAX; i++) {
        if (!is_digit(r.at[i])) {
            row = 0;
            break;
        }
        row = row * 10 + (uint32_t)(r.at[i] - '0');
    }
    if (r.length == 0)
        row = s->row + 1;
    s->column = s->stored = 0;
    if (row <= s->row || row > ROWS_MAX)
        broken(s);
    s->row = row;
}

static char cell_type_of(struct text t)
{
    static const struct {
        const char *name;
        char type;
    } types[] = {{"s", 's'},   {"b", 'b'},         {"e", 'e'},
                 {"str", 't'}, {"inlineStr", 'i'}, {"d", 't'}};

    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (text_equal(t, text_of(types[i].name)))
            return types[i].type;
    return 'n';
}

static void cell_start(struct sheet *s, const struct xlsx_attributes *a)
{
    const struct text r = xlsx_attribute(a, "r");
    struct xlsx_area at = {s->row, s->column + 1, s->row, s->column + 1};

    if ((r.length > 0 && !xlsx_area(r, &at)) || at.top != s->row ||
        at.left <= s->column) {
        broken(s);
        return;
    }
    s->inside = true;
    s->column = at.left;
    s->cell = (struct sheet_cell){.type = cell_type_of(xlsx_attribute(a, "t"))};
}

static void on_sheet_start(void *user, struct text name,
                           const struct xlsx_attributes *a)
{
    struct sheet *s = user;
    struct xlsx_area area;

    if (text_equal(name, TEXT("sheetData"))) {
        s->data = true;
    } else if (s->inside) {
        if (text_equal(name, TEXT("f")))
            s->cell.formula = true;
        else if (text_equal(name, TEXT("v")))
            s->cell.value = s->reading = true;
        else
            xlsx_runs_start(&s->runs, name);
    } else if (s->data && text_equal(name, TEXT("row"))) {
        row_start(s, a);
    } else if (s->data && text_equal(name, TEXT("c"))) {
        cell_start(s, a);
    } else if (text_equal(name, TEXT("mergeCell")) &&
               xlsx_area(xlsx_attribute(a, "ref"), &area)) {
        buffer_put(&s->areas, &area, sizeof area);
    }
}

static void on_sheet_text(void *user, struct text t)
{
    struct sheet *s = user;

    if (s->reading)
        buffer_text(&s->runs.text, t);
    else if (s->inside)
        xlsx_runs_text(&s->runs, t);
}

/* ---- and end ------------------------------------------------------------- */

static void flag(struct sheet *s, enum table_mark_kind kind, struct text shown)
{
    const struct table_mark m = {kind, s->row, s->column - 1, shown};

    buffer_put(&s->xlsx->table->marks, &m, sizeof m);
}

static struct text shared(struct sheet *s, struct text t)
{
    const size_t count = BUFFER_COUNT(&s->xlsx->strings, struct text);
    size_t n = 0;

    for (size_t i = 0; i < t.length && n <= count; i++)
        n = !is_digit(t.at[i]) ? count : n * 10 + (size_t)(t.at[i] - '0');
    if (t.length == 0)
        return t;
    if (n < count)
        return BUFFER_ROWS(&s->xlsx->strings, struct text)[n];
    broken(s);
    return TEXT("");
}

/* A number; a column that has some not as people see them is told of once. */
static struct text shown_number(struct sheet *s, struct text t)
{
    const uint32_t c = s->column - 1;
    char plain[XLSX_NUMBER];
    const size_t length = xlsx_number(t, plain);

    if (length == 0)
        return t;
    if (c < XLSX_COLUMNS && (s->told[c / 8] >> c % 8 & 1) == 0) {
        s->told[c / 8] |= (unsigned char)(1u << c % 8);
        flag(s, MARK_NUMBER, t);
    }
    return arena_copy(&s->xlsx->table->texts, (struct text){plain, length});
}

static struct text content(struct sheet *s, struct text t)
{
    switch (s->cell.type) {
    case 's':
        return shared(s, t);
    case 'b':
        return text_equal(t, TEXT("1")) ? TEXT("TRUE") : TEXT("FALSE");
    case 'e':
        flag(s, MARK_ERROR, t);
        return TEXT("");
    case 'n':
        return shown_number(s, t);
    default:
        return t;
    }
}

static void store(struct sheet *s, struct text t)
{
    static const struct text empty = {"", 0};
    struct buffer *cells = &s->xlsx->table->cells;

    if (t.length == 0 || s->column > XLSX_COLUMNS)
        return;
    for (; s->stored + 1 < s->column; s->stored++)
        buffer_put(cells, &empty, sizeof empty);
    buffer_put(cells, &t, sizeof t);
    s->stored++;
}

static void cell_end(struct sheet *s)
{
    const struct text t = xlsx_runs_take(s->xlsx, &s->runs);

    if (s->cell.formula && !s->cell.value && s->cell.type != 'i')
        flag(s, MARK_UNCACHED, TEXT(""));
    else if (s->cell.value || s->cell.type == 'i')
        store(s, content(s, t));
    s->inside = false;
}

static void row_end(struct sheet *s)
{
    struct table *t = s->xlsx->table;

    if (t->cells.failed || t->rows.failed || t->marks.failed || t->texts.failed)
        too_much(s);
    else if (s->stored > 0)
        table_add_row(t, s->stored, s->row);
}

static void on_sheet_end(void *user, struct text name)
{
    struct sheet *s = user;

    if (s->inside) {
        if (text_equal(name, TEXT("c")))
            cell_end(s);
        else if (text_equal(name, TEXT("v")))
            s->reading = false;
        else
            xlsx_runs_end(&s->runs, name);
    } else if (s->data && text_equal(name, TEXT("row"))) {
        row_end(s);
    } else if (text_equal(name, TEXT("sheetData"))) {
        s->data = false;
    }
}

bool xlsx_sheet(struct xlsx *x, struct text path)
{
    static const struct xlsx_events events = {on_sheet_start, on_sheet_end,
                                              on_sheet_text};
    struct sheet s = {.xlsx = x};
    const enum xlsx_outcome outcome = xlsx_part(x, path, &events, &s);

    bool good = outcome == XLSX_READ;

    if (outcome == XLSX_ABSENT) {
        xlsx_fault(x, "文件里缺少这张工作表的内容",
                   "请重新取得文件，或在表格软件里打开后另存为 XLSX");
    } else if (good && !xlsx_merge(x->table, &s.areas)) {
        xlsx_fault(x, "合并单元格太多", "请取消用不到的合并单元格");
        good = false;
    }
    buffer_free(&s.runs.text);
    buffer_free(&s.areas);
    return good;
}
