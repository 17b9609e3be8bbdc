/* The columns of who came back, for a table of results.xlsx: people sort and
 * cut its sheets, so that no order is taken for granted. */
#include <stdlib.h>

#include "base/decimal.h"
#include "batch/common/columns.h"
#include "figures/stays.h"
#include "pack/own-checks.h"

/* A stay that began soon after another: a row of 问题. */
struct comeback {
    struct text source, index, days;
    int128 day;
    bool same; /* principal diagnosis */
};

static int heading_column(const struct table *t, const char *heading)
{
    const uint32_t count = BUFFER_ROWS(&t->rows, struct table_row)[0].count;

    for (uint32_t i = 0; i < count; i++)
        if (text_equal(table_cell(t, 0, (int)i), text_of(heading)))
            return (int)i;
    return -1;
}

static bool is_case_sheet(const struct table *t)
{
    return t->sheet != NULL && table_rows(t) != 0 &&
           text_equal(text_of(t->sheet), TEXT(BOOK_CASES)) &&
           heading_column(t, case_columns[CASES_SOURCE].heading) >= 0 &&
           heading_column(t, case_columns[CASES_INDEX].heading) >= 0;
}

/* Another sheet of the workbook, without a word if there is none. */
static bool open_beside(const struct table *cases, const char *sheet,
                        const struct table_keep *keep, struct table *out)
{
    struct build *b = cases->build;
    struct compile_faults *faults = b->faults, untold = {0};
    bool good;

    b->faults = &untold;
    good = table_open_keeping(b, cases->file, text_of(sheet), (struct place){0},
                              keep, out) &&
           table_rows(out) != 0;
    b->faults = faults;
    compile_faults_free(&untold);
    return good;
}

static bool all_rules_looked_at(const struct table *cases)
{
    struct table notes = {0};
    bool all = false;

    if (open_beside(cases, BOOK_NOTES, NULL, &notes))
        for (uint32_t row = 1; row < table_rows(&notes) && !all; row++)
            all = text_equal(table_cell(&notes, row, 1), TEXT(NOTES_RULES)) &&
                  text_equal(table_cell(&notes, row, 2), TEXT(NOTES_ALL));
    table_close(&notes);
    return all;
}

/* ---- who came back ------------------------------------------------------- */

static int by_case(const void *a, const void *b)
{
    const struct comeback *x = a, *y = b;
    const int order = text_compare(x->source, y->source);

    return order != 0 ? order : text_compare(x->index, y->index);
}

static const enum finding_column wanted[] = {FINDINGS_RULE, FINDINGS_SOURCE,
                                             FINDINGS_INDEX, FINDINGS_PAIR_DAYS,
                                             FINDINGS_PAIR_SAME_DX};

/* False if a column is not there. */
static bool read_comebacks(const struct table *findings, struct buffer *out)
{
    const struct text soon = text_of(own_check(NOTE_SOON).id);
    struct text cells[COUNT_OF(wanted)];
    int at[COUNT_OF(wanted)];

    for (size_t i = 0; i < COUNT_OF(wanted); i++) {
        at[i] = heading_column(findings, finding_columns[wanted[i]].heading);
        if (at[i] < 0)
            return false;
    }
    for (uint32_t row = 1; row < table_rows(findings); row++) {
        struct comeback one;

        for (size_t i = 0; i < COUNT_OF(wanted); i++)
            cells[i] = table_cell(findings, row, at[i]);
        one = (struct comeback){cells[1], cells[2], cells[3], 0,
                                text_equal(cells[4], TEXT("1"))};
        if (text_equal(cells[0], soon) && decimal_parse(one.days, &one.day))
            buffer_put(out, &one, sizeof(one));
    }
    if (out->length != 0)
        qsort(out->data, BUFFER_COUNT(out, struct comeback),
              sizeof(struct comeback), by_case);
    return !out->failed;
}

/* The cells of one case: by the stay that ended last before it. */
static void find_comeback(const struct buffer *all, const struct comeback *of,
                          struct arena *texts, struct text out[STAYS_COUNT])
{
    const struct comeback *rows = BUFFER_ROWS(all, struct comeback);
    const uint32_t count = BUFFER_COUNT(all, struct comeback);
    const struct comeback *found = NULL;
    uint32_t low = 0, high = count;
    bool same = false;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;

