/* The cells of one sheet. */
#include "compile/read/xlsx.h"

#include <stdlib.h>
#include <string.h>

#define ROWS_MAX 1048576u

struct cell_type {
    char type; /* of the `t` attribute: n s b e i (inline) t (formula's
                  text or a date) */
    bool formula, value;
    uint8_t look;
};

struct xlsx_sheet {
    struct xlsx *xlsx;
    struct xlsx_part *part;
    const struct xlsx_rows *rows;
    bool data, inside, reading; /* in <sheetData>, in <c>, in <v> */
    uint32_t row, column;       /* where the reading stands, from 1 */
    struct cell_type cell;
    struct xlsx_runs runs;
    struct buffer areas; /* struct xlsx_area */
    char number[XLSX_NUMBER];
};

static void broken(struct xlsx_sheet *s)
{
    xlsx_fault(s->xlsx, "单元格的次序或编号不对，文件已损坏",
               "请在表格软件里打开后另存为 XLSX");
    s->xlsx->stop = true;
}

/* ---- rows and cells begin ------------------------------------------------ */

/* `most` for what is no number, or a larger one. */
static uint32_t count_in(struct text t, uint32_t most)
{
    uint32_t n = t.length == 0 ? most : 0;

    for (size_t i = 0; i < t.length && n < most; i++)
        n = is_digit(t.at[i]) ? n * 10 + (uint32_t)(t.at[i] - '0') : most;
    return n < most ? n : most;
}

static void row_start(struct xlsx_sheet *s, const struct xlsx_attributes *a)
{
    const struct text r = xlsx_attribute(a, "r");
    const uint32_t row = r.length == 0 ? s->row + 1 : count_in(r, ROWS_MAX + 1);

    s->column = 0;
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

static uint8_t look_of_cell(const struct xlsx_sheet *s,
                            const struct xlsx_attributes *a)
{
    const uint32_t styles = (uint32_t)s->xlsx->looks.length;
    const uint32_t style =
        styles == 0 ? 0 : count_in(xlsx_attribute(a, "s"), styles);

    return style < styles ? BUFFER_ROWS(&s->xlsx->looks, uint8_t)[style]
                          : XLSX_PLAIN;
}

static void cell_start(struct xlsx_sheet *s, const struct xlsx_attributes *a)
{
    const struct text r = xlsx_attribute(a, "r");
    struct xlsx_area at = {s->row, s->column + 1, s->row, s->column + 1};

    if ((r.length > 0 && !xlsx_area(r, &at)) || at.top != s->row ||
        at.left <= s->column || at.left > XLSX_COLUMNS) {
        broken(s);
        return;
    }
    s->inside = true;
    s->column = at.left;
    s->cell = (struct cell_type){.type = cell_type_of(xlsx_attribute(a, "t")),
                                 .look = look_of_cell(s, a)};
}

static void on_sheet_start(void *user, struct text name,
                           const struct xlsx_attributes *a)
{
    struct xlsx_sheet *s = user;
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
    struct xlsx_sheet *s = user;

    if (s->reading)
        buffer_text(&s->runs.text, t);
    else if (s->inside)
        xlsx_runs_text(&s->runs, t);
}

/* ---- and end ------------------------------------------------------------- */

static struct text shared(struct xlsx_sheet *s, struct text t)
{
    const struct buffer *texts = &s->xlsx->table->shared;
    const uint32_t *ends = BUFFER_ROWS(&s->xlsx->ends, uint32_t);
    const uint32_t count = BUFFER_COUNT(&s->xlsx->ends, uint32_t);
    const uint32_t n = count_in(t, count);
    const uint32_t from = n > 0 && n < count ? ends[n - 1] : 0;

    if (t.length == 0)
        return t;
    if (n < count)
        return (struct text){texts->data + from, ends[n] - from};
    broken(s);
    return TEXT("");
}

/* A number as people see it: a date, or plain digits. */
static void show_number(struct xlsx_sheet *s, struct xlsx_cell *c)
{
    size_t length = xlsx_number(c->text, s->number);

    c->raw = c->text;
    if (length != 0) {
        c->text = (struct text){s->number, length};
        c->kind = XLSX_DIGITS;
    }
    if (s->cell.look == XLSX_PLAIN)
        return;
    char date[XLSX_NUMBER];
    length = xlsx_date(c->text, s->cell.look, s->xlsx->from_1904, date);
    if (length == 0)
        length = xlsx_percent(c->text, s->cell.look, date);
    if (length == 0)
        return;
    memcpy(s->number, date, length);
    c->text = (struct text){s->number, length};
    c->kind = XLSX_TEXT;
}

static void show_content(struct xlsx_sheet *s, struct xlsx_cell *c)
{
    switch (s->cell.type) {
    case 's':
        c->text = shared(s, c->text);
        c->lasting = true;
        break;
    case 'b':
        c->text = text_equal(c->text, TEXT("1")) ? TEXT("TRUE") : TEXT("FALSE");
        break;
    case 'e':
        c->kind = XLSX_ERROR;
        break;
    case 'n':
        show_number(s, c);
        break;
    default:
        break;
    }
}

static void cell_end(struct xlsx_sheet *s)
{
    struct xlsx_cell c = {.row = s->row, .column = s->column};

    s->inside = false;
    if (s->runs.text.failed) {
        xlsx_fault(s->xlsx, "表太大，内存不足", "请删去用不到的行和列");
        s->xlsx->stop = true;
        return;
    }
    if (s->cell.formula && !s->cell.value && s->cell.type != 'i') {
        c.kind = XLSX_UNCACHED;
        s->rows->cell(s->rows->user, &c);
    } else if (s->cell.value || s->cell.type == 'i') {
        c.text = xlsx_runs_take(&s->runs);
        show_content(s, &c);
        if (c.text.length > 0)
            s->rows->cell(s->rows->user, &c);
    }
    buffer_reset(&s->runs.text);
}

static void on_sheet_end(void *user, struct text name)
{
    struct xlsx_sheet *s = user;

    if (s->inside) {
        if (text_equal(name, TEXT("c")))
            cell_end(s);
        else if (text_equal(name, TEXT("v")))
            s->reading = false;
        else
            xlsx_runs_end(&s->runs, name);
    } else if (s->data && text_equal(name, TEXT("row"))) {
        s->rows->row(s->rows->user, s->row);
    } else if (text_equal(name, TEXT("sheetData"))) {
        s->data = false;
    }
}

/* ---- the sheet ----------------------------------------------------------- */

struct xlsx_sheet *xlsx_sheet_open(struct xlsx *x, struct text path,
                                   const struct xlsx_rows *rows)
{
    static const struct xlsx_events events = {on_sheet_start, on_sheet_end,
                                              on_sheet_text};
    struct xlsx_sheet *s = calloc(1, sizeof *s);

    if (s == NULL)
        return NULL;
    s->xlsx = x;
    s->rows = rows;
    if (xlsx_part_open(x, path, &events, s, &s->part) == XLSX_ABSENT)
        xlsx_fault(x, "文件里缺少这张工作表的内容",
                   "请重新取得文件，或在表格软件里打开后另存为 XLSX");
    return s;
}

bool xlsx_sheet_more(struct xlsx_sheet *s)
{
    return s->part != NULL && xlsx_part_more(s->part);
}

bool xlsx_sheet_close(struct xlsx_sheet *s, struct buffer *areas)
{
    const bool good = s->part != NULL && xlsx_part_close(s->part) == XLSX_READ;

    buffer_free(&s->runs.text);
    if (areas != NULL)
        *areas = s->areas;
    else
        buffer_free(&s->areas);
    free(s);
    return good;
}
