#include "input/table/table-cut.h"

#include "base/limits.h"

/* In a table of more columns a row with one cell filled is a remark. */
#define LONE_COLUMNS 2

enum row_kind { ROW_RECORD, ROW_BLANK, ROW_OTHER };

/* The row `from` bytes into the window, as far as it is there: whole, or the
 * last, or longer than `max`. 0 at the end. */
static size_t next_row(const struct table_cutter *c, struct window *w,
                       size_t from, size_t max)
{
    bool full = false;

    for (;;) {
        const struct text view = text_behind(window_view(w), from);
        const size_t length =
            view.length != 0 ? dsv_row(view, c->style, full) : 0;
        if (length != 0 || full)
            return length;
        full = !window_more(w, from + 2 * view.length + 1) || view.length > max;
    }
}

static struct text row_at(const struct window *w, size_t from, size_t length)
{
    return dsv_line(text_head(text_behind(window_view(w), from), length));
}

static struct text cell_value(struct text row, size_t at,
                              struct dsv_style style, size_t *end)
{
    const struct dsv_cell cell = dsv_cell(row, at, style);

    *end = cell.end;
    return text_trim(cell.value);
}

static struct text column_value(const struct table_cutter *c, struct text row,
                                uint32_t column)
{
    return dsv_column(row, column, c->style);
}

/* A total, or who made the table. */
static bool is_total(const struct table_cutter *c, struct text cell)
{
    static const struct text words[] = {
        {"合计", 6},   {"总计", 6},   {"小计", 6},   {"共计", 6},
        {"总和", 6},   {"汇总", 6},   {"制表", 6},   {"填表", 6},
        {"填报人", 9}, {"审核人", 9}, {"复核人", 9}, {"打印", 6}};
    char room[HEADING_NAME];
    struct text name;

    if (cell.length == 0 || (unsigned char)cell.at[0] < 0x80)
        return false;
    name = heading_name(text_head(cell, cell.length < 24 ? cell.length : 24),
                        c->style.gb18030, room);
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (text_starts(name, words[i]))
            return true;
    return false;
}

static bool is_count(struct text t)
{
    size_t at = 0;

    while (at < t.length && is_digit(t.at[at]))
        at++;
    return at == t.length;
}

/* A key other than the one in `column` is given; a number may be the sum of a
 * column (住院次数). */
static bool has_other_key(const struct table_cutter *c, struct text row,
                          uint32_t column)
{
    for (uint32_t i = 0; i < c->key_count; i++)
        if (c->keys[i] != column && !is_count(column_value(c, row, c->keys[i])))
            return true;
    return false;
}

static bool is_heading_row(const struct table_cutter *c, struct text row)
{
    struct text rest = buffer_view(&c->rows), line;

    while (heading_next(&rest, &line))
        if (text_equal(line, row))
            return true;
    return false;
}

static enum row_kind kind_of(const struct table_cutter *c, struct text row)
{
    struct text first = {0};
    uint32_t filled = 0, column = 0, at_column = 0;
    size_t end = 0;

    for (size_t at = 0; at <= row.length && filled < 2; at = end + 1) {
        const struct text value = cell_value(row, at, c->style, &end);
        if (value.length != 0 && filled++ == 0) {
            first = value;
            at_column = column;
        }
        column++;
    }
    if (filled == 0)
        return ROW_BLANK;
    if ((filled == 1 && c->columns > LONE_COLUMNS) ||
        (is_total(c, first) && !has_other_key(c, row, at_column)) ||
        is_heading_row(c, row))
        return ROW_OTHER;
    return ROW_RECORD;
}

/* Rows that are no records from there on up to the end, at least those within
 * LIMIT_PROBE; 0, and the length of the next record's row in c->next, if one
 * follows. */
static uint32_t look_behind_row(struct table_cutter *c, struct window *w,
                                size_t from, size_t max)
{
    uint32_t count = 0;

    for (size_t at = from; at - from < LIMIT_PROBE;) {
        const size_t length = next_row(c, w, at, max);
        const enum row_kind kind =
            length != 0 ? kind_of(c, row_at(w, at, length)) : ROW_BLANK;
        if (length == 0)
            return w->failed ? 0 : count;
        if (kind == ROW_RECORD) {
            c->next = at == from ? length : 0;
            return 0;
        }
        count += kind == ROW_OTHER;
        at += length;
    }
    return count;
}

