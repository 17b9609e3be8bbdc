/* <means>: mean cost and stay of the groups, in a table of their own. */
#include <stdlib.h>

#include "compile/read/codetext.h"
#include "compile/region/catalogue.h"

enum column { GROUP, COST, DAYS, COLUMNS };

struct means {
    struct catalogue *catalogue;
    struct table table;
    struct heading headings[COLUMNS];
    struct words groups; /* group codes of the table */
    struct buffer group_bytes;
    struct buffer rows; /* uint32_t: table row of each */
};

static void note_groups(struct means *m)
{
    for (uint32_t i = m->table.data; i < table_rows(&m->table); i++) {
        const struct text group =
            table_cell(&m->table, i, m->headings[GROUP].column);
        char room[CODETEXT_LINE];
        bool added;

        words_add(&m->groups, codetext_line(group, room), &added);
        if (added)
            buffer_put(&m->rows, &i, sizeof i);
    }
}

/* A mean of the table, unless the cell is empty. */
static bool read_mean(struct means *m, uint32_t row, enum column column,
                      int64_t *out)
{
    const int place = m->headings[column].column;
    const struct text cell = table_cell(&m->table, row, place);

    if (codetext_empty(cell))
        return false;
    if (number_read(cell, out) && *out >= 0)
        return true;
    fault_add(m->catalogue->region->build->faults,
              table_place(&m->table, row, place), "应为不小于零的数字，或空",
              "“%.*s”不是数字", SHOW(cell));
    return false;
}

static void fill(struct means *m, struct pack_group *group)
{
    const struct text code =
        build_text_of(m->catalogue->region->build, group->group);
    const uint32_t word = words_find(&m->groups, code);
    uint32_t row;

    if (word == PACK_NONE)
        return;
    row = ((const uint32_t *)(const void *)m->rows.data)[word];
    if ((group->flags & GROUP_HAS_COST) == 0 &&
        read_mean(m, row, COST, &group->mean_cost))
        group->flags |= GROUP_HAS_COST;
    if ((group->flags & GROUP_HAS_DAYS) == 0 &&
        read_mean(m, row, DAYS, &group->mean_days))
        group->flags |= GROUP_HAS_DAYS;
}

static void fill_all(struct means *m)
{
    struct buffer *rows = &m->catalogue->rows;
    struct pack_group *groups = (struct pack_group *)(void *)rows->data;
    const uint32_t known = table_rows(&m->table) - m->table.data;

    note_groups(m);
    if (m->rows.failed || m->groups.refs.failed || known == 0)
        return;
    for (size_t i = 0; i < rows->length / sizeof *groups; i++)
        fill(m, &groups[i]);
}

void catalogue_means(struct catalogue *c, const xmlNode *node)
{
    struct region *r = c->region;
    struct means m = {
        .catalogue = c,
        .headings = {{element_attribute(r, node, "group"), true, -1},
                     {element_attribute(r, node, "mean_cost"), true, -1},
                     {element_attribute(r, node, "mean_days"), true, -1}},
    };
    char *path = element_file(r, node, "file");

    m.groups = (struct words){.strings = &m.group_bytes};
    if (path != NULL && element_has(node, "file") &&
        table_open(r->build, path, element_attribute(r, node, "sheet"),
                   element_place(r, node), &m.table) &&
        table_head(r->build, &m.table, m.headings, COLUMNS))
        fill_all(&m);
    table_close(&m.table);
    words_free(&m.groups);
    buffer_free(&m.group_bytes);
    buffer_free(&m.rows);
    free(path);
}
