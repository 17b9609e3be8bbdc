/* The heading of a table. */
#include <string.h>

#include "input/table/table-cut.h"

#define ROWS_LOOKED_AT 30
#define HEADING_LEAST 2  /* known names that make a heading */
#define TABLE_LEAST 3    /* columns of a table that nobody knows */
#define LEGEND_LEAST 8   /* cells that are filled in a row about the columns */
#define NUMBER_OF_ONE 5u /* digits that a patient's number has at least */
#define LEGENDS 4        /* such rows, at most */

/* Rows at the beginning of a source. */
struct top {
    const struct pack *pack;
    bool gb18030, all;
    bool *failed; /* set where memory is short */
    struct text rest;
};

struct candidate {
    struct buffer names;
    struct heading_fit fit;
    uint32_t filled, columns;
};

static void put_names(struct candidate *c, struct text row,
                      struct dsv_style style)
{
    char room[HEADING_NAME];
    size_t at = 0;

    for (;; at++) {
        const struct dsv_cell cell = dsv_cell(row, at, style);
        if (c->columns < HEADING_COLUMNS) {
            const struct text name =
                heading_name(cell.value, style.gb18030, room);
            c->filled += name.length != 0;
            buffer_text(&c->names, name);
            buffer_char(&c->names, '\n');
        }
        c->columns++;
        at = cell.end;
        if (at >= row.length)
            return;
    }
}

static struct candidate read_names(const struct top *top, struct text row,
                                   struct dsv_style style)
{
    struct candidate c = {.columns = 0};

    put_names(&c, row, style);
    *top->failed = *top->failed || c.names.failed;
    c.fit = heading_fit(top->pack, buffer_view(&c.names));
    return c;
}

/* The next row without its line end; false if there is none that is whole. */
static bool next_top_row(struct top *top, struct dsv_style *style,
                         struct text *row)
{
    const size_t line = text_find(top->rest, '\n');
    size_t length;

    *style = (struct dsv_style){
        dsv_separator(text_head(top->rest, line), top->gb18030), top->gb18030};
    length = dsv_row(top->rest, *style, top->all);
    if (length == 0)
        return false;
    *row = dsv_line(text_head(top->rest, length));
    top->rest = text_behind(top->rest, length);
    return true;
}

static bool is_known_name(const struct pack *pack, struct text name)
{
    for (uint32_t i = 0; i < pack_count(pack, SECTION_DIALECT); i++)
        if (heading_find(pack, i, name).tag != NULL)
            return true;
    return false;
}

/* The name of a column that `upper` and `lower` head: both, or one of them. */
static void put_joined(const struct pack *pack, struct buffer *out,
                       struct text upper, struct text lower)
{
    const size_t from = out->length;

    buffer_text(out, upper);
    buffer_text(out, lower);
    if (out->failed || upper.length == 0 || lower.length == 0 ||
        is_known_name(pack, text_behind(buffer_view(out), from)))
        return;
    out->length = from;
    buffer_text(out, is_known_name(pack, lower) || lower.length != 0 ? lower
                                                                     : upper);
}

/* Two rows as one heading; a name above holds for the blank cells behind it. */
static struct candidate join_names(const struct top *top,
                                   const struct candidate *above,
                                   const struct candidate *below)
{
    struct candidate c = {.columns = below->columns, .filled = below->filled};
    struct text upper = buffer_view(&above->names),
                lower = buffer_view(&below->names), held = TEXT("");
    struct text name = TEXT(""), sub;

    while (heading_next(&lower, &sub)) {
        if (!heading_next(&upper, &name))
            name = TEXT("");
        held = name.length != 0 ? name : held;
        put_joined(top->pack, &c.names, sub.length != 0 ? held : name, sub);
        buffer_char(&c.names, '\n');
    }
    *top->failed = *top->failed || c.names.failed;
    c.fit = heading_fit(top->pack, buffer_view(&c.names));
    return c;
}

static bool is_heading(const struct candidate *c)
{
    return c->fit.known >= HEADING_LEAST && c->fit.keys > 0;
}

