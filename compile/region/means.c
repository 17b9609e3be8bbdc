/* <means>: mean cost and stay of the groups, in a table of their own. */
#include "compile/read/codetext.h"
#include "compile/region/catalogue.h"

enum column { GROUP, COST, DAYS, COLUMNS };

struct means {
    struct catalogue *catalogue;
    struct table table;
    struct words groups; /* group codes of the table */
    struct buffer rows;  /* uint32_t: table row of each */
};

static void read_groups(struct means *m)
{
    TABLE_EACH (row, &m->table) {
        char room[CODETEXT_LINE];
        bool added;

        words_add(&m->groups,
                  codetext_line(table_text(&m->table, row, GROUP), room),
                  &added);
        if (added)
            buffer_put(&m->rows, &row, sizeof row);
    }
}

/* A mean of the table, unless the cell is empty. */
static bool read_mean(struct means *m, uint32_t row, enum column column,
                      int64_t *out)
{
    const struct text cell = table_text(&m->table, row, column);

    if (codetext_empty(cell))
        return false;
    if (number_read(cell, out) && *out >= 0)
        return true;
    table_fault_with(&m->table, row, column, "应为不小于零的数字，或空", "",
                     "不是数字");
    return false;
}

static void fill_group(struct means *m, struct pack_group *group)
{
    const struct text code =
        build_text_of(m->catalogue->region->build, group->group);
    const uint32_t word = words_find(&m->groups, code);
    uint32_t row;

    if (word == PACK_NONE)
        return;
    row = BUFFER_ROWS(&m->rows, uint32_t)[word];
    if ((group->flags & GROUP_HAS_COST) == 0 &&
        read_mean(m, row, COST, &group->mean_cost))
        group->flags |= GROUP_HAS_COST;
    if ((group->flags & GROUP_HAS_DAYS) == 0 &&
        read_mean(m, row, DAYS, &group->mean_days))
        group->flags |= GROUP_HAS_DAYS;
}

void catalogue_means(struct catalogue *c, const xmlNode *node)
{
    static const char *const columns[COLUMNS] = {"group", "mean_cost",
                                                 "mean_days"};
    struct means m = {.catalogue = c};
    struct heading headings[COLUMNS];

    if (element_table(c->region, node, columns, headings, COLUMNS, &m.table)) {
        read_groups(&m);
        if (!m.rows.failed && !m.groups.refs.failed)
            BUFFER_EACH (group, &c->rows, struct pack_group)
                fill_group(&m, group);
    }
    table_close(&m.table);
    words_free(&m.groups);
    buffer_free(&m.rows);
}
