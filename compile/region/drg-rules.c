/* <mdc> and <adrg>: rules row by row. */
#include "compile/expr/expression.h"
#include "compile/read/codetext.h"
#include "compile/read/supply.h"
#include "compile/region/catalogue.h"
#include "compile/region/drg.h"

enum rule_field {
    RULE_CODE,
    RULE_NAME,
    RULE_MDC,
    RULE_ORDER,
    RULE_PRE_MDC,
    RULE_WHEN,
    RULE_FIRST_TEST, /* then one for each enum drg_test_kind, in its order */
    RULE_FIELDS = RULE_FIRST_TEST + DRG_TEST_KINDS
};

static const char *const fields[RULE_FIELDS] = {
    "code",         "name",         "mdc",      "order",  "pre",
    "when",         "principal_dx", "other_dx", "any_dx", "regions",
    "principal_op", "other_op",     "any_op"};

/* One <mdc> or <adrg>. */
struct rules {
    struct drg *drg;
    const xmlNode *node;
    bool adrg;
    uint32_t number; /* row of CATALOGUE */
    struct table table;
    struct heading headings[RULE_FIELDS];
    struct buffer values[RULE_FIELDS]; /* struct catalogue_value */
};

static struct text meant(const struct rules *s, uint32_t row, unsigned field)
{
    return catalogue_meaning(&s->values[field],
                             table_text(&s->table, row, field));
}

static void rule_fault(struct rules *s, uint32_t row, unsigned field,
                       const char *right, const char *what, struct text shown)
{
    fault_add(s->drg->region->build->faults, table_at(&s->table, row, field),
              right, "%s“%.*s”", what, SHOW(shown));
}

/* ---- columns ---------------------------------------------------------------
 */

static int rule_field_of(const struct rules *s, struct text name)
{
    const int field = text_index(name, fields, RULE_FIELDS);

    return field == (s->adrg ? RULE_PRE_MDC : RULE_MDC) ? -1 : field;
}

static void read_rule_column(struct rules *s, const xmlNode *node)
{
    struct region *r = s->drg->region;
    const struct text name = element_attribute(r, node, "field");
    const int field = rule_field_of(s, name);

    if (field < 0 || s->headings[field].name.length > 0) {
        element_fault(
            r, node,
            s->adrg ? "field 应为 code name mdc order when principal_dx "
                      "other_dx any_dx regions principal_op other_op "
                      "any_op，各写一次"
                    : "field 应为 code name order pre when principal_dx "
                      "other_dx any_dx regions principal_op other_op "
                      "any_op，各写一次",
            "field=\"%.*s\" %s", SHOW(name), field < 0 ? "不认识" : "写了两次");
        return;
    }
    if (element_has(node, "split") || element_has(node, "part"))
        element_fault(r, node, "split、part 只用于 <catalogue> 的列",
                      "<%s> 的列不能写 split、part",
                      (const char *)s->node->name);
    s->headings[field].name = element_attribute(r, node, "heading");
    s->headings[field].needed = true;
    catalogue_read_values(r, node, &s->values[field]);
}

static bool need_rule_column(struct rules *s, unsigned field)
{
    if (s->headings[field].name.length > 0)
        return true;
    element_fault(
        s->drg->region, s->node, "用 <column field=... heading=...> 写明这一列",
        "<%s> 没有 %s 列", (const char *)s->node->name, fields[field]);
    return false;
}

static bool read_rule_columns(struct rules *s)
{
    bool good;

    for (unsigned i = 0; i < RULE_FIELDS; i++)
        s->headings[i] = (struct heading){{"", 0}, false, -1};
    ELEMENT_EACH (n, s->node, "column")
        read_rule_column(s, n);
    good = need_rule_column(s, RULE_CODE);
    return (!s->adrg || need_rule_column(s, RULE_MDC)) && good;
}

/* ---- tests -----------------------------------------------------------------
 */

/* The lists of one cell: `+` between those that must all be met, `/` between
 * regions. */