static void replace(struct candidate *old, struct candidate *by)
{
    buffer_free(&old->names);
    *old = *by;
    *by = (struct candidate){.columns = 0};
}

/* The row below `c` may be part of the heading, too: true if it is. */
static bool see_below(struct top top, struct candidate *c)
{
    struct dsv_style style;
    struct candidate below, both;
    struct text row;
    bool part;

    if (!next_top_row(&top, &style, &row))
        return false;
    below = read_names(&top, row, style);
    both = join_names(&top, c, &below);
    part = is_heading(&below) && below.fit.names * 2 >= below.filled;
    if (both.fit.known > c->fit.known && both.fit.known > below.fit.known &&
        is_heading(&both)) {
        replace(c, &both);
        part = true;
    } else if (!is_heading(c)) {
        part = false;
    } else if (part && below.fit.known > c->fit.known) {
        replace(c, &below);
    }
    buffer_free(&below.names);
    buffer_free(&both.names);
    return part;
}

static void keep_heading(struct table_cutter *t, struct candidate *c,
                         struct dsv_style style)
{
    struct text rest, name;

    buffer_free(&t->heading);
    t->heading = c->names;
    t->columns = c->columns;
    t->style = style;
    t->key_count = 0;
    c->names = (struct buffer){0};
    if (c->fit.dialect == PACK_NONE)
        return;
    t->dialect = (uint8_t)c->fit.dialect;
    t->joins =
        (PACK_ROW(t->pack, SECTION_DIALECT, pack_dialect, t->dialect)->flags &
         DIALECT_ROWS) != 0;
    rest = buffer_view(&t->heading);
    for (uint32_t i = 0; heading_next(&rest, &name); i++) {
        const struct pack_tag *tag =
            heading_find(t->pack, t->dialect, name).tag;
        if (tag != NULL && tag->flags & TAG_KEY && t->key_count < TABLE_KEYS)
            t->keys[t->key_count++] = i;
    }
}

/* A row that is no heading may be one that nobody knows. */
static bool may_be_heading(struct top top, const struct candidate *c,
                           const struct candidate *best)
{
    struct dsv_style style;
    struct text row;

    if (c->fit.known != 0)
        return c->columns >= HEADING_LEAST && c->fit.known > best->fit.known;
    return best->columns == 0 && c->columns >= TABLE_LEAST &&
           c->filled == c->columns && next_top_row(&top, &style, &row) &&
           dsv_cells(row, style, HEADING_COLUMNS) == c->columns;
}

static void keep_row(struct table_cutter *t, struct text row)
{
    buffer_text(&t->rows, row);
    buffer_char(&t->rows, '\n');
}

/* The number that a cell begins with, behind signs; -1: it begins with none. */
static long leading_number(struct text cell)
{
    static const char signs[] = "'\"= -";
    long number = -1;
    size_t at = 0;

    while (at < cell.length && strchr(signs, cell.at[at]) != NULL)
        at++;
    while (at < cell.length && number < HEADING_COLUMNS) {
        const uint32_t c = text_next(cell, &at);
        const uint32_t digit = c >= 0xFF10 ? c - 0xFF10 : c - '0';
        if (digit > 9)
            break;
        number = (number < 0 ? 0 : number * 10) + (long)digit;
    }
    return number;
}

/* A row that numbers the columns (1, 2, 3) or says of each what it holds (必填,
 * varchar(50)): no cell begins with a digit, as some of any patient do. */
static bool is_legend(struct text row, struct dsv_style style, uint32_t columns)
{
    char room[HEADING_NAME];
    uint32_t filled = 0, numbers = 0, steps = 0;
    long before = -1;

    for (size_t at = 0; at <= row.length; at++) {
        const struct dsv_cell cell = dsv_cell(row, at, style);
        const struct text name = heading_name(cell.value, style.gb18030, room);
        const long number = leading_number(name);
        filled += name.length != 0;
        numbers += number >= 0;
        steps += number >= 0 && number == before + 1;
        before = number;
        at = cell.end;
    }
    return filled >= LEGEND_LEAST && filled * 2 >= columns &&
           (numbers == 0 || (numbers == filled && steps + 1 >= filled));
}

