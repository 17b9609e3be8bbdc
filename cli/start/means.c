/* Mean costs: a column of the catalogue, or of a table with its groups. The
 * column is the one that its heading says, and of several the one to which the
 * scores stand in one ratio. */
#include <math.h>
#include <stdlib.h>

#include "compile/read/number.h"
#include "start/rows.h"

#define RATIO_WITHIN 0.001

const struct start_table *start_means_of(const struct start *s,
                                         const struct start_catalogue *c)
{
    if (start_column_of(c->table, AS_MEAN_COST) == NULL)
        BUFFER_EACH (t, &s->tables, const struct start_table)
            if (t->what == IS_MEANS)
                return t;
    return NULL;
}

/* Costs of the groups by a column: struct text words and a row each. */
struct costs {
    const struct start_table *table;
    struct words groups;
    struct buffer rows; /* uint32_t: row of each word */
};

static void read_costs(struct costs *costs)
{
    char room[CELL_PLAIN];
    bool added;

    TABLE_ROW_EACH(row, costs->table)
    {
        words_add(&costs->groups, start_cell(costs->table, row, AS_GROUP, room),
                  &added);
        if (added)
            buffer_put(&costs->rows, &row, sizeof row);
    }
}

static double cost_at(const struct costs *costs, struct text group, int place)
{
    const uint32_t word = words_find(&costs->groups, group);
    int64_t cost;

    return word != PACK_NONE &&
                   number_read(
                       start_at(costs->table,
                                BUFFER_ROWS(&costs->rows, uint32_t)[word],
                                place),
                       &cost) &&
                   cost > 0
               ? (double)cost / 1e6
               : 0;
}

static int compare_ratios(const void *a, const void *b)
{
    return ORDER(*(const double *)a, *(const double *)b);
}

/* How many rows have the ratio that is in the middle. */
static void count_ratio(struct start_catalogue *c, struct buffer *ratios)
{
    const uint32_t count = BUFFER_COUNT(ratios, double);

    buffer_sort(ratios, sizeof(double), compare_ratios);
    if (count == 0)
        return;
    c->cost_a_point = BUFFER_ROWS(ratios, double)[count / 2];
    BUFFER_EACH (r, ratios, double)
        c->ratio += fabs(*r - c->cost_a_point) < RATIO_WITHIN * *r;
}

static void try_column(const struct start_catalogue *in,
                       const struct costs *costs, int place,
                       struct start_catalogue *out)
{
    struct buffer ratios = {0};
    struct start_row row;

    *out = *in;
    out->costs = out->ratio = 0;
    GROUP_ROW_EACH (i, in->table) {
        double cost, ratio;

        start_read_row(in->table, i, &row);
        cost = cost_at(costs, row.group, place);
        if (cost <= 0)
            continue;
        out->costs++;
        ratio = row.score > 0 ? cost / row.score : 0;
        if (ratio > 0)
            buffer_put(&ratios, &ratio, sizeof ratio);
    }
    count_ratio(out, &ratios);
    in->table->failed = in->table->failed || ratios.failed;
    buffer_free(&ratios);
}

static void find_means(const struct start *s, struct start_catalogue *c)
{
    const struct start_table *means = start_means_of(s, c);
    struct costs costs = {.table = means != NULL ? means : c->table};
    struct start_column *best = NULL;

    read_costs(&costs);
    COLUMN_EACH (column, costs.table) {
        struct start_catalogue now;

        if (column->heard != AS_MEAN_COST || column->numbers == 0)
            continue;
        try_column(c, &costs, column->place, &now);
        if (best != NULL && now.costs + now.ratio <= c->costs + c->ratio)
            continue;
        if (best != NULL)
            best->role = AS_NONE;
        best = column;
        best->role = AS_MEAN_COST;
        *c = now;
    }
    c->table->failed =
        c->table->failed || costs.groups.failed || costs.rows.failed;
    words_free(&costs.groups);
    buffer_free(&costs.rows);
}

bool start_has_costs(const struct start *s)
{
    BUFFER_EACH (c, &s->catalogues, const struct start_catalogue)
        if (c->costs > 0)
            return true;
    return false;
}

void start_means(struct start *s)
{
    BUFFER_EACH (c, &s->catalogues, struct start_catalogue)
        find_means(s, c);
}