static uint32_t read_tests(struct rules *s, uint32_t row, unsigned kind)
{
    const unsigned field = RULE_FIRST_TEST + kind;
    const bool regions = kind == TEST_REGION;
    struct text rest = meant(s, row, field), piece;
    uint32_t count = 0;
    bool last = false;

    if (codetext_empty(rest))
        return 0;
    while (codetext_piece(&rest, regions ? TEXT("/+") : TEXT("+"), &last,
                          &piece)) {
        const struct pack_drg_test test = {.list = drg_find_list(s->drg, piece),
                                           .kind = (uint8_t)kind};

        if (test.list == PACK_NONE)
            rule_fault(
                s, row, field,
                regions ? "各个部位的清单以 / 隔开，都要在 <lists> 的表里"
                        : "清单要在 <lists> 的表里；几个清单都要有时以 + 隔开",
                "没有这个编码清单：", piece);
        else if (drg_list_at(s->drg, test.list)->operations !=
                 (kind >= TEST_PRINCIPAL_OP))
            rule_fault(s, row, field,
                       kind >= TEST_PRINCIPAL_OP ? "这一列要手术操作的清单"
                                                 : "这一列要诊断的清单",
                       "清单不是这一类编码的：", piece);
        else
            build_row(s->drg->region->build, SECTION_DRG_TEST, &test);
        count++;
    }
    return count;
}

static void read_all_tests(struct rules *s, uint32_t row,
                           struct pack_drg_rule *rule)
{
    struct build *b = s->drg->region->build;
    uint32_t operations = 0, regions = 0;

    rule->tests.first = build_count(b, SECTION_DRG_TEST);
    for (unsigned kind = 0; kind < DRG_TEST_KINDS; kind++) {
        const uint32_t count = read_tests(s, row, kind);

        operations += kind >= TEST_PRINCIPAL_OP ? count : 0;
        regions += kind == TEST_REGION ? count : 0;
    }
    rule->tests.count = build_count(b, SECTION_DRG_TEST) - rule->tests.first;
    rule->regions = regions > 0 ? s->drg->regions : 0;
    if (operations > DRG_OPERATIONS_MAX || rule->tests.count > DRG_TESTS_MAX)
        rule_fault(s, row, RULE_CODE, "手术操作的清单至多 6 个，全部至多 48 个",
                   "要求的清单太多：", meant(s, row, RULE_CODE));
}

static uint32_t read_rule_when(struct rules *s, uint32_t row)
{
    struct drg *d = s->drg;
    const struct text source = meant(s, row, RULE_WHEN);
    struct expr_mistake mistake = {0};
    uint32_t expr;

    if (codetext_empty(source))
        return PACK_NONE;
    expr = build_condition(d->region->build,
                           region_condition(d->region, d->grouping, source),
                           &mistake);
    if (expr == PACK_NONE)
        rule_fault(s, row, RULE_WHEN, mistake.text, "条件写得不对：", source);
    return expr;
}

/* ---- rows ------------------------------------------------------------------
 */

static int64_t read_order(struct rules *s, uint32_t row)
{
    const struct text t = meant(s, row, RULE_ORDER);
    int64_t order = 0;

    if (!codetext_empty(t) && !number_read(t, &order))
        rule_fault(s, row, RULE_ORDER, "应为数字，小的先试", "次序读不出：", t);
    return order;
}

static void read_mdc_of(struct rules *s, uint32_t row, struct drg_rule *rule)
{
    const struct text mdc = meant(s, row, RULE_MDC);

    rule->mdc = words_find(&s->drg->mdcs, mdc);
    if (rule->mdc == PACK_NONE)
        rule_fault(s, row, RULE_MDC, "应为 <mdc> 表里的一个编码",
                   "没有这个 MDC：", mdc);
}

