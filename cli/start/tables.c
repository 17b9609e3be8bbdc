/* Which tables stand on which sheets: the rows of their headings, their
 * columns, and where they end. */
#include <stdlib.h>

#include "compile/read/source.h"
#include "compile/read/xlsx.h"
#include "start/cells.h"
#include "start/start.h"
#include "start/words.h"

bool start_open(struct start *s)
{
    *s = (struct start){0};
    return build_open(&s->build, &s->faults);
}

void start_close(struct start *s)
{
    BUFFER_EACH (t, &s->tables, struct start_table) {
        buffer_free(&t->columns);
        buffer_free(&t->strange);
    }
    BUFFER_EACH (sheet, &s->sheets, struct start_sheet *) {
        table_close(&(*sheet)->table);
        free(*sheet);
    }
    buffer_free(&s->catalogues);
    buffer_free(&s->tables);
    buffer_free(&s->sheets);
    arena_free(&s->arena);
    build_close(&s->build);
    compile_faults_free(&s->faults);
}

bool start_failed(const struct start *s)
{
    bool failed = s->arena.failed || s->sheets.failed || s->tables.failed ||
                  s->catalogues.failed;

    BUFFER_EACH (t, &s->tables, const struct start_table)
        failed = failed || t->failed || t->columns.failed || t->strange.failed;
    return failed;
}

/* ---- sheets -------------------------------------------------------------- */

static bool add_sheet(struct start *s, const char *path, struct text name,
                      bool hidden)
{
    struct start_sheet *sheet = malloc(sizeof *sheet);
    bool good;

    if (sheet == NULL)
        return false;
    *sheet = (struct start_sheet){path,
                                  name.length > 0 ? arena_copy(&s->arena, name)
                                                  : TEXT(""),
                                  hidden,
                                  {0}};
    good = table_open(&s->build, path, sheet->name, (struct place){0},
                      &sheet->table);
    buffer_put(&s->sheets, &sheet, sizeof sheet);
    return good && !s->sheets.failed;
}

/* Every sheet of a workbook that has cells; a chart is passed over. */
static bool add_workbook(struct start *s, const char *path,
                         struct xlsx_book *book)
{
    bool good = xlsx_book_sheets(book) && xlsx_book_texts(book);

    BUFFER_EACH (entry, &book->sheets, struct xlsx_entry)
        if (good && xlsx_book_cells(book, entry).length > 0)
            good = add_sheet(s, path, text_trim(entry->name), entry->hidden);
    return good;
}

bool start_file(struct start *s, const char *path)
{
    struct table whole = {.build = &s->build, .file = path};
    struct xlsx_book book = {.xlsx = {.build = &s->build, .table = &whole}};
    bool good = source_load(&s->build, path, (struct place){0}, &whole.bytes);

    if (good && text_starts(buffer_view(&whole.bytes), TEXT("PK\x03\x04")))
        good = add_workbook(s, path, &book);
    else if (good)
        good = add_sheet(s, path, TEXT(""), false);
    xlsx_book_close(&book);
    table_close(&whole);
    return good;
}

/* ---- headings ------------------------------------------------------------ */

#define HEADS_LOOKED 60u /* titles and remarks above them */

static uint32_t row_width(const struct table *t, uint32_t row)
{
    return BUFFER_ROWS(&t->rows, struct table_row)[row].count;
}

/* A cell that may be a heading: words, and no code. */
static bool may_head(struct text cell)
{
    char room[CELL_PLAIN];
    const struct text t = cell_plain(cell, room);
    bool words = false;

    for (size_t i = 0; i < t.length; i++)
        words = words || is_letter(t.at[i]) || (unsigned char)t.at[i] >= 0x80;
    return words && t.length < 150 && !cell_is_diagnoses(t) &&
           !cell_is_combined(t) && cell_operation(t) == 0;
}

/* Nothing but words: no row of a table has that. */
static bool is_all_words(const struct table *t, uint32_t row)
{
    for (int c = 0; c < (int)row_width(t, row); c++) {
        const struct text cell = table_cell(t, row, c);

        if (cell.length > 0 && !may_head(cell))
            return false;
    }
    return true;
}

/* Words that nobody knows are headings if the row below has codes. */
static bool heads_codes(const struct table *t, uint32_t row)
{
    return row + 1 < table_rows(t) && row_width(t, row) > 2 &&
           is_all_words(t, row) && !is_all_words(t, row + 1);
}

