/* <primary-care>: the list of diagnosis and operation that is primary care. */
#include <stdlib.h>

#include "compile/knowledge/codes.h"
#include "compile/read/codetext.h"
#include "compile/region/region.h"

enum column { DX, MAIN_OP, COLUMNS };

struct primary {
    struct region *region;
    struct region_grouping *grouping;
    struct table table;
    struct heading headings[COLUMNS];
};

static struct text cell_of(const struct primary *p, uint32_t row,
                           enum column column)
{
    return table_cell(&p->table, row, p->headings[column].column);
}

static void fault(struct primary *p, uint32_t row, enum column column,
                  const char *right)
{
    fault_add(p->region->build->faults,
              table_place(&p->table, row, p->headings[column].column), right,
              "编码读不出：“%.*s”", SHOW(cell_of(p, row, column)));
}

static struct pack_range read_operations(struct primary *p, uint32_t row)
{
    struct build *b = p->region->build;
    struct text rest = cell_of(p, row, MAIN_OP), piece;
    struct pack_range range = {build_count(b, SECTION_ALTERNATIVE), 0};
    struct code code;
    bool last = codetext_empty(rest);

    while (codetext_piece(&rest, p->grouping->or_marks, &last, &piece)) {
        const bool read = codetext_key(piece, &code);

        if (read)
            codes_mend(b,
                       table_place(&p->table, row, p->headings[MAIN_OP].column),
                       &code);
        if (read && codetext_is_operation(code))
            build_row(b, SECTION_ALTERNATIVE, &code);
        else
            fault(p, row, MAIN_OP, "应为 51.2300 的样子，几个之间用 or 的符号");
    }
    range.count = build_count(b, SECTION_ALTERNATIVE) - range.first;
    return range;
}

static void read_row(struct primary *p, uint32_t row)
{
    struct text rest = cell_of(p, row, DX), piece;
    struct pack_primary out = {.source_row =
                                   table_place(&p->table, row, -1).line};
    bool last = false;

    if (rest.length == 0)
        return;
    out.operations = read_operations(p, row);
    while (codetext_piece(&rest, p->grouping->or_marks, &last, &piece)) {
        if (codetext_diagnosis(piece, &out.key) &&
            codetext_is_diagnosis(out.key))
            build_row(p->region->build, SECTION_PRIMARY, &out);
        else
            fault(p, row, DX, "应为 K35 或 K35.8 的样子");
    }
}

void region_primary(struct region *r, const xmlNode *node,
                    struct region_grouping *g)
{
    static const char *const ways[] = {"note", "kind", NULL};
    const int way = element_word(r, node, "as", ways, PRIMARY_KIND);
    struct primary p = {
        .region = r,
        .grouping = g,
        .headings = {{element_attribute(r, node, "dx"), true, -1},
                     {element_attribute(r, node, "main_op"), true, -1}},
    };
    char *path = element_file(r, node, "file");

    g->row.primary_care = (uint8_t)(way < 0 ? 0 : way);
    g->row.primary_list = element_table_name(r, node);
    if (path != NULL && element_has(node, "file") &&
        table_open(r->build, path, element_attribute(r, node, "sheet"),
                   element_place(r, node), &p.table) &&
        table_head(r->build, &p.table, p.headings, COLUMNS))
        for (uint32_t i = p.table.data; i < table_rows(&p.table); i++)
            read_row(&p, i);
    table_close(&p.table);
    free(path);
}

static int by_key(const void *a, const void *b)
{
    const struct pack_primary *x = a, *y = b;
    const int order = code_compare(x->key, y->key);

    return order != 0 ? order
                      : (x->source_row > y->source_row) -
                            (x->source_row < y->source_row);
}

void region_primary_sort(struct build *b)
{
    struct buffer *rows = &b->sections[SECTION_PRIMARY];

    if (rows->length > 0)
        qsort(rows->data, rows->length / sizeof(struct pack_primary),
              sizeof(struct pack_primary), by_key);
}
