#include "sheets/details.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/limits.h"
#include "input/table/table-cut.h"

#define TABLES 8u /* sheets of details */
#define KEYS 4u   /* columns by which they are joined */
#define NOWHERE UINT32_MAX

struct detail {
    struct text key, cells; /* as they stand, cells parted by commas */
    uint32_t order, line;
    uint8_t table;
    bool first, used;
};

/* Rows of a sheet that something is to be told of. */
struct told {
    uint32_t count, line; /* of the first one */
};

struct detail_table {
    struct text name, heading;
    uint32_t keys[KEYS];   /* columns */
    uint16_t fields[KEYS]; /* what they are */
    uint32_t key_count;
    struct buffer values;     /* uint32_t: columns that are joined */
    uint32_t first;           /* the column that says which row is the first */
    struct text first_value;  /* in it */
    uint32_t groups;          /* rows of a page, at most */
    uint32_t page_keys[KEYS]; /* columns of the sheet of pages */
    struct told alone, bare;  /* rows without a page, pages without a row */
};

struct details {
    const struct pack *pack;
    struct table_cutter cutter; /* of the sheet at hand */
    struct detail_table tables[TABLES];
    uint32_t count;
    struct arena arena;
    struct buffer rows; /* struct detail */
    struct buffer key;
    size_t kept;
    uint32_t top; /* rows of the sheet at hand before its first record */
    uint32_t seen;
    bool ready; /* no more is added */
    const char *why;
};

struct details *details_new(const struct pack *pack)
{
    struct details *d = calloc(1, sizeof *d);

    if (d != NULL)
        *d = (struct details){.pack = pack, .arena.limit = 2 * DETAILS_MAX};
    return d;
}

const char *details_why(const struct details *d)
{
    return d->rows.failed || d->arena.failed || d->key.failed ||
                   d->cutter.failed
               ? "内存不足"
               : d->why;
}

/* ---- what a sheet is ----------------------------------------------------- */

static const struct pack_tag *tag_at(const struct details *d,
                                     const struct text *name)
{
    return heading_find(d->pack, d->cutter.dialect, *name).tag;
}

static bool is_list(const struct pack_tag *tag)
{
    return tag != NULL && tag->child_field != PACK_NO_FIELD &&
           tag->field == PACK_NO_FIELD;
}

static bool is_record_key(const struct details *d, const struct pack_tag *tag)
{
    return tag != NULL && (tag->flags & TAG_KEY) &&
           tag->field != PACK_NO_FIELD &&
           pack_field(d->pack, tag->field)->identity == IDENTITY_NONE;
}

/* Key columns and columns of lists, and fewer others that pages have. */
static bool is_of_details(const struct details *d)
{
    struct text names = buffer_view(&d->cutter.heading), name;
    uint32_t keys = 0, lists = 0, others = 0;

    while (heading_next(&names, &name)) {
        const struct pack_tag *tag = tag_at(d, &name);

        keys += is_record_key(d, tag);
        lists += is_list(tag);
        others += tag != NULL && !is_list(tag) && !(tag->flags & TAG_KEY) &&
                  tag->field != PACK_NO_FIELD;
    }
    return keys > 0 && lists > 0 && others < keys + lists;
}

static void study_columns(const struct details *d, struct detail_table *t)
{
    struct text names = t->heading, name;

    t->first = NOWHERE;
    for (uint32_t i = 0; heading_next(&names, &name); i++) {
        const struct pack_tag *tag = tag_at(d, &name);

        if (is_record_key(d, tag) && t->key_count < KEYS) {
            t->fields[t->key_count] = tag->field;
            t->keys[t->key_count++] = i;
        } else if (tag != NULL && tag->flags & TAG_FIRST) {
            t->first = i;
            t->first_value = pack_text(d->pack, tag->value);
        } else if (is_list(tag)) {
            buffer_put(&t->values, &i, sizeof i);
        }
    }
}

static void begin_table(struct details *d, struct text name)
{
    struct detail_table *t = &d->tables[d->count];

    if (d->count == TABLES) {
        d->why = "明细工作表太多";
        return;
    }
    t->name = arena_copy(&d->arena, name);
    t->heading = arena_copy(&d->arena, buffer_view(&d->cutter.heading));
    study_columns(d, t);
    d->count++;
}

/* Where the sheet of pages has what a sheet of details is joined by. */
static void find_page_keys(struct details *d, struct detail_table *t)
{
    for (uint32_t k = 0; k < t->key_count; k++) {
        struct text names = buffer_view(&d->cutter.heading), name;

        t->page_keys[k] = NOWHERE;
        for (uint32_t i = 0; heading_next(&names, &name); i++) {
            const struct pack_tag *tag = tag_at(d, &name);

            if (tag != NULL && tag->field == t->fields[k] &&
                t->page_keys[k] == NOWHERE)
                t->page_keys[k] = i;
        }
    }
}