/* Columns of a row or the one above it. */
static int head_width(const struct table *t, uint32_t row)
{
    const uint32_t own = row_width(t, row);
    const uint32_t above = row > 0 ? row_width(t, row - 1) : 0;

    return (int)(own > above ? own : above);
}

/* Says what of something, but not of what: 编码 below 主要诊断, （亚目）. */
static bool is_half(struct text heading)
{
    static const char *const words[] = {"编码", "代码", "代号", "编号",
                                        "名称", "code", "name"};

    return text_index(heading, words, COUNT_OF(words)) >= 0 ||
           text_starts(heading, TEXT("(")) || text_starts(heading, TEXT("（"));
}

/* True if the cell's words stand in its row once more. */
static bool is_twice(const struct table *t, uint32_t row, int column, int from,
                     int to)
{
    const struct text own = table_cell(t, row, column);

    for (int c = from; c < to; c++)
        if (c != column && text_equal(table_cell(t, row, c), own))
            return true;
    return false;
}

/* One text in the first column, or in all of them, as merging leaves it. */
static bool is_title(const struct table *t, uint32_t row, int from, int to)
{
    const struct text first = table_cell(t, row, from);
    int same = 0, others = 0;

    for (int c = from + 1; c < to; c++) {
        const struct text cell = table_cell(t, row, c);

        same += text_equal(cell, first);
        others += cell.length > 0 && !text_equal(cell, first);
    }
    return first.length > 0 && others == 0 &&
           (same == 0 || same == to - from - 1);
}

/* The heading above a row's own, empty where that is a title. */
static struct text upper_at(const struct table *t, uint32_t row, int column,
                            int from, int to)
{
    return row == 0 || is_title(t, row - 1, from, to)
               ? TEXT("")
               : table_cell(t, row - 1, column);
}

/* What a column is called: its cell, the one above where nothing stands below
 * it, or both where the cell alone is ambiguous, or the one above is of several
 * columns. */
static struct text heading_at(struct start *s, const struct table *t,
                              uint32_t row, int column, int from, int to)
{
    const struct text own = table_cell(t, row, column);
    const struct text above = upper_at(t, row, column, from, to);
    char room[CELL_PLAIN], joined[2 * CELL_PLAIN];
    struct text plain = cell_plain(own.length > 0 ? own : above, room);

    if (own.length > 0 && above.length > 0 && may_head(above) &&
        !text_equal(own, above) &&
        (is_half(own) || is_twice(t, row, column, from, to) ||
         is_twice(t, row - 1, column, from, to))) {
        const struct text first = cell_plain(above, joined);

        memcpy(joined + first.length, plain.at, plain.length);
        plain = (struct text){joined, first.length + plain.length};
    }
    return arena_copy(&s->arena, plain);
}

/* How much a row looks like headings: each cell that its row has once, three
 * times that where its words are known; what stands above a blank cell counts,
 * too. A title says one thing only. */
static unsigned looks_like_head(struct start *s, const struct table *t,
                                uint32_t row)
{
    const int width = head_width(t, row);
    unsigned looks = 0, known = 0, own = 0;

    for (int c = 0; c < width; c++) {
        const struct text cell = table_cell(t, row, c);
        const struct text heading = heading_at(s, t, row, c, 0, width);

        if (heading.length == 0)
            continue;
        if (!may_head(cell.length > 0 ? cell : heading))
            looks -= looks > 0;
        else if (cell.length == 0 || heading.length > cell.length ||
                 !is_twice(t, row, c, 0, c)) {
            const bool told = words_role(heading, true) != AS_NONE;

            looks += told ? 3 : 1;
            known += told;
            own += cell.length > 0;
        }
    }
    return own > 1 && (known > 1 || heads_codes(t, row)) ? looks : 0;
}

/* True if all of the row's words go on with those above: the same, merged, or
 * one of several below one heading; one at least does. */
static bool goes_on(const struct table *t, uint32_t row)
{
    const int width = head_width(t, row);
    unsigned below = 0;

    for (int c = 0; c < width; c++) {
        const struct text own = table_cell(t, row, c);
        const struct text above = table_cell(t, row - 1, c);

        if (own.length == 0 || text_equal(own, above))
            continue;
        if (!may_head(own) || !(is_half(own) || above.length == 0 ||
                                is_twice(t, row - 1, c, 0, width)))
            return false;
        below++;
    }
    return below > 0 && !is_title(t, row, 0, width);
}

