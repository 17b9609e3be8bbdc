/* <exclude>: codes that take no part in grouping, or only a part of it. */
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
    struct table table;
    struct buffer values;     /* struct catalogue_value */
    struct pack_excluded row; /* what all rows have */
};

/* ---- ranges in a remark -------------------------------------------------- */

static bool in_range(char c)
{
    return is_digit(c) || is_capital(c) || c == '.' || c == 'x';
}

/* The next code or range of the text, blanks cut: `A00-A09` of
 * `(A00-\nA09|C15)作为主要诊断`. False at the end. */
static bool next_range(struct text *rest, struct buffer *out)
{
    bool begun = false;

    while (rest->length > 0) {
        const char c = rest->at[0];
        const bool fits = begun ? in_range(c) || c == '-' : is_capital(c);

        if (begun && !fits && !is_blank(c))
            return true;
        if (fits) {
            buffer_char(out, c);
            begun = true;
        }
        *rest = text_behind(*rest, 1);
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
        table_fault(&x->table, row, ROLE, "应写明诊断范围，如 A00-A09|C15-C26",
                    "读不出可作主要手术操作的诊断范围：");
    buffer_free(&source);
    return expr;
}

/* ---- rows ---------------------------------------------------------------- */

static bool read_role(struct exclude *x, uint32_t row,
                      struct pack_excluded *out)
{
    const struct text cell = table_text(&x->table, row, ROLE);
    const int role =
        text_index(catalogue_meaning(&x->values, cell), roles, ROLE_COUNT);

    if (x->table.headings[ROLE].column < 0)
        return true;
    if (role < 0) {
        table_fault(
            &x->table, row, ROLE,
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

static void read_excluded_row(struct exclude *x, uint32_t row)
{
    const struct text cell = table_text(&x->table, row, CODE);
    struct pack_excluded out = x->row;

    if (cell.length == 0)
        return;
    if (!(out.system == SYSTEM_DIAGNOSIS ? codetext_diagnosis(cell, &out.code)
                                         : codetext_key(cell, &out.code))) {
        table_fault(&x->table, row, CODE,
                    "编码由字母、数字、点组成，至多 16 个", "编码读不出：");
        return;
    }
    /* How many zeros a prefix had cannot be known. */
    if (out.system == SYSTEM_PROCEDURE && !out.prefix)
        codes_mend(x->region->build, table_at(&x->table, row, CODE), &out.code);
    out.source_row = table_line(&x->table, row);
    if (read_role(x, row, &out))
        build_row(x->region->build, SECTION_EXCLUDED, &out);
}

/* ---- the element --------------------------------------------------------- */

static void read_exclude_attributes(struct exclude *x, const xmlNode *node)
{
    static const char *const systems[] = {"diagnosis", "procedure", NULL};
    static const char *const matches[] = {"exact", "prefix", NULL};
    struct region *r = x->region;

    x->row.list = element_table_name(r, node);
    x->row.within = PACK_NONE;
    x->row.system = element_byte(r, node, "system", systems, 0);
    x->row.role = element_byte(r, node, "as", roles, 0);
    x->row.prefix = element_byte(r, node, "match", matches, 0);
    if (x->row.prefix)
        x->grouping->row.excluded_prefix |= (uint8_t)(1 << x->row.system);
    if (x->row.role == ROLE_WITHIN)
        element_fault(r, node,
                      "用 role 写明备注那一列，再用 <value is=\"within\"> 说明",
                      "as=\"within\" 要有各行的诊断范围");
}

void region_exclude(struct region *r, const xmlNode *node,
                    struct region_grouping *g)
{
    static const char *const columns[COLUMNS] = {"code", "role"};
    struct exclude x = {.region = r, .grouping = g};
    struct heading headings[COLUMNS];

    read_exclude_attributes(&x, node);
    catalogue_read_values(r, node, &x.values);
    if (element_table(r, node, columns, headings, COLUMNS, &x.table) &&
        element_has(node, "code"))
        TABLE_EACH (row, &x.table)
            read_excluded_row(&x, row);
    table_close(&x.table);
    buffer_free(&x.values);
}

/* Of two rows for one code the first holds: it is found first. */
void region_excluded_slots(struct build *b)
{
    if (build_count(b, SECTION_EXCLUDED) > 0)
        build_code_slots(b, SECTION_EXCLUDED_SLOT, SECTION_EXCLUDED, 0);
}