enum details_kind details_see(struct details *d, struct text name,
                              struct text top, bool all)
{
    const struct text mark = TEXT("\xEF\xBB\xBF");
    const size_t from = text_starts(top, mark) ? mark.length : 0;
    size_t length;

    table_reset(&d->cutter, d->pack);
    d->seen = 0;
    if (table_begin(&d->cutter, text_behind(top, from), false, all, &length) !=
            TABLE_KNOWN ||
        !(PACK_ROW(d->pack, SECTION_DIALECT, pack_dialect, d->cutter.dialect)
              ->flags &
          DIALECT_DETAILS))
        return DETAILS_NONE;
    d->top = (uint32_t)bytes_lines(text_head(top, from + length));
    if (is_of_details(d)) {
        if (!d->ready)
            begin_table(d, name);
        return DETAILS_ROWS;
    }
    for (uint32_t i = 0; i < d->count; i++)
        find_page_keys(d, &d->tables[i]);
    return DETAILS_PAGES;
}

/* ---- rows of details ----------------------------------------------------- */

static struct text cell_at(const struct details *d, struct text row,
                           uint32_t column)
{
    return column != NOWHERE ? dsv_column(row, column, d->cutter.style)
                             : TEXT("");
}

/* The cells of some columns, one after the other, in d->key. */
static struct text key_of(struct details *d, struct text row,
                          const uint32_t *columns, uint32_t count)
{
    bool any = false;

    buffer_reset(&d->key);
    for (uint32_t i = 0; i < count; i++) {
        const struct text value = cell_at(d, row, columns[i]);

        any = any || value.length != 0;
        buffer_text(&d->key, value);
        buffer_char(&d->key, '\n');
    }
    return any ? buffer_view(&d->key) : TEXT("");
}

/* A cell of the sheet as it stands, in its quotes if it has some. */
static struct text raw_cell(const struct details *d, struct text row,
                            uint32_t column)
{
    size_t at = 0;
    struct dsv_cell cell = dsv_cell(row, 0, d->cutter.style);

    for (; column > 0 && cell.end < row.length; column--) {
        at = cell.end + 1;
        cell = dsv_cell(row, at, d->cutter.style);
    }
    return column == 0 ? text_slice(row, at, cell.end) : TEXT("");
}

static bool is_heading(const struct details *d, struct text row)
{
    struct text rest = buffer_view(&d->cutter.rows), line;

    while (heading_next(&rest, &line))
        if (text_equal(line, row))
            return true;
    return false;
}

static struct text joined_cells(struct details *d, const struct detail_table *t,
                                struct text row, bool *given)
{
    struct buffer cells = {0};
    struct text copy;

    *given = false;
    BUFFER_EACH (column, &t->values, uint32_t) {
        const struct text cell = raw_cell(d, row, *column);

        *given = *given || cell.length != 0;
        buffer_text(&cells, cell);
        buffer_char(&cells, ',');
    }
    copy = arena_copy(&d->arena, buffer_view(&cells));
    d->rows.failed = d->rows.failed || cells.failed;
    buffer_free(&cells);
    return copy;
}

void details_add(struct details *d, struct text row, uint32_t line)
{
    struct detail_table *t = &d->tables[d->count - 1];
    struct detail one = {.line = line, .table = (uint8_t)(d->count - 1)};
    bool given;

    if (++d->seen <= d->top || details_why(d) != NULL || is_heading(d, row))
        return;
    one.cells = joined_cells(d, t, row, &given);
    if (!given)
        return;
    one.key = arena_copy(&d->arena, key_of(d, row, t->keys, t->key_count));
    one.first = t->first != NOWHERE &&
                text_equal(cell_at(d, row, t->first), t->first_value);
    one.order = BUFFER_COUNT(&d->rows, struct detail);
    buffer_put(&d->rows, &one, sizeof one);
    d->kept += one.key.length + one.cells.length + sizeof one;
    if (d->kept > DETAILS_MAX)
        d->why = "明细工作表里的内容超过 32 MB，没有读；请把月份分开导出";
}