/* Both rows have a key, and all keys are the same. */
static bool same_keys(const struct table_cutter *c, struct text a,
                      struct text b)
{
    bool any = false;

    for (uint32_t i = 0; i < c->key_count; i++) {
        const struct text value = column_value(c, a, c->keys[i]);
        if (!text_equal(value, column_value(c, b, c->keys[i])))
            return false;
        any = any || value.length != 0;
    }
    return any;
}

/* The rows behind the first, `length` bytes long, that belong to its record;
 * the record's length. Each is compared with the one before it: the first one
 * may be long, and they many. */
static size_t join_rows(struct table_cutter *c, struct window *w, size_t length,
                        size_t max)
{
    size_t last = 0;

    while (c->next != 0 && length + c->next <= max &&
           same_keys(c, row_at(w, last, length - last),
                     row_at(w, length, c->next))) {
        last = length;
        length += c->next;
        c->next = 0;
        look_behind_row(c, w, length, max);
    }
    return length;
}

static void skip_line(struct table_cutter *c, struct window *w)
{
    c->seeking = false;
    while (window_more(w, 1)) {
        const struct text view = window_view(w);
        const size_t end = text_find(view, '\n');
        window_drop(w, end < view.length ? end + 1 : end);
        if (end < view.length)
            return;
    }
}

/* Goes to the next row that is a record; its length, 0 at the end. */
static size_t find_row(struct table_cutter *c, struct window *w, size_t max)
{
    size_t length = c->next;

    c->next = 0;
    if (c->seeking)
        skip_line(c, w);
    while (length == 0) {
        enum row_kind kind;
        length = next_row(c, w, 0, max);
        if (length == 0)
            return 0;
        kind = length > max ? ROW_RECORD : kind_of(c, row_at(w, 0, length));
        if (kind == ROW_RECORD)
            break;
        c->skipped += kind == ROW_OTHER;
        window_drop(w, length);
        length = 0;
    }
    return length;
}

/* The quote that the cell begins with has no other. */
static bool is_left_open(const struct dsv_cell *cell)
{
    bool open = false;

    for (size_t i = 0; cell->open && i < cell->value.length; i++)
        open = open != (cell->value.at[i] == '"');
    return open;
}

/* A row without a line end was cut if it lacks cells or ends in a quote. */
static bool is_cut(const struct table_cutter *c, const struct window *w,
                   struct text row)
{
    struct dsv_cell cell = {.end = 0};
    uint32_t cells = 0;

    if (row.at[row.length - 1] == '\n')
        return false;
    for (size_t at = 0; at <= row.length; at = cell.end + 1, cells++)
        cell = dsv_cell(row, at, c->style);
    return w->failed || cells < c->columns || is_left_open(&cell);
}

enum slice_trouble table_cut(struct table_cutter *c, struct window *w,
                             size_t max, size_t *length, uint32_t *behind)
{
    const size_t row = find_row(c, w, max);

    *behind = 0;
    *length = c->given = row;
    if (row == 0)
        return SLICE_NOTHING;
    if (row > max) {
        *length = max;
        c->seeking = window_view(w).at[row - 1] != '\n';
        return SLICE_TOO_LONG;
    }
    *behind = look_behind_row(c, w, row, max);
    if (is_cut(c, w, text_head(window_view(w), row)))
        return SLICE_CUT;
    if (c->joins) {
        *length = c->given = join_rows(c, w, row, max);
        *behind = c->next != 0 ? 0 : look_behind_row(c, w, *length, max);
    }
    return SLICE_WHOLE;
}

void table_pass(struct table_cutter *c, struct window *w)
{
    if (c->given == 0)
        return;
    window_drop(w, c->given);
    c->given = 0;
    c->skipped = 0;
}

void table_reset(struct table_cutter *c, const struct pack *pack)
{
    buffer_relax(&c->heading);
    buffer_relax(&c->rows);
    *c = (struct table_cutter){
        .pack = pack, .heading = c->heading, .rows = c->rows};
    buffer_reset(&c->heading);
    buffer_reset(&c->rows);
}

void table_free(struct table_cutter *c)
{
    buffer_free(&c->heading);
    buffer_free(&c->rows);
}