static bool is_date_column(const struct table_cutter *t, struct text name)
{
    const struct pack_tag *tag = heading_find(t->pack, t->dialect, name).tag;

    return tag != NULL && tag->field != PACK_NO_FIELD &&
           field_is_date(pack_field(t->pack, tag->field)->type);
}

/* A number as of the characters of a column, 8 or 10,2; no part of a date. */
static bool is_size(struct text t)
{
    unsigned signs = 0, digits = 0;

    for (size_t i = 0; i < t.length; i++) {
        signs += t.at[i] == '.' || t.at[i] == ',';
        digits += is_digit(t.at[i]);
    }
    return signs <= 1 && digits <= 2 + signs && leading_number(t) >= 0 &&
           memchr(t.at, '-', t.length) == NULL &&
           memchr(t.at, '/', t.length) == NULL;
}

static bool has_long_number(struct text t)
{
    size_t digits = 0;

    for (size_t i = 0; i < t.length && digits < NUMBER_OF_ONE; i++)
        digits = is_digit(t.at[i]) ? digits + 1 : 0;
    return digits == NUMBER_OF_ONE;
}

/* A row that says how long the values of each column are, among types perhaps:
 * no date is so short, and some number of any patient is longer. */
static bool is_sizes(const struct table_cutter *t, struct text row,
                     struct dsv_style style)
{
    struct text names = buffer_view(&t->heading), name;
    uint32_t filled = 0, dates = 0;
    char room[HEADING_NAME];

    for (size_t at = 0; at <= row.length && heading_next(&names, &name); at++) {
        const struct dsv_cell cell = dsv_cell(row, at, style);
        const struct text value = heading_name(cell.value, style.gb18030, room);

        at = cell.end;
        if (value.length == 0)
            continue;
        filled++;
        if (has_long_number(value))
            return false;
        if (!is_date_column(t, name) || leading_number(value) < 0)
            continue;
        if (!is_size(value))
            return false;
        dates++;
    }
    return dates > 0 && filled >= LEGEND_LEAST && filled * 2 >= t->columns;
}

/* Passes over the rows below the heading that are about its columns. */
static void pass_legends(struct table_cutter *t, struct top *top)
{
    for (int i = 0; i < LEGENDS; i++) {
        struct top look = *top;
        struct dsv_style style;
        struct text row;

        if (!next_top_row(&look, &style, &row) ||
            !(is_legend(row, style, t->columns) || is_sizes(t, row, style)))
            return;
        keep_row(t, row);
        t->skipped++;
        *top = look;
    }
}

enum table_kind table_begin(struct table_cutter *t, struct text text,
                            bool gb18030, bool all, size_t *length)
{
    struct top top = {t->pack, gb18030, all, &t->failed, text};
    struct candidate best = {.columns = 0};
    struct dsv_style style, best_style = {0};
    enum table_kind kind = TABLE_NONE;
    struct text row;

    for (int i = 0; i < ROWS_LOOKED_AT && kind != TABLE_KNOWN &&
                    next_top_row(&top, &style, &row);
         i++) {
        struct candidate c = read_names(&top, row, style);
        const bool below = see_below(top, &c);
        if (is_heading(&c)) {
            kind = TABLE_KNOWN;
            keep_row(t, row);
            if (below && next_top_row(&top, &best_style, &row))
                keep_row(t, row);
        } else {
            t->skipped += c.filled != 0;
        }
        if (kind == TABLE_KNOWN || may_be_heading(top, &c, &best)) {
            kind = kind == TABLE_NONE ? TABLE_UNKNOWN : kind;
            best_style = style;
            replace(&best, &c);
        }
        buffer_free(&c.names);
    }
    keep_heading(t, &best, best_style);
    if (kind == TABLE_KNOWN)
        pass_legends(t, &top);
    buffer_free(&best.names);
    *length = text.length - top.rest.length;
    t->failed = t->failed || t->heading.failed || t->rows.failed;
    return t->failed ? TABLE_NONE : kind;
}
