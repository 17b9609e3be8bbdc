/* <primary-care>: the list of diagnosis and operation that is primary care. */
#include "compile/knowledge/codes.h"
#include "compile/read/codetext.h"
#include "compile/read/expect.h"
#include "compile/region/region.h"

enum column { DX, MAIN_OP, COLUMNS };

struct primary {
    struct region *region;
    struct region_grouping *grouping;
    struct table table;
};

static struct pack_range read_pair_operations(struct primary *p, uint32_t row)
{
    struct build *b = p->region->build;
    struct text rest = table_text(&p->table, row, MAIN_OP), piece;
    struct pack_range range = {build_count(b, SECTION_ALTERNATIVE), 0};
    struct code code;
    bool last = codetext_empty(rest);

    while (codetext_piece(&rest, p->grouping->or_marks, &last, &piece)) {
        const bool read = codetext_key(piece, &code);

        if (read)
            codes_mend(b, table_at(&p->table, row, MAIN_OP), &code);
        if (read && codetext_is_operation(code))
            build_row(b, SECTION_ALTERNATIVE, &code);
        else
            table_fault(&p->table, row, MAIN_OP,
                        "应为 51.2300 的样子，几个之间用 or 的符号",
                        "编码读不出：");
    }
    range.count = build_count(b, SECTION_ALTERNATIVE) - range.first;
    return range;
}

static void read_primary_row(struct primary *p, uint32_t row)
{
    struct text rest = table_text(&p->table, row, DX), piece;
    struct pack_primary out = {.source_row = table_line(&p->table, row)};
    bool last = false;

    if (rest.length == 0)
        return;
    out.operations = read_pair_operations(p, row);
    while (codetext_piece(&rest, p->grouping->or_marks, &last, &piece)) {
        if (codetext_diagnosis(piece, &out.key) &&
            codetext_is_diagnosis(out.key))
            build_row(p->region->build, SECTION_PRIMARY, &out);
        else
            table_fault(&p->table, row, DX, "应为 K35 或 K35.8 的样子",
                        "编码读不出：");
    }
}

static uint32_t count_pairs(const void *primary, struct text kind)
{
    const struct primary *p = primary;
    uint32_t count = 0;

    (void)kind;
    TABLE_EACH (row, &p->table)
        count += table_text(&p->table, row, DX).length > 0;
    return count;
}

void region_primary(struct region *r, const xmlNode *node,
                    struct region_grouping *g)
{
    static const char *const ways[] = {"note", "kind", NULL};
    static const char *const columns[COLUMNS] = {"dx", "main_op"};
    struct primary p = {.region = r, .grouping = g};
    struct heading headings[COLUMNS];

    g->row.primary_care = element_byte(r, node, "as", ways, PRIMARY_KIND);
    g->row.primary_list = element_table_name(r, node);
    if (element_table(r, node, columns, headings, COLUMNS, &p.table)) {
        TABLE_EACH (row, &p.table)
            read_primary_row(&p, row);
        expect_check(r, node, table_place(&p.table, p.table.data - 1, -1),
                     count_pairs, &p);
    }
    table_close(&p.table);
}

static int by_primary_key(const void *a, const void *b)
{
    const struct pack_primary *x = a, *y = b;
    const int order = code_compare(x->key, y->key);

    return order != 0 ? order : ORDER(x->source_row, y->source_row);
}

void region_primary_sort(struct build *b)
{
    buffer_sort(&b->sections[SECTION_PRIMARY], sizeof(struct pack_primary),
                by_primary_key);
}