static void read_rule_row(struct rules *s, uint32_t row)
{
    struct drg *d = s->drg;
    struct build *b = d->region->build;
    const struct text code = meant(s, row, RULE_CODE);
    struct buffer *rules = &d->rules[s->adrg];
    struct drg_rule rule = {
        .row = {.source_row = table_line(&s->table, row), .table = s->number},
        .place = BUFFER_COUNT(rules, struct drg_rule)};

    if (code.length == 0) {
        rule_fault(s, row, RULE_CODE, "每一行都要有编码；说明行请删去",
                   "编码是空的", TEXT(""));
        return;
    }
    rule.code = words_add(s->adrg ? &d->adrgs : &d->mdcs, code, NULL);
    rule.row.code = build_text(b, code);
    rule.row.name = build_name(b, meant(s, row, RULE_NAME));
    rule.order = read_order(s, row);
    read_all_tests(s, row, &rule.row);
    rule.row.when = read_rule_when(s, row);
    if (s->adrg)
        read_mdc_of(s, row, &rule);
    else if (!codetext_empty(meant(s, row, RULE_PRE_MDC)))
        rule.row.flags |= RULE_PRE;
    if (s->adrg && d->ambiguous.length > 0 && text_ends(code, d->ambiguous))
        rule.row.flags |= RULE_AMBIGUOUS;
    buffer_put(rules, &rule, sizeof rule);
}

static void read_element(struct drg *d, const xmlNode *node, bool adrg)
{
    struct rules s = {.drg = d, .node = node, .adrg = adrg};
    const struct pack_catalogue named = {element_table_name(d->region, node)};

    s.number = build_row(d->region->build, SECTION_CATALOGUE, &named);
    if (element_locate(d->region, node, &s.table) && read_rule_columns(&s) &&
        element_open(d->region, node, &s.table) &&
        table_head(d->region->build, &s.table, s.headings, RULE_FIELDS))
        TABLE_EACH (row, &s.table)
            read_rule_row(&s, row);
    table_close(&s.table);
    for (unsigned i = 0; i < RULE_FIELDS; i++)
        buffer_free(&s.values[i]);
}

void drg_read_rules(struct drg *d)
{
    ELEMENT_EACH (n, d->node, "mdc")
        read_element(d, n, false);
    ELEMENT_EACH (n, d->node, "adrg")
        read_element(d, n, true);
    if ((d->rules[0].length == 0 || d->rules[1].length == 0) &&
        !supply_lacks(d->region))
        element_fault(d->region, d->node, "用 <mdc> 和 <adrg> 各写明至少一张表",
                      "<drg> 里没有 MDC 或没有 ADRG");
}

/* ---- writing ---------------------------------------------------------------
 */

static int by_order(const void *a, const void *b)
{
    const struct drg_rule *x = a, *y = b;

    return x->order != y->order ? ORDER(x->order, y->order)
                                : ORDER(x->place, y->place);
}

static int by_mdc(const void *a, const void *b)
{
    const struct drg_rule *x = a, *y = b;

    return x->mdc != y->mdc ? ORDER(x->mdc, y->mdc) : by_order(a, b);
}

/* ADRGs of one MDC stand together; rows of one MDC share them. */
static struct pack_range adrgs_of(const struct drg *d, uint32_t mdc)
{
    const struct drg_rule *rules = BUFFER_ROWS(&d->rules[1], struct drg_rule);
    struct pack_range range = {0, 0};

    for (uint32_t i = 0; i < BUFFER_COUNT(&d->rules[1], struct drg_rule); i++)
        if (rules[i].mdc == mdc && range.count++ == 0)
            range.first = i;
    return range;
}

void drg_write_rules(struct drg *d)
{
    struct build *b = d->region->build;
    struct buffer *mdcs = &d->rules[0], *adrgs = &d->rules[1];

    if (mdcs->length == 0 || adrgs->length == 0 || mdcs->failed ||
        adrgs->failed)
        return;
    buffer_sort(mdcs, sizeof(struct drg_rule), by_order);
    buffer_sort(adrgs, sizeof(struct drg_rule), by_mdc);
    BUFFER_EACH (adrg, adrgs, const struct drg_rule)
        build_row(b, SECTION_DRG_ADRG, &adrg->row);
    BUFFER_EACH (mdc, mdcs, struct drg_rule) {
        mdc->row.below = adrgs_of(d, mdc->code);
        build_row(b, SECTION_DRG_MDC, &mdc->row);
    }
}
