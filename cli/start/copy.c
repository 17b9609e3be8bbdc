/* Rows of a catalogue's table that are none of its rows. Behind the last row
 * `until` leaves them out; others, and a table that stands below another one,
 * take a copy of the table. */
#include <errno.h>
#include <stdio.h>

#include "common/command.h"
#include "common/files.h"
#include "compile/read/codetext.h"
#include "start/rows.h"

#define HEADS_READ 20u /* upper rows in which region.xml finds headings */

static struct text first_words(const struct start_table *t, uint32_t row)
{
    struct text first = {"", 0};

    for (int c = t->from; first.length == 0 && c < t->to; c++)
        first = start_at(t, row, c);
    return first;
}

static bool stands_before(const struct start_table *t, uint32_t before,
                          struct text words)
{
    char room[CELL_PLAIN];

    for (uint32_t row = t->head + 1; row < before; row++)
        for (int c = 0; c < 64; c++)
            if (text_contains(cell_plain(start_at(t, row, c), room), words))
                return true;
    return false;
}

/* Words of the first row behind the last one that no row before has. */
static struct text find_until(struct start *s, const struct start_table *t,
                              uint32_t row)
{
    char room[CELL_PLAIN];
    const struct text words = cell_plain(first_words(t, row), room);

    for (size_t length = 12; length < 90; length += 12)
        if (!stands_before(t, row, text_cut(words, length)))
            return arena_copy(&s->arena, text_cut(words, length));
    return TEXT("");
}

/* A column whose cells are codes with a name behind them: it becomes two. Of
 * codes of groups only if they still differ without the names. */
static bool names_codes(struct start_table *t, const struct start_column *c)
{
    struct words codes = {0};
    char room[CELL_PLAIN];
    bool differ;

    if (c->names == 0 || c->names * 10 < c->filled * 6)
        return false;
    TABLE_ROW_EACH(row, t)
    {
        const struct text cell = cell_plain(start_at(t, row, c->place), room);

        words_add(&codes, text_head(cell, cell_code_before_name(cell)), NULL);
    }
    differ =
        BUFFER_COUNT(&codes.refs, struct pack_text) * 50 >= c->distinct * 49;
    t->failed = t->failed || codes.failed;
    words_free(&codes);
    return differ || c->heard == AS_DX || c->heard == AS_DX_NAME ||
           c->heard == AS_MAIN_OP || c->heard == AS_RELATED_OP;
}

/* Columns that can be read only otherwise than they stand. */
static unsigned odd_columns(struct start_table *t)
{
    unsigned why = 0;

    COLUMN_EACH (c, t) {
        c->named = names_codes(t, c);
        why |= c->named ? WHY_NAMED : 0u;
        why |= c->joined ? WHY_JOINED : 0u;
        why |= c->role >= AS_SCORE && c->marked > 0 ? WHY_MARKED : 0u;
    }
    return why;
}

/* Words alone say that a row is comprehensive: a category, no operations, a
 * class, in which its code does not end, or which is no second part of it. */
static bool is_wide_by_words(const struct start_table *t, uint32_t row)
{
    struct start_row cells;
    struct text word;

    start_read_row(t, row, &cells);
    if (cells.dx.length == 0 || text_find(cells.dx, '.') < cells.dx.length ||
        cell_operation(cells.ops[0]) > 0)
        return false;
    if (start_class_of_tail(cells.tail) >= 0)
        return cells.prefixed;
    for (int c = t->from; c < t->to; c++)
        if (cell_class(start_at(t, row, c), &word) >= 0)
            return true;
    return false;
}

static bool is_mixed_table(const struct start_table *t)
{
    uint32_t wide = 0, rows = 0;

    if (start_column_of(t, AS_KIND) != NULL)
        return false;
    GROUP_ROW_EACH (i, t) {
        rows++;
        wide += is_wide_by_words(t, i);
    }
    return wide > 0 && wide < rows;
}

static void find_ends(struct start *s, struct start_table *t)
{
    const uint32_t rows = table_rows(&t->sheet->table);
    uint32_t last = t->head, behind = 0;
    bool between = false;

    GROUP_ROW_EACH (i, t)
        last = i;
    for (uint32_t i = t->head + 1; i < t->end; i++) {
        if (start_is_group(t, i) || first_words(t, i).length == 0)
            continue;
        buffer_put(&t->strange, &i, sizeof i);
        between = between || i < last;
        if (i > last && behind == 0)
            behind = i;
    }
    t->end = last + 1;
    if (behind == 0 && last + 1 < rows && !t->beside)
        behind = last + 1;
    if (behind > 0)
        t->until = find_until(s, t, behind);
    t->mixed = is_mixed_table(t);
    t->why = odd_columns(t) | (between ? WHY_BETWEEN : 0u) |
             (t->again ? WHY_BELOW : 0u) |
             (t->head >= HEADS_READ ? WHY_LOW : 0u) |
             (t->mixed ? WHY_WORDS : 0u) |
             (behind > 0 && t->until.length == 0 ? WHY_ENDLESS : 0u);
    t->copied = t->why != 0;
}

void start_ends(struct start *s)
{
    BUFFER_EACH (t, &s->tables, struct start_table)
        if (t->what == IS_CATALOGUE)
            find_ends(s, t);
}

/* ---- copies -------------------------------------------------------------- */

static void quote_cell(struct buffer *out, struct text cell)
{
    if (out->length > 0 && out->data[out->length - 1] == '"')
        buffer_char(out, ',');
    buffer_char(out, '"');
    for (size_t i = 0; i < cell.length; i++) {
        if (cell.at[i] == '"')
            buffer_char(out, '"');
        buffer_char(out, cell.at[i]);
    }
    buffer_char(out, '"');
}

