#include "load/shape.h"

#include "base/limits.h"
#include "load/validate.h"

#define DX_CATEGORIES 2600u
#define OP_CATEGORIES 100u
#define DAYS_MAX 3000000

#define ROW(type, section, n) PACK_ROW(p, section, type, n)

static bool counts(const struct pack *p)
{
    const uint32_t dx = pack_count(p, SECTION_DX_CATEGORY);
    const uint32_t op = pack_count(p, SECTION_OP_CATEGORY);

    return pack_count(p, SECTION_META) == 1 &&
           pack_count(p, SECTION_GROUPING) == 1 &&
           pack_count(p, SECTION_HOSPITAL) <= 1 &&
           (pack_count(p, SECTION_DEPARTMENT) == 0 ||
            pack_count(p, SECTION_HOSPITAL) == 1) &&
           pack_count(p, SECTION_FIELD) <= LIMIT_FIELDS &&
           pack_count(p, SECTION_CODE_TABLE) < UINT16_MAX &&
           (dx == 0 || dx == DX_CATEGORIES) && (op == 0 || op == OP_CATEGORIES);
}

/* A day of a year that can be written, or the open end. */
static bool day_or(int32_t day, int32_t open)
{
    return day == open || (day > -DAYS_MAX && day < DAYS_MAX);
}

static bool validity(const struct pack *p)
{
    const struct pack_meta *meta = ROW(pack_meta, SECTION_META, 0);

    return day_or(meta->valid_from, INT32_MIN) &&
           day_or(meta->valid_to, INT32_MAX);
}

/* ---- hash tables --------------------------------------------------------- */

/* A power of two, at most half full, all rows of `rows`: every search ends. */
static bool slots_end(const struct pack *p, unsigned section,
                      struct pack_range slots, struct pack_range rows)
{
    const uint32_t *at =
        (const uint32_t *)p->sections[section].rows + slots.first;
    uint32_t used = 0, wrong = 0;

    if ((slots.count & (slots.count - 1)) != 0)
        return false;
    for (uint32_t i = 0; i < slots.count; i++) { /* without a branch */
        const uint32_t taken = at[i] != PACK_NONE;

        used += taken;
        wrong += taken & (at[i] - rows.first >= rows.count);
    }
    return wrong == 0 && used <= slots.count / 2;
}

static struct pack_range all_of(const struct pack *p, unsigned section)
{
    return (struct pack_range){0, pack_count(p, section)};
}

static bool hash_tables(const struct pack *p)
{
    for (uint32_t i = 0; i < pack_count(p, SECTION_DIALECT); i++) {
        const struct pack_dialect *d = ROW(pack_dialect, SECTION_DIALECT, i);

        if (!slots_end(p, SECTION_TAG_SLOT, d->slots, d->tags))
            return false;
    }
    for (uint32_t i = 0; i < pack_count(p, SECTION_CODE_TABLE); i++)
        if (!slots_end(p, SECTION_CODE_SLOT,
                       ROW(pack_code_table, SECTION_CODE_TABLE, i)->slots,
                       all_of(p, SECTION_CODE)))
            return false;
    for (uint32_t i = 0; i < pack_count(p, SECTION_CROSSWALK) * CROSS_WAYS; i++)
        if (!slots_end(p, SECTION_CROSS_SLOT,
                       ROW(pack_crosswalk, SECTION_CROSSWALK, i / CROSS_WAYS)
                           ->slots[i % CROSS_WAYS],
                       all_of(p, SECTION_CROSS)))
            return false;
    return slots_end(p, SECTION_KEY_SLOT, all_of(p, SECTION_KEY_SLOT),
                     all_of(p, SECTION_KEY)) &&
           slots_end(p, SECTION_EXCLUDED_SLOT, all_of(p, SECTION_EXCLUDED_SLOT),
                     all_of(p, SECTION_EXCLUDED)) &&
           slots_end(p, SECTION_DRG_CODE_SLOT, all_of(p, SECTION_DRG_CODE_SLOT),
                     all_of(p, SECTION_DRG_CODE));
}

/* The rows with the same keys stay within their table. */
static bool bands_end(const struct pack *p, struct pack_range rows)
{
    for (uint32_t i = 0; i < rows.count; i++) {
        const struct pack_lookup_row *row =
            ROW(pack_lookup_row, SECTION_LOOKUP_ROW, rows.first + i);

        if (row->bands == 0 || row->bands > rows.count - i)
            return false;
    }
    return true;
}

