/* <weights>: codes with a component and a weight, as the Charlson index. */
#include "compile/read/codetext.h"
#include "compile/region/catalogue.h"

enum column { CODE, COMPONENT, WEIGHT, COLUMNS };

struct weights {
    struct region *region;
    struct table table;
    struct words components; /* numbered as they come */
    struct buffer rows;      /* struct line */
};

struct line {
    struct pack_weight weight;
    uint32_t row; /* of the table */
};

static void read_weight_row(struct weights *w, uint32_t row)
{
    const struct text code = table_text(&w->table, row, CODE);
    const struct text component = table_text(&w->table, row, COMPONENT);
    struct line line = {.row = row};

    if (code.length == 0)
        return;
    if (!codetext_diagnosis(code, &line.weight.code))
        table_fault(&w->table, row, CODE,
                    "编码由字母、数字、点组成，至多 16 个", "编码读不出：");
    if (!number_read(table_text(&w->table, row, WEIGHT), &line.weight.weight) ||
        line.weight.weight < 0)
        table_fault(&w->table, row, WEIGHT, "应为不小于零的数字",
                    "权重读不出：");
    line.weight.component = words_add(&w->components, component, NULL);
    if (component.length == 0)
        table_fault(&w->table, row, COMPONENT, "写明编码属于哪一种疾病",
                    "疾病类别是空的：");
    else if (line.weight.component >= COMPONENTS_MAX)
        table_fault(&w->table, row, COMPONENT, "一张权重表至多 64 种",
                    "疾病类别太多：");
    buffer_put(&w->rows, &line, sizeof line);
}

static int by_weighted_code(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    const int order = code_compare(x->weight.code, y->weight.code);

    return order != 0 ? order : ORDER(x->row, y->row);
}

static void keep_rows(struct weights *w, uint32_t table)
{
    struct build *b = w->region->build;
    const struct line *last = NULL;

    buffer_sort(&w->rows, sizeof(struct line), by_weighted_code);
    BUFFER_EACH (line, &w->rows, const struct line) {
        if (last != NULL && code_equal(last->weight.code, line->weight.code))
            table_fault(&w->table, line->row, CODE,
                        "一张权重表里每个编码只写一行", "重复的编码");
        build_row(b, SECTION_WEIGHT, &line->weight);
        BUILD_ROW(b, SECTION_WEIGHTS, pack_weights, table)->rows.count++;
        last = line;
    }
}

/* Without a path the table is still a blank: its name may be used, its sums
 * are zero. */
static void read_weights(struct region *r, const xmlNode *node)
{
    static const char *const columns[COLUMNS] = {"code", "component", "weight"};
    const struct text name = element_attribute(r, node, "name");
    struct weights w = {.region = r};
    struct heading headings[COLUMNS];

    if (build_find_weights(r->build, name) != PACK_NONE) {
        element_fault(r, node, "每张权重表用不同的名称",
                      "<weights name=\"%.*s\"> 重复", SHOW(name));
    } else if (element_has(node, "file")) {
        const uint32_t table = build_weights(r->build, name);

        if (element_table(r, node, columns, headings, COLUMNS, &w.table))
            TABLE_EACH (row, &w.table)
                read_weight_row(&w, row);
        keep_rows(&w, table);
    }
    table_close(&w.table);
    words_free(&w.components);
    buffer_free(&w.rows);
}

void region_weights(struct region *r, const xmlNode *node)
{
    ELEMENT_EACH (n, node, "weights")
        read_weights(r, n);
}
