/* <weights>: codes with a component and a weight, as the Charlson index. */
#include <stdlib.h>
#include <string.h>

#include "compile/read/codetext.h"
#include "compile/region/catalogue.h"

enum column { CODE, COMPONENT, WEIGHT, COLUMNS };

struct weights {
    struct region *region;
    const xmlNode *node;
    struct table table;
    struct heading headings[COLUMNS];
    struct words components; /* numbered as they come */
    struct buffer component_bytes;
    struct buffer rows; /* struct line */
};

struct line {
    struct pack_weight weight;
    uint32_t row; /* of the table */
};

static void fault(struct weights *w, uint32_t row, enum column column,
                  const char *right, const char *what)
{
    const int place = w->headings[column].column;

    fault_add(w->region->build->faults, table_place(&w->table, row, place),
              right, "%s“%.*s”", what, SHOW(table_cell(&w->table, row, place)));
}

static struct text cell(const struct weights *w, uint32_t row,
                        enum column column)
{
    return table_cell(&w->table, row, w->headings[column].column);
}

static void read_row(struct weights *w, uint32_t row)
{
    struct line line = {.row = row};

    if (cell(w, row, CODE).length == 0)
        return;
    if (!codetext_diagnosis(cell(w, row, CODE), &line.weight.code))
        fault(w, row, CODE, "编码由字母、数字、点组成，至多 16 个",
              "编码读不出：");
    if (!number_read(cell(w, row, WEIGHT), &line.weight.weight) ||
        line.weight.weight < 0)
        fault(w, row, WEIGHT, "应为不小于零的数字", "权重读不出：");
    line.weight.component =
        words_add(&w->components, cell(w, row, COMPONENT), NULL);
    if (cell(w, row, COMPONENT).length == 0)
        fault(w, row, COMPONENT, "写明编码属于哪一种疾病", "疾病类别是空的：");
    else if (line.weight.component >= COMPONENTS_MAX)
        fault(w, row, COMPONENT, "一张权重表至多 64 种", "疾病类别太多：");
    buffer_put(&w->rows, &line, sizeof line);
}

static int by_code(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    const int order = code_compare(x->weight.code, y->weight.code);

    return order != 0 ? order : (x->row > y->row) - (x->row < y->row);
}

static void keep_rows(struct weights *w, uint32_t table)
{
    struct build *b = w->region->build;
    struct line *lines = (struct line *)(void *)w->rows.data;
    const size_t count = w->rows.length / sizeof *lines;

    if (count == 0)
        return;
    qsort(lines, count, sizeof *lines, by_code);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 &&
            code_compare(lines[i - 1].weight.code, lines[i].weight.code) == 0)
            fault(w, lines[i].row, CODE, "一张权重表里每个编码只写一行",
                  "重复的编码");
        build_row(b, SECTION_WEIGHT, &lines[i].weight);
        BUILD_ROW(b, SECTION_WEIGHTS, pack_weights, table)->rows.count++;
    }
}

/* Without a path the table is still a blank: its name may be used, its sums
 * are zero. */
static void read_table(struct weights *w, const char *path, uint32_t table)
{
    struct region *r = w->region;

    if (path != NULL &&
        table_open(r->build, path, element_attribute(r, w->node, "sheet"),
                   element_place(r, w->node), &w->table) &&
        table_head(r->build, &w->table, w->headings, COLUMNS))
        for (uint32_t i = w->table.data; i < table_rows(&w->table); i++)
            read_row(w, i);
    keep_rows(w, table);
    table_close(&w->table);
}

static void read_weights(struct region *r, const xmlNode *node)
{
    const struct text name = element_attribute(r, node, "name");
    struct weights w = {
        .region = r,
        .node = node,
        .headings = {{element_attribute(r, node, "code"), true, -1},
                     {element_attribute(r, node, "component"), true, -1},
                     {element_attribute(r, node, "weight"), true, -1}},
    };
    char *path = element_file(r, node, "file");

    w.components = (struct words){.strings = &w.component_bytes};
    if (build_find_weights(r->build, name) != PACK_NONE)
        fault_add(r->build->faults, element_place(r, node),
                  "每张权重表用不同的名称", "<weights name=\"%.*s\"> 重复",
                  SHOW(name));
    else if (element_has(node, "file"))
        read_table(&w, path, build_weights(r->build, name));
    words_free(&w.components);
    buffer_free(&w.component_bytes);
    buffer_free(&w.rows);
    free(path);
}

void region_weights(struct region *r, const xmlNode *node)
{
    for (const xmlNode *n = element_child(node, "weights"); n != NULL;
         n = element_next(n, "weights"))
        read_weights(r, n);
}