static bool lookups(const struct pack *p)
{
    for (uint32_t i = 0; i < pack_count(p, SECTION_LOOKUP); i++) {
        const struct pack_lookup *l = ROW(pack_lookup, SECTION_LOOKUP, i);

        if (l->wild >> l->keys != 0 || !bands_end(p, l->rows) ||
            !slots_end(p, SECTION_LOOKUP_SLOT, l->slots, l->rows))
            return false;
    }
    return true;
}

/* ---- sorted sections ----------------------------------------------------- */

static bool entries_rise(const struct pack *p, struct pack_range range)
{
    for (uint32_t i = 1; i < range.count; i++) {
        const struct pack_entry *e =
            ROW(pack_entry, SECTION_ENTRY, range.first + i);

        if (text_compare(pack_text(p, e[-1].code), pack_text(p, e->code)) >= 0)
            return false;
    }
    return true;
}

static bool codes_rise(const struct pack *p, struct pack_range range)
{
    for (uint32_t i = 1; i < range.count; i++) {
        const struct pack_code *c =
            ROW(pack_code, SECTION_CODE, range.first + i);

        if (code_compare(c[-1].code, c->code) >= 0)
            return false;
    }
    return true;
}

static bool weights_rise(const struct pack *p, struct pack_range range)
{
    for (uint32_t i = 0; i < range.count; i++) {
        const struct pack_weight *w =
            ROW(pack_weight, SECTION_WEIGHT, range.first + i);

        if (w->weight < 0 || (i > 0 && code_compare(w[-1].code, w->code) >= 0))
            return false;
    }
    return true;
}

/* By group, then by class. */
static bool factors_rise(const struct pack *p)
{
    for (uint32_t i = 1; i < pack_count(p, SECTION_AUX_FACTOR); i++) {
        const struct pack_aux_factor *f =
            ROW(pack_aux_factor, SECTION_AUX_FACTOR, i);
        const int order =
            text_compare(pack_text(p, f[-1].group), pack_text(p, f->group));

        if (order > 0 || (order == 0 && f[-1].class >= f->class))
            return false;
    }
    return true;
}

static bool auxiliary(const struct pack *p)
{
    for (uint32_t i = 0; i < pack_count(p, SECTION_WEIGHTS); i++)
        if (!weights_rise(p, ROW(pack_weights, SECTION_WEIGHTS, i)->rows))
            return false;
    for (uint32_t i = 0; i < pack_count(p, SECTION_AUX_CLASS); i++) {
        const struct pack_aux_class *c =
            ROW(pack_aux_class, SECTION_AUX_CLASS, i);

        if (ROW(pack_expr, SECTION_EXPR, c->when)->type != VALUE_BOOLEAN ||
            (c->factor != PACK_NONE &&
             ROW(pack_expr, SECTION_EXPR, c->factor)->type != VALUE_NUMBER))
            return false;
    }
    return factors_rise(p);
}

static bool sorted(const struct pack *p)
{
    for (uint32_t i = 0; i < pack_count(p, SECTION_CODE_TABLE); i++)
        if (!codes_rise(p, ROW(pack_code_table, SECTION_CODE_TABLE, i)->codes))
            return false;
    for (uint32_t i = 0; i < pack_count(p, SECTION_DICTIONARY); i++)
        if (!entries_rise(p,
                          ROW(pack_dictionary, SECTION_DICTIONARY, i)->entries))
            return false;
    for (uint32_t i = 1; i < pack_count(p, SECTION_DX_SPECIAL); i++) {
        const struct pack_dx_special *s =
            ROW(pack_dx_special, SECTION_DX_SPECIAL, i);

        if (code_compare(s[-1].code, s->code) >= 0)
            return false;
    }
    for (uint32_t i = 1; i < pack_count(p, SECTION_OP_SPECIAL); i++) {
        const struct pack_op_special *s =
            ROW(pack_op_special, SECTION_OP_SPECIAL, i);

        if (code_compare(s[-1].code, s->code) >= 0)
            return false;
    }
    for (uint32_t i = 1; i < pack_count(p, SECTION_PRIMARY); i++) {
        const struct pack_primary *s = ROW(pack_primary, SECTION_PRIMARY, i);

        if (code_compare(s[-1].key, s->key) > 0)
            return false;
    }
    return true;
}

/* ---- fields and tags ----------------------------------------------------- */

static bool field_list_row(const struct pack *p, uint16_t field, uint32_t row)
{
    if (field == PACK_NO_FIELD)
        return row == 0;
    return pack_field(p, field)->list == LIST_NONE
               ? row == 0
               : row > 0 && row <= LIMIT_NUMBERS + 1;
}