/* The headings of a column that becomes two. */
static void put_two_headings(struct buffer *out, const struct start_column *c)
{
    const bool op = c->heard == AS_MAIN_OP || c->heard == AS_RELATED_OP;
    const bool dx = c->heard == AS_DX || c->heard == AS_DX_NAME;

    quote_cell(out, c->heard == AS_RELATED_OP ? TEXT("其他手术操作编码")
                    : op                      ? TEXT("手术操作编码")
                    : dx                      ? TEXT("主要诊断编码")
                                              : TEXT("病种编码"));
    quote_cell(out, c->heard == AS_RELATED_OP ? TEXT("其他手术操作名称")
                    : op                      ? TEXT("手术操作名称")
                    : dx                      ? TEXT("主要诊断名称")
                                              : TEXT("病种名称"));
}

static void put_two_cells(struct buffer *out, struct text cell)
{
    char room[CELL_PLAIN];
    const struct text plain = cell_plain(cell, room);
    const size_t n = cell_code_before_name(plain);
    size_t name = n;

    while (name < plain.length && (unsigned char)plain.at[name] < 0x80)
        name++;
    quote_cell(out, n > 0 ? text_head(plain, n) : plain);
    quote_cell(out, n > 0 ? text_behind(plain, name) : TEXT(""));
}

/* The operations of a row that stand in columns of their own, behind those of
 * the second one: all of them are asked for. */
static void put_joined_ops(const struct start_table *t, uint32_t row,
                           struct text cell, struct buffer *out)
{
    struct buffer all = {0};

    buffer_text(&all, codetext_empty(cell) ? TEXT("") : cell);
    COLUMN_EACH (c, t) {
        const struct text more = start_at(t, row, c->place);

        if (!c->joined || codetext_empty(more))
            continue;
        if (all.length > 0)
            buffer_char(&all, '+');
        buffer_text(&all, more);
    }
    quote_cell(out, buffer_view(&all));
    out->failed = out->failed || all.failed;
    buffer_free(&all);
}

static void put_copied_cell(const struct start_table *t, uint32_t row,
                            const struct start_column *c, struct buffer *out)
{
    const struct text cell = start_at(t, row, c->place);
    char room[CELL_PLAIN], digits[CELL_PLAIN];
    const struct text number = cell_number(cell_plain(cell, room), digits);

    if (c->joined)
        return;
    if (c->named)
        put_two_cells(out, cell);
    else if (c->role == AS_RELATED_OP)
        put_joined_ops(t, row, cell, out);
    else if (c->role >= AS_SCORE && number.length > 0)
        quote_cell(out, number);
    else
        quote_cell(out, cell);
}

static void put_copied_headings(const struct start_table *t, struct buffer *out)
{
    COLUMN_EACH (c, t)
        if (c->named)
            put_two_headings(out, c);
        else if (!c->joined)
            quote_cell(out, c->heading);
    if (t->mixed)
        quote_cell(out, TEXT("病种类型"));
    buffer_string(out, "\r\n");
}

static void put_copy(const struct start_table *t, struct buffer *out)
{
    put_copied_headings(t, out);
    GROUP_ROW_EACH (i, t) {
        COLUMN_EACH (c, t)
            put_copied_cell(t, i, c, out);
        if (t->mixed)
            quote_cell(out, is_wide_by_words(t, i) ? TEXT("综合病种")
                                                   : TEXT("核心病种"));
        buffer_string(out, "\r\n");
    }
}

/* Writes the copy of a table, by its number among the tables, and reads it in
 * its place. */
static bool take_copy(struct start *s, uint32_t number, const char *path)
{
    struct start_table *t =
        BUFFER_ROWS(&s->tables, struct start_table) + number;
    const char *origin = t->sheet->path;
    const uint32_t before = BUFFER_COUNT(&s->tables, struct start_table);
    struct buffer out = {0};
    bool good;

    t->what = IS_UNUSED;
    put_copy(t, &out);
    good = file_replace(path, &out) && start_file(s, path);
    buffer_free(&out);
    if (!good)
        return false;
    start_sheet_tables(
        s,
        BUFFER_ROWS(&s->sheets,
                    struct start_sheet
                        *)[BUFFER_COUNT(&s->sheets, struct start_sheet *) - 1]);
    for (uint32_t i = before; i < BUFFER_COUNT(&s->tables, struct start_table);
         i++) {
        t = BUFFER_ROWS(&s->tables, struct start_table) + i;
        start_table_roles(t);
        t->origin = origin;
        if (t->what == IS_CATALOGUE)
            find_ends(s, t);
        t->copied = false;
    }
    return true;
}

bool start_copies(struct start *s, const char *folder)
{
    const uint32_t count = BUFFER_COUNT(&s->tables, struct start_table);
    unsigned copies = 0;

    for (uint32_t i = 0; i < count; i++) {
        char path[COMMAND_PATH];

        if (!BUFFER_ROWS(&s->tables, struct start_table)[i].copied)
            continue;
        if (++copies == 1)
            snprintf(path, sizeof path, "%s/目录.csv", folder);
        else
            snprintf(path, sizeof path, "%s/目录-%u.csv", folder, copies);
        if (!take_copy(
                s, i,
                arena_copy(&s->arena, (struct text){path, strlen(path) + 1})
                    .at))
            return false;
    }
    return true;
}