/* By table and key; the first of a page in front, the others as they stand. */
static int by_key(const void *a, const void *b)
{
    const struct detail *x = a, *y = b;
    const int keys = text_compare(x->key, y->key);

    if (x->table != y->table)
        return x->table < y->table ? -1 : 1;
    if (keys != 0)
        return keys;
    if (x->first != y->first)
        return x->first ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

bool details_ready(struct details *d)
{
    const uint32_t count = BUFFER_COUNT(&d->rows, struct detail);
    const struct detail *rows;
    uint32_t run = 0;

    buffer_sort(&d->rows, sizeof(struct detail), by_key);
    rows = BUFFER_ROWS(&d->rows, struct detail);
    for (uint32_t i = 0; i < count; i++) {
        struct detail_table *t = &d->tables[rows[i].table];

        run = i > 0 && rows[i].table == rows[i - 1].table &&
                      text_equal(rows[i].key, rows[i - 1].key)
                  ? run + 1
                  : 1;
        if (run > t->groups && run <= LIMIT_ROWS)
            t->groups = run;
    }
    d->ready = true;
    return d->count > 0;
}

/* ---- pages --------------------------------------------------------------- */

static void put_names(const struct detail_table *t, struct buffer *out)
{
    struct text names = t->heading, name;
    uint32_t next = 0;

    for (uint32_t i = 0; heading_next(&names, &name); i++)
        if (next < BUFFER_COUNT(&t->values, uint32_t) &&
            BUFFER_ROWS(&t->values, uint32_t)[next] == i) {
            buffer_text(out, name);
            buffer_char(out, ',');
            next++;
        }
}

static void put_blanks(const struct detail_table *t, uint32_t groups,
                       struct buffer *out)
{
    const uint32_t columns = BUFFER_COUNT(&t->values, uint32_t);

    for (uint32_t i = 0; i < groups * columns; i++)
        buffer_char(out, ',');
}

/* The first row of the table's that has the key, or would come behind it. */
static uint32_t find_rows(const struct details *d, uint8_t table,
                          struct text key)
{
    const struct detail *rows = BUFFER_ROWS(&d->rows, struct detail);
    uint32_t low = 0, high = BUFFER_COUNT(&d->rows, struct detail);

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const struct detail *row = &rows[middle];

        if (row->table < table ||
            (row->table == table && text_compare(row->key, key) < 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void tell_one(struct told *told, uint32_t line)
{
    if (told->count++ == 0 || line < told->line)
        told->line = line;
}

static void put_details(struct details *d, uint8_t table, struct text row,
                        uint32_t line, struct buffer *out)
{
    struct detail_table *t = &d->tables[table];
    struct detail *rows = BUFFER_ROWS(&d->rows, struct detail);
    const struct text key = key_of(d, row, t->page_keys, t->key_count);
    uint32_t put = 0;

    for (uint32_t i = find_rows(d, table, key);
         key.length != 0 && i < BUFFER_COUNT(&d->rows, struct detail) &&
         rows[i].table == table && text_equal(rows[i].key, key);
         i++) {
        if (put < t->groups)
            buffer_text(out, rows[i].cells);
        rows[i].used = put++ < t->groups;
    }
    if (put == 0 && key.length != 0)
        tell_one(&t->bare, line);
    put_blanks(t, put < t->groups ? t->groups - put : 0, out);
}

/* A row of the heading that names columns, not one about them. */
static bool names_columns(const struct details *d, struct text row)
{
    char room[HEADING_NAME];
    uint32_t known = 0;

    for (size_t at = 0; at <= row.length; at++) {
        const struct dsv_cell cell = dsv_cell(row, at, d->cutter.style);
        const struct text name = heading_name(cell.value, false, room);

        known += tag_at(d, &name) != NULL;
        at = cell.end;
    }
    return known > 1;
}

void details_join(struct details *d, struct text row, uint32_t line,
                  struct buffer *out)
{
    const bool record = ++d->seen > d->top && !is_heading(d, row);
    const bool names = !record && is_heading(d, row) && names_columns(d, row);

    for (uint32_t i = 0; i < d->count; i++) {
        const struct detail_table *t = &d->tables[i];

        if (record)
            put_details(d, (uint8_t)i, row, line, out);
        else if (!names)
            put_blanks(t, t->groups, out);
        for (uint32_t n = 0; names && n < t->groups; n++)
            put_names(t, out);
    }
}

/* ---- what was not joined ------------------------------------------------- */

static void tell_rows(const struct told *told, const char *form,
                      struct text name,
                      void (*tell)(void *, struct text, const char *),
                      void *context)
{
    char words[256];

    if (told->count == 0)
        return;
    snprintf(words, sizeof words, form, told->count, told->line);
    tell(context, name, words);
}

void details_tell(const struct details *d,
                  void (*tell)(void *context, struct text sheet,
                               const char *what),
                  void *context)
{
    for (uint32_t i = 0; i < d->count; i++) {
        const struct detail_table *t = &d->tables[i];
        struct told alone = {0};

        BUFFER_EACH (row, &d->rows, struct detail)
            if (row->table == i && !row->used)
                tell_one(&alone, row->line);
        tell_rows(&alone,
                  "明细里有 %u 行没有归到首页（没有这个病案号的首页，或者一份"
                  "首页的行太多），从第 %u 行起",
                  t->name, tell, context);
        tell_rows(&t->bare,
                  "有 %u 份首页在这张明细表里没有行，从首页的第 %u 行起",
                  t->name, tell, context);
    }
}

void details_free(struct details *d)
{
    if (d == NULL)
        return;
    for (uint32_t i = 0; i < d->count; i++)
        buffer_free(&d->tables[i].values);
    table_free(&d->cutter);
    arena_free(&d->arena);
    buffer_free(&d->rows);
    buffer_free(&d->key);
    free(d);
}
