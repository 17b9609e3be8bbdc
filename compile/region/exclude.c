/* <exclude>: codes that take no part in grouping, or only a part of it. */
#include <stdlib.h>
#include <string.h>

#include "compile/expr/expression.h"
#include "compile/knowledge/codes.h"
#include "compile/read/codetext.h"
#include "compile/region/catalogue.h"

enum column { CODE, ROLE, COLUMNS };

static const char *const roles[] = {"dropped", "conservative", "not-principal",
                                    "within", NULL};

struct exclude {
    struct region *region;
    struct region_grouping *grouping;
    const xmlNode *node;
    struct table table;
    struct heading headings[COLUMNS];
    struct buffer values;     /* struct catalogue_value */
    struct pack_excluded row; /* what all rows have */
};

static void fault(struct exclude *x, uint32_t row, enum column column,
                  const char *right, const char *what)
{
    const int place = x->headings[column].column;

    fault_add(x->region->build->faults, table_place(&x->table, row, place),
              right, "%s“%.*s”", what, SHOW(table_cell(&x->table, row, place)));
}

/* ---- ranges in a remark -------------------------------------------------- */

static bool is_code_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == 'x';
}

/* The next code or range of the text, blanks cut: `A00-A09` of
 * `(A00-\nA09|C15)作为主要诊断`. False at the end. */
static bool next_range(struct text *rest, struct buffer *out)
{
    bool begun = false;

    while (rest->length > 0) {
        const char c = rest->at[0];
        const bool blank = (unsigned char)c <= ' ';
        const bool fits =
            begun ? is_code_char(c) || c == '-' : c >= 'A' && c <= 'Z';

        if (begun && !fits && !blank)
            return true;
        if (fits) {
            buffer_char(out, c);
            begun = true;
        }
        *rest = (struct text){rest->at + 1, rest->length - 1};
    }
    return begun;
}

/* `A00-A09|C15-C26作为主要诊断…` as a condition on the principal diagnosis. */
static uint32_t read_within(struct exclude *x, uint32_t row, struct text remark)
{
    struct buffer source = {0};
    struct expr_mistake mistake = {0};
    uint32_t expr = PACK_NONE;
    bool any = false;

    buffer_string(&source, "diagnoses[1].code in ");
    for (size_t before = source.length; next_range(&remark, &source);
         before = source.length, any = true)
        buffer_string(&source, source.length > before ? ", " : "");
    if (any)
        source.length -= 2;
    if (any && !source.failed)
        expr =
            build_condition(x->region->build, buffer_view(&source), &mistake);
    if (expr == PACK_NONE)
        fault(x, row, ROLE, "应写明诊断范围，如 A00-A09|C15-C26",
              "读不出可作主要手术操作的诊断范围：");
    buffer_free(&source);
    return expr;
}

/* ---- rows ---------------------------------------------------------------- */

static int role_of(struct text word)
{
    for (int i = 0; roles[i] != NULL; i++)
        if (text_equal(text_of(roles[i]), word))
            return i;
    return -1;
}

static bool read_role(struct exclude *x, uint32_t row,
                      struct pack_excluded *out)
{
    const struct text cell =
        table_cell(&x->table, row, x->headings[ROLE].column);
    const int role = role_of(catalogue_meaning(&x->values, cell));

    if (x->headings[ROLE].column < 0)
        return true;
    if (role < 0) {
        fault(x, row, ROLE,
              "用 <value contains=... is=...> 写明是 dropped conservative "
              "not-principal within 中的哪一种",
              "不知道怎样排除：");
        return false;
    }
    out->role = (uint8_t)role;
    if (role == ROLE_WITHIN)
        out->within = read_within(x, row, cell);
    return true;
}

static void read_row(struct exclude *x, uint32_t row)
{
    const struct text cell =
        table_cell(&x->table, row, x->headings[CODE].column);
    struct pack_excluded out = x->row;

    if (cell.length == 0)
        return;
    if (!(out.system == SYSTEM_DIAGNOSIS ? codetext_diagnosis(cell, &out.code)
                                         : codetext_key(cell, &out.code))) {
        fault(x, row, CODE, "编码由字母、数字、点组成，至多 16 个",
              "编码读不出：");
        return;
    }
    /* Of a prefix nobody knows how many zeros it had. */
    if (out.system == SYSTEM_PROCEDURE && !out.prefix)
        codes_mend(x->region->build,
                   table_place(&x->table, row, x->headings[CODE].column),
                   &out.code);
    out.source_row = table_place(&x->table, row, -1).line;
    if (read_role(x, row, &out))
        build_row(x->region->build, SECTION_EXCLUDED, &out);
}

static void read_table(struct exclude *x, const char *path)
{
    struct region *r = x->region;

    x->headings[CODE] =
        (struct heading){element_attribute(r, x->node, "code"), true, -1};
    x->headings[ROLE] =
        (struct heading){element_attribute(r, x->node, "role"), true, -1};
    if (table_open(r->build, path, element_attribute(r, x->node, "sheet"),
                   element_place(r, x->node), &x->table) &&
        table_head(r->build, &x->table, x->headings, COLUMNS))
        for (uint32_t i = x->table.data; i < table_rows(&x->table); i++)
            read_row(x, i);
    table_close(&x->table);
}

/* ---- the element --------------------------------------------------------- */

static void read_attributes(struct exclude *x)
{
    static const char *const systems[] = {"diagnosis", "procedure", NULL};
    static const char *const matches[] = {"exact", "prefix", NULL};
    const int system = element_word(x->region, x->node, "system", systems, 0);
    const int role = element_word(x->region, x->node, "as", roles, 0);

    x->row.list = element_table_name(x->region, x->node);
    x->row.within = PACK_NONE;
    x->row.system = (uint8_t)(system < 0 ? 0 : system);
    x->row.role = (uint8_t)(role < 0 ? 0 : role);
    x->row.prefix = element_word(x->region, x->node, "match", matches, 0) == 1;
    if (x->row.prefix)
        x->grouping->row.excluded_prefix |= (uint8_t)(1 << x->row.system);
    if (role == ROLE_WITHIN)
        fault_add(x->region->build->faults, element_place(x->region, x->node),
                  "用 role 写明备注那一列，再用 <value is=\"within\"> 说明",
                  "as=\"within\" 要有各行的诊断范围");
}

void region_exclude(struct region *r, const xmlNode *node,
                    struct region_grouping *g)
{
    struct exclude x = {.region = r, .grouping = g, .node = node};
    char *path = element_file(r, node, "file");

    read_attributes(&x);
    catalogue_read_values(r, node, &x.values);
    if (path != NULL && element_has(node, "file") && element_has(node, "code"))
        read_table(&x, path);
    buffer_free(&x.values);
    free(path);
}

/* Of two rows for one code the first holds: it is found first. */
void region_excluded_slots(struct build *b)
{
    const uint32_t count = build_count(b, SECTION_EXCLUDED);
    struct pack_range slots;

    if (count == 0)
        return;
    slots = build_slots(b, SECTION_EXCLUDED_SLOT, count);
    for (uint32_t i = 0; i < count; i++)
        build_slot(
            b, SECTION_EXCLUDED_SLOT, slots,
            code_hash(BUILD_ROW(b, SECTION_EXCLUDED, pack_excluded, i)->code),
            i);
}
