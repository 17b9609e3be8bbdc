/* Rows of a catalogue's table that are none of its rows. Behind the last row
 * `until` leaves them out; others, and a table that stands below another one,
 * take a copy of the table. */
#include <errno.h>
#include <stdio.h>

#include "common/command.h"
#include "common/files.h"
#include "start/rows.h"

#define HEADS_READ 20u /* upper rows in which region.xml finds headings */

static struct text first_words(const struct start_table *t, uint32_t row)
{
    struct text first = {"", 0};

    for (int c = t->from; first.length == 0 && c < t->to; c++)
        first = table_cell(&t->sheet->table, row, c);
    return first;
}

static bool stands_before(const struct start_table *t, uint32_t before,
                          struct text words)
{
    char room[CELL_PLAIN];

    for (uint32_t row = t->head + 1; row < before; row++)
        for (int c = 0; c < 64; c++)
            if (text_contains(
                    cell_plain(table_cell(&t->sheet->table, row, c), room),
                    words))
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

static void find_ends(struct start *s, struct start_table *t, unsigned number)
{
    const uint32_t rows = table_rows(&t->sheet->table);
    uint32_t last = t->head, behind = 0;
    bool between = false;

    GROUP_ROW_EACH(i, t)
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
    if (between || t->again || t->head >= HEADS_READ ||
        (behind > 0 && t->until.length == 0))
        snprintf(t->copy, sizeof t->copy,
                 number > 1 ? "目录-%u.csv" : "目录.csv", number);
}

void start_ends(struct start *s)
{
    unsigned number = 0;

    BUFFER_EACH (t, &s->tables, struct start_table)
        if (t->what == IS_CATALOGUE)
            find_ends(s, t, ++number);
}

/* ---- copies -------------------------------------------------------------- */

static void put_csv_cell(struct buffer *out, struct text cell, bool last)
{
    buffer_char(out, '"');
    for (size_t i = 0; i < cell.length; i++) {
        if (cell.at[i] == '"')
            buffer_char(out, '"');
        buffer_char(out, cell.at[i]);
    }
    buffer_string(out, last ? "\"\r\n" : "\",");
}

static bool copy_table(const struct start_table *t, const char *folder)
{
    char path[COMMAND_PATH];
    struct buffer out = {0};
    bool good;

    buffer_string(&out, "\xEF\xBB\xBF");
    COLUMN_EACH(c, t)
    put_csv_cell(&out, c->heading, c->place + 1 == t->to);
    GROUP_ROW_EACH(i, t)
    for (int c = t->from; c < t->to; c++)
        put_csv_cell(&out, table_cell(&t->sheet->table, i, c), c + 1 == t->to);
    snprintf(path, sizeof path, "%s/%s", folder, t->copy);
    good = file_replace(path, &out);
    buffer_free(&out);
    return good;
}

bool start_copies(const struct start *s, const char *folder)
{
    bool good = true;

    BUFFER_EACH (t, &s->tables, const struct start_table)
        if (t->copy[0] != '\0')
            good = copy_table(t, folder) && good;
    return good;
}
