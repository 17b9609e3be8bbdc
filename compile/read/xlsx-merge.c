/* Merged areas: the text of the first cell holds for all of them. */
#include <stdlib.h>
#include <string.h>

#include "compile/read/xlsx.h"

#define FILL_MAX (1u << 20) /* cells that merging may touch */

struct merging {
    struct table *table;
    const struct xlsx_area *areas;
    size_t count;
    uint32_t *widths; /* cells that each row must have */
    size_t work;
};

static bool read_corner(struct text ref, size_t *at, uint32_t *row,
                        uint32_t *column)
{
    *row = *column = 0;
    while (*at < ref.length && is_capital(ref.at[*at]) && *column < 1u << 16)
        *column = *column * 26 + (uint32_t)(ref.at[(*at)++] - 'A') + 1;
    while (*at < ref.length && is_digit(ref.at[*at]) && *row < 1u << 24)
        *row = *row * 10 + (uint32_t)(ref.at[(*at)++] - '0');
    return *row > 0 && *column > 0;
}

bool xlsx_area(struct text ref, struct xlsx_area *out)
{
    size_t at = 0;

    if (!read_corner(ref, &at, &out->top, &out->left))
        return false;
    out->bottom = out->top;
    out->right = out->left;
    if (at < ref.length && ref.at[at++] == ':' &&
        !read_corner(ref, &at, &out->bottom, &out->right))
        return false;
    return at == ref.length && out->top <= out->bottom &&
           out->left <= out->right;
}

static struct table_row *sheet_row(const struct merging *m, uint32_t row)
{
    return &BUFFER_ROWS(&m->table->rows, struct table_row)[row];
}

/* First row of the table at `line` of the sheet or below. */
static uint32_t row_from(const struct merging *m, uint32_t line)
{
    uint32_t low = 0, high = table_rows(m->table);

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;

        if (sheet_row(m, middle)->line < line)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool row_in(const struct merging *m, uint32_t row,
                   const struct xlsx_area *a)
{
    return row < table_rows(m->table) && sheet_row(m, row)->line <= a->bottom;
}

/* The text of the area's first cell; empty where that row is blank. */
static struct text first_text(const struct merging *m,
                              const struct xlsx_area *a)
{
    const uint32_t row = row_from(m, a->top);

    if (row >= table_rows(m->table) || sheet_row(m, row)->line != a->top)
        return TEXT("");
    return table_cell(m->table, row, (int)a->left - 1);
}

/* A cut row has the kept cells and no others. */
static bool is_cut(const struct merging *m, uint32_t row)
{
    return table_slot(m->table, row, TABLE_COLUMNS) == TABLE_NO_SLOT;
}

static bool measure_widths(struct merging *m)
{
    for (uint32_t i = 0; i < table_rows(m->table); i++)
        m->widths[i] = sheet_row(m, i)->count;
    for (size_t i = 0; i < m->count; i++) {
        const struct xlsx_area *a = &m->areas[i];

        if (a->right > TABLE_COLUMNS)
            continue;
        for (uint32_t row = row_from(m, a->top); row_in(m, row, a); row++) {
            if (!is_cut(m, row) && m->widths[row] < a->right)
                m->widths[row] = a->right;
            m->work += a->right - a->left + 1;
            if (m->work > FILL_MAX)
                return false;
        }
    }
    return true;
}

/* The same cells, with room at the end of each row. */
static bool widen(struct merging *m)
{
    struct buffer wide = {0};

    for (uint32_t i = 0; i < table_rows(m->table); i++) {
        const uint32_t first = BUFFER_COUNT(&wide, struct text);

        table_put_cells(m->table, i, m->widths[i], &wide);
        *sheet_row(m, i) =
            (struct table_row){first, m->widths[i], sheet_row(m, i)->line};
    }
    if (wide.failed) {
        buffer_free(&wide);
        return false;
    }
    buffer_free(&m->table->cells);
    m->table->cells = wide;
    return true;
}

static void fill_area(struct merging *m, const struct xlsx_area *a)
{
    const struct text t = first_text(m, a);
    struct text *cells = BUFFER_ROWS(&m->table->cells, struct text);

    if (a->right > TABLE_COLUMNS || t.length == 0)
        return;
    for (uint32_t row = row_from(m, a->top); row_in(m, row, a); row++)
        for (uint32_t c = a->left; c <= a->right; c++) {
            const uint32_t slot = table_slot(m->table, row, c - 1);

            if (slot != TABLE_NO_SLOT)
                cells[sheet_row(m, row)->first + slot] = t;
        }
}

bool xlsx_merge(struct table *table, const struct buffer *areas)
{
    struct merging m = {
        .table = table,
        .areas = BUFFER_ROWS(areas, struct xlsx_area),
        .count = BUFFER_COUNT(areas, struct xlsx_area),
    };
    bool good;

    if (m.count == 0 || table_rows(table) == 0)
        return true;
    m.widths = calloc(table_rows(table), sizeof *m.widths);
    good = m.widths != NULL && measure_widths(&m) && widen(&m);
    for (size_t i = 0; good && i < m.count; i++)
        fill_area(&m, &m.areas[i]);
    free(m.widths);
    return good;
}