        if (by_case(&rows[middle], of) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < count && by_case(&rows[low], of) == 0; low++) {
        same = same || rows[low].same;
        if (found == NULL || rows[low].day < found->day)
            found = &rows[low];
    }
    out[0] = found != NULL ? TEXT("1") : TEXT("0");
    out[1] = same ? TEXT("1") : TEXT("0");
    out[2] = found != NULL ? arena_copy(texts, found->days) : TEXT("");
}

/* ---- the table ----------------------------------------------------------- */

/* Where the cells of a cut row are more than its columns. */
static void keep_columns(struct table *t, uint32_t width)
{
    for (uint32_t i = 0; i < STAYS_COUNT && t->cut; i++)
        t->slots[width + i] = (uint16_t)t->width++;
}

/* The columns of the longest row that has all its cells. */
static uint32_t columns_of(const struct table *t)
{
    uint32_t width = 0;

    for (uint32_t row = 0; row < table_rows(t); row++) {
        const uint32_t count =
            BUFFER_ROWS(&t->rows, struct table_row)[row].count;

        if (table_slot(t, row, TABLE_COLUMNS) != TABLE_NO_SLOT && count > width)
            width = count;
    }
    return width;
}

/* Every row with its cells more, all behind the longest. */
static bool add_columns(struct table *t, const struct buffer *comebacks)
{
    const struct text headings[STAYS_COUNT] = {
        TEXT("短期再入院"), TEXT("疑似分解住院"), TEXT("距上次出院天数")};
    const int source = heading_column(t, case_columns[CASES_SOURCE].heading),
              index = heading_column(t, case_columns[CASES_INDEX].heading);
    struct table_row *rows = BUFFER_ROWS(&t->rows, struct table_row);
    struct buffer cells = {0};
    const uint32_t width = columns_of(t), cut_width = t->width;

    if (width + STAYS_COUNT > TABLE_COLUMNS)
        return true;
    for (uint32_t row = 0; row < table_rows(t); row++) {
        const bool cut = table_slot(t, row, TABLE_COLUMNS) == TABLE_NO_SLOT;
        const uint32_t own = cut ? cut_width : width;
        const uint32_t first = BUFFER_COUNT(&cells, struct text);
        const struct comeback of = {.source = table_cell(t, row, source),
                                    .index = table_cell(t, row, index)};
        struct text more[STAYS_COUNT];

        table_put_cells(t, row, own, &cells);
        find_comeback(comebacks, &of, &t->texts, more);
        buffer_put(&cells, row == 0 ? headings : more, sizeof(more));
        rows[row].first = first;
        rows[row].count = own + STAYS_COUNT;
    }
    keep_columns(t, width);
    buffer_free(&t->cells);
    t->cells = cells;
    return !cells.failed && !t->texts.failed;
}

static bool refuse(const struct table *cases, const char *right,
                   const char *what)
{
    fault_add(cases->build->faults, table_place(cases, 0, -1), right, "%s",
              what);
    return false;
}

bool figures_stays_of_book(struct table *cases)
{
    struct table findings = {0}, more = {0};
    struct text names[COUNT_OF(wanted)];
    const struct table_keep keep = {names, COUNT_OF(wanted)};
    struct buffer comebacks = {0};
    bool good = true;

    for (size_t i = 0; i < COUNT_OF(wanted); i++)
        names[i] = text_of(finding_columns[wanted[i]].heading);
    if (!is_case_sheet(cases))
        return true;
    if (open_beside(cases, BOOK_CASES " 2", &keep, &more))
        good = refuse(cases, "请改用同一批的 cases.csv 或 results.db",
                      "病例太多，分在几张工作表里");
    else if (all_rules_looked_at(cases) &&
             open_beside(cases, BOOK_FINDINGS, &keep, &findings) &&
             read_comebacks(&findings, &comebacks) &&
             !add_columns(cases, &comebacks))
        good = refuse(cases, "请改用同一批的 cases.csv 或 results.db",
                      "表太大，一张表至多约 400 万格");
    table_close(&more);
    table_close(&findings);
    buffer_free(&comebacks);
    return good;
}