static uint32_t find_heading_row(struct start *s, const struct table *t,
                                 uint32_t from)
{
    uint32_t best = PACK_NONE;
    unsigned most = 0;

    for (uint32_t row = from; row < table_rows(t) && row < from + HEADS_LOOKED;
         row++) {
        const unsigned looks = looks_like_head(s, t, row);

        if (looks > most) {
            most = looks;
            best = row;
        }
    }
    if (best != PACK_NONE && best + 1 < table_rows(t) && goes_on(t, best + 1))
        best++;
    return best;
}

/* ---- tables -------------------------------------------------------------- */

static bool is_blank_column(const struct table *t, uint32_t head, uint32_t end,
                            int column)
{
    for (uint32_t row = head; row < end; row++)
        if (table_cell(t, row, column).length > 0)
            return false;
    return true;
}

static void add_columns(struct start *s, struct start_table *table)
{
    const struct table *t = &table->sheet->table;

    for (int c = table->from; c < table->to; c++) {
        struct start_column column = {
            .heading = heading_at(s, t, table->head, c, table->from, table->to),
            .place = c};

        column.heard = words_role(column.heading, true);
        buffer_put(&table->columns, &column, sizeof column);
    }
}

static void add_found_table(struct start *s, const struct start_sheet *sheet,
                            uint32_t head, uint32_t end, int from, int to)
{
    struct start_table table = {.sheet = sheet,
                                .head = head,
                                .end = end,
                                .from = from,
                                .to = to,
                                .kind = -1};

    add_columns(s, &table);
    buffer_put(&s->tables, &table, sizeof table);
}

/* Tables beside each other are parted by a blank column, or begin with the
 * same heading. */
static bool parts_here(const struct table *t, uint32_t head, uint32_t end,
                       int first, int column)
{
    const struct text own = table_cell(t, head, column);

    return is_blank_column(t, head, end, column) ||
           (column > first + 1 && own.length > 0 &&
            text_equal(own, table_cell(t, head, first)) &&
            text_equal(table_cell(t, head, column + 1),
                       table_cell(t, head, first + 1)));
}

static void split_columns(struct start *s, const struct start_sheet *sheet,
                          uint32_t head, uint32_t end)
{
    const struct table *t = &sheet->table;
    const uint32_t before = BUFFER_COUNT(&s->tables, struct start_table);
    const int width = head_width(t, head);
    int from = 0;

    for (int c = 0; c <= width; c++) {
        if (c < width && !parts_here(t, head, end, from, c))
            continue;
        if (c > from)
            add_found_table(s, sheet, head, end, from, c);
        from = c + (c < width && is_blank_column(t, head, end, c));
    }
    for (uint32_t i = before;
         BUFFER_COUNT(&s->tables, struct start_table) - before > 1 &&
         i < BUFFER_COUNT(&s->tables, struct start_table);
         i++)
        BUFFER_ROWS(&s->tables, struct start_table)[i].beside = true;
}

/* The next row of other headings, below a table's own. */
static uint32_t next_head(struct start *s, const struct table *t, uint32_t head)
{
    const int width = (int)row_width(t, head);

    for (uint32_t row = head + 1; row < table_rows(t); row++) {
        unsigned same = 0;

        if (!is_all_words(t, row) || looks_like_head(s, t, row) < 9)
            continue;
        for (int c = 0; c < width; c++)
            same += text_equal(table_cell(t, row, c), table_cell(t, head, c));
        if (same * 2 < (unsigned)width)
            return row;
    }
    return table_rows(t);
}

void start_sheet_tables(struct start *s, const struct start_sheet *sheet)
{
    const struct table *t = &sheet->table;
    uint32_t head = find_heading_row(s, t, 0), end;
    bool again = false;

    while (head < table_rows(t)) {
        const uint32_t before = BUFFER_COUNT(&s->tables, struct start_table);

        end = next_head(s, t, head);
        split_columns(s, sheet, head, end);
        for (uint32_t i = before;
             i < BUFFER_COUNT(&s->tables, struct start_table); i++)
            BUFFER_ROWS(&s->tables, struct start_table)[i].again = again;
        head = end;
        again = true;
    }
}

void start_tables(struct start *s)
{
    BUFFER_EACH (sheet, &s->sheets, struct start_sheet *)
        start_sheet_tables(s, *sheet);
}