/* Columns of a list are numbered in the order of the fields. */
static bool fields(const struct pack *p)
{
    uint32_t columns[LIST_COUNT] = {0};

    for (uint32_t i = 0; i < pack_count(p, SECTION_FIELD); i++) {
        const struct pack_field *f = pack_field(p, i);

        if (f->list == LIST_NONE ? f->column != 0
                                 : f->column != columns[f->list]++)
            return false;
        if (f->hour != PACK_NO_FIELD &&
            (f->list != LIST_NONE ||
             pack_field(p, f->hour)->type != FIELD_HOUR ||
             pack_field(p, f->hour)->list != LIST_NONE))
            return false;
    }
    return true;
}

static bool tags(const struct pack *p)
{
    for (uint32_t i = 0; i < pack_count(p, SECTION_TAG); i++) {
        const struct pack_tag *t = ROW(pack_tag, SECTION_TAG, i);

        if (!field_list_row(p, t->field, t->row))
            return false;
        if (t->child_field != PACK_NO_FIELD &&
            (pack_field(p, t->child_field)->list == LIST_NONE ||
             t->child_shift > 1))
            return false;
        if (t->next != PACK_NONE && t->next <= i)
            return false;
    }
    for (uint32_t i = 0; i < pack_count(p, SECTION_PATH); i++)
        if (ROW(pack_path, SECTION_PATH, i)->steps.count == 0)
            return false;
    return true;
}

/* ---- catalogue ----------------------------------------------------------- */

static bool boolean_or_none(const struct pack *p, uint32_t expr)
{
    return expr == PACK_NONE ||
           ROW(pack_expr, SECTION_EXPR, expr)->type == VALUE_BOOLEAN;
}

/* Known filters, then PICK_END. */
static bool picks_end(const uint8_t *pick)
{
    bool ended = false;

    for (size_t i = 0; i < PICKS_MAX; i++) {
        if (pick[i] >= PICK_FILTERS)
            return false;
        ended = ended || pick[i] == PICK_END;
    }
    return ended;
}

static bool grouping(const struct pack *p)
{
    const struct pack_grouping *g = ROW(pack_grouping, SECTION_GROUPING, 0);
    const uint32_t lengths = (2u << CODE_MAX) - 1;

    for (unsigned i = 0; i < LAYERS_MAX; i++)
        if (!picks_end(g->pick[i]) || g->core_lengths[i] > lengths ||
            g->comprehensive_lengths[i] > lengths)
            return false;
    for (uint32_t i = 0; i < pack_count(p, SECTION_EXCLUDED); i++)
        if (!boolean_or_none(p,
                             ROW(pack_excluded, SECTION_EXCLUDED, i)->within))
            return false;
    return true;
}

static bool groups(const struct pack *p)
{
    const uint8_t layers = ROW(pack_grouping, SECTION_GROUPING, 0)->layers;

    for (uint32_t i = 0; i < pack_count(p, SECTION_GROUP); i++) {
        const struct pack_group *g = ROW(pack_group, SECTION_GROUP, i);

        if (g->layer >= layers || g->main_parts > g->parts.count ||
            g->parts.count > LIMIT_ROWS ||
            g->factors.count != pack_count(p, SECTION_COLUMN) ||
            !boolean_or_none(p, g->when) || !boolean_or_none(p, g->other_dx))
            return false;
    }
    return true;
}

/* ---- DRG ----------------------------------------------------------------- */

static bool drg_rules(const struct pack *p, unsigned section)
{
    for (uint32_t i = 0; i < pack_count(p, section); i++) {
        const struct pack_drg_rule *rule = ROW(pack_drg_rule, section, i);
        uint32_t operations = 0;

        if (rule->tests.count > DRG_TESTS_MAX ||
            !boolean_or_none(p, rule->when))
            return false;
        for (uint32_t k = 0; k < rule->tests.count; k++)
            operations +=
                ROW(pack_drg_test, SECTION_DRG_TEST, rule->tests.first + k)
                    ->kind >= TEST_PRINCIPAL_OP;
        if (operations > DRG_OPERATIONS_MAX)
            return false;
    }
    return true;
}

static bool drg(const struct pack *p)
{
    for (uint32_t i = 0; i < pack_count(p, SECTION_DRG_SPLIT); i++)
        if (!boolean_or_none(p,
                             ROW(pack_drg_split, SECTION_DRG_SPLIT, i)->when))
            return false;
    return pack_count(p, SECTION_DRG) <= 1 &&
           pack_count(p, SECTION_DRG_LIST) <= DRG_LISTS_MAX &&
           drg_rules(p, SECTION_DRG_MDC) && drg_rules(p, SECTION_DRG_ADRG);
}

/* ---- settlement, rules --------------------------------------------------- */

static bool departments_rise(const struct pack *p)
{
    for (uint32_t i = 1; i < pack_count(p, SECTION_DEPARTMENT); i++) {
        const struct pack_department *d =
            ROW(pack_department, SECTION_DEPARTMENT, i);

        if (text_compare(pack_text(p, d[-1].code), pack_text(p, d->code)) >= 0)
            return false;
    }
    return true;
}

static bool number_or_none(const struct pack *p, uint32_t expr)
{
    return expr == PACK_NONE ||
           ROW(pack_expr, SECTION_EXPR, expr)->type == VALUE_NUMBER;
}

/* Only a blank does without an expression. */
static bool step_computes(const struct pack *p, const struct pack_step *s)
{
    if (!number_or_none(p, s->low) || !number_or_none(p, s->high))
        return false;
    if (s->kind == STEP_BLANK || s->expr == PACK_NONE)
        return s->kind == STEP_BLANK && s->expr == PACK_NONE;
    return ROW(pack_expr, SECTION_EXPR, s->expr)->type ==
           ROW(pack_variable, SECTION_VARIABLE, s->variable)->type;
}

static bool steps(const struct pack *p)
{
    for (uint32_t i = 0; i < pack_count(p, SECTION_STEP); i++) {
        const struct pack_step *s = ROW(pack_step, SECTION_STEP, i);

        if (s->round < -1 || s->round > DECIMAL_PLACES || !step_computes(p, s))
            return false;
    }
    return departments_rise(p);
}

static bool rules(const struct pack *p)
{
    for (uint32_t i = 0; i < pack_count(p, SECTION_RULE); i++) {
        const struct pack_rule *r = ROW(pack_rule, SECTION_RULE, i);

        if (r->severity < SEVERITY_INFO || r->row > LIMIT_ROWS ||
            !boolean_or_none(p, r->when) ||
            (r->row > 0 && pack_field(p, r->field)->list == LIST_NONE))
            return false;
    }
    return true;
}

static bool scores(const struct pack *p)
{
    for (uint32_t i = 0; i < pack_count(p, SECTION_SCORE); i++) {
        const struct pack_score *s = ROW(pack_score, SECTION_SCORE, i);

        if (!boolean_or_none(p, s->when) || s->points < 0 || s->total < 0)
            return false;
    }
    return true;
}

/* ---- expressions --------------------------------------------------------- */

static bool numbers(const struct pack *p)
{
    for (uint32_t i = 0; i < pack_count(p, SECTION_NUMBER); i++) {
        const struct pack_number *n = ROW(pack_number, SECTION_NUMBER, i);

        if (n->high == INT64_MIN && n->low == 0)
            return false; /* has no opposite */
    }
    return true;
}

static bool patterns(const struct pack *p)
{
    for (uint32_t i = 0; i < pack_count(p, SECTION_PATTERN); i++) {
        const struct pack_pattern *t = ROW(pack_pattern, SECTION_PATTERN, i);
        const uint32_t count = t->sets.count;
        uint64_t outside;

        if (count > LIMIT_PATTERN)
            return false;
        outside = count == 64 ? 0 : ~(uint64_t)0 << count;
        if (((t->first | t->last) & outside) != 0)
            return false;
        for (uint32_t k = 0; k < count; k++)
            if ((ROW(pack_pattern_set, SECTION_PATTERN_SET, t->sets.first + k)
                     ->follow &
                 outside) != 0)
                return false;
    }
    return true;
}

static bool expressions(const struct pack *p)
{
    for (uint32_t i = 0; i < pack_count(p, SECTION_EXPR); i++)
        if (!expr_validate(p, ROW(pack_expr, SECTION_EXPR, i)))
            return false;
    return true;
}

pregroup_status pack_check_shape(const struct pack *pack, const char *name,
                                 struct pregroup_error *err)
{
    static const struct {
        bool (*holds)(const struct pack *p);
        const char *what;
    } checks[] = {
        {counts, "节的行数"},    {hash_tables, "散列表"},
        {validity, "有效期"},    {sorted, "排序"},
        {auxiliary, "辅助目录"}, {fields, "项目表"},
        {tags, "标签表"},        {grouping, "分组设置"},
        {groups, "病种目录"},    {drg, "DRG 分组表"},
        {lookups, "查找表"},     {steps, "结算步骤"},
        {rules, "规则"},         {shape_gates, "规则的前提"},
        {scores, "评分表"},      {numbers, "数值"},
        {patterns, "匹配模式"},  {expressions, "表达式"},
    };

    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
        if (!checks[i].holds(pack))
            return fail(err, PREGROUP_E_TABLE,
                        "%s：%s不合要求，文件已损坏；"
                        "请用 pregroup pack build 重新生成",
                        name, checks[i].what);
    return PREGROUP_OK;
}
