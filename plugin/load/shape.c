#include "load/shape.h"

#include "base/limits.h"
#include "load/validate.h"
#include "pack/find.h"

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

static bool hash_tables(const struct pack *p)
{
    PACK_EACH (d, p, SECTION_DIALECT, pack_dialect)
        if (!slots_end(p, SECTION_TAG_SLOT, d->slots, d->tags))
            return false;
    PACK_EACH (t, p, SECTION_CODE_TABLE, pack_code_table)
        if (!slots_end(p, SECTION_CODE_SLOT, t->slots,
                       pack_all(p, SECTION_CODE)))
            return false;
    PACK_EACH (c, p, SECTION_CROSSWALK, pack_crosswalk)
        for (unsigned way = 0; way < CROSS_WAYS; way++)
            if (!slots_end(p, SECTION_CROSS_SLOT, c->slots[way],
                           pack_all(p, SECTION_CROSS)))
                return false;
    return slots_end(p, SECTION_KEY_SLOT, pack_all(p, SECTION_KEY_SLOT),
                     pack_all(p, SECTION_KEY)) &&
           slots_end(p, SECTION_EXCLUDED_SLOT,
                     pack_all(p, SECTION_EXCLUDED_SLOT),
                     pack_all(p, SECTION_EXCLUDED)) &&
           slots_end(p, SECTION_DRG_CODE_SLOT,
                     pack_all(p, SECTION_DRG_CODE_SLOT),
                     pack_all(p, SECTION_DRG_CODE));
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
    PACK_EACH (l, p, SECTION_LOOKUP, pack_lookup)
        if (l->wild >> l->keys != 0 || !bands_end(p, l->rows) ||
            !slots_end(p, SECTION_LOOKUP_SLOT, l->slots, l->rows))
            return false;
    return true;
}

/* ---- sorted sections ----------------------------------------------------- */

/* Rows that begin with a code rise by it; `least` says how far at least. */
static bool codes_rise(const struct pack *p, unsigned section,
                       struct pack_range range, int least)
{
    const char *rows = p->sections[section].rows;
    const size_t size = pack_row_size(section);

    for (uint32_t i = 1; i < range.count; i++) {
        const char *row = rows + (range.first + i) * size;

        if (code_order(row, row - size) < least)
            return false;
    }
    return true;
}

/* The same for rows that begin with a text. */
static bool texts_rise(const struct pack *p, unsigned section,
                       struct pack_range range)
{
    const char *rows = p->sections[section].rows;
    const size_t size = pack_row_size(section);

    for (uint32_t i = 1; i < range.count; i++) {
        const struct pack_text *before =
            (const void *)(rows + (range.first + i - 1) * size);
        const struct pack_text *text =
            (const void *)(rows + (range.first + i) * size);

        if (text_compare(pack_text(p, *before), pack_text(p, *text)) >= 0)
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
    PACK_EACH (table, p, SECTION_WEIGHTS, pack_weights)
        if (!codes_rise(p, SECTION_WEIGHT, table->rows, 1))
            return false;
    PACK_EACH (row, p, SECTION_WEIGHT, pack_weight)
        if (row->weight < 0)
            return false;
    return factors_rise(p);
}

static bool sorted(const struct pack *p)
{
    PACK_EACH (t, p, SECTION_CODE_TABLE, pack_code_table)
        if (!codes_rise(p, SECTION_CODE, t->codes, 1))
            return false;
    PACK_EACH (d, p, SECTION_DICTIONARY, pack_dictionary)
        if (!texts_rise(p, SECTION_ENTRY, d->entries))
            return false;
    return codes_rise(p, SECTION_DX_SPECIAL, pack_all(p, SECTION_DX_SPECIAL),
                      1) &&
           codes_rise(p, SECTION_OP_SPECIAL, pack_all(p, SECTION_OP_SPECIAL),
                      1) &&
           codes_rise(p, SECTION_PRIMARY, pack_all(p, SECTION_PRIMARY), 0);
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
    PACK_EACH (path, p, SECTION_PATH, pack_path)
        if (path->steps.count == 0)
            return false;
    return true;
}

/* ---- catalogue ----------------------------------------------------------- */

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
    return true;
}

static bool groups_fit(const struct pack *p)
{
    const uint8_t layers = ROW(pack_grouping, SECTION_GROUPING, 0)->layers;

    PACK_EACH (g, p, SECTION_GROUP, pack_group)
        if (g->layer >= layers || g->main_parts > g->parts.count ||
            g->parts.count > LIMIT_ROWS ||
            g->factors.count != pack_count(p, SECTION_COLUMN))
            return false;
    return true;
}

/* ---- DRG ----------------------------------------------------------------- */

static bool drg_rules(const struct pack *p, unsigned section)
{
    for (uint32_t i = 0; i < pack_count(p, section); i++) {
        const struct pack_drg_rule *rule = ROW(pack_drg_rule, section, i);
        uint32_t operations = 0;

        if (rule->tests.count > DRG_TESTS_MAX)
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
    return pack_count(p, SECTION_DRG) <= 1 &&
           pack_count(p, SECTION_DRG_LIST) <= DRG_LISTS_MAX &&
           drg_rules(p, SECTION_DRG_MDC) && drg_rules(p, SECTION_DRG_ADRG);
}

/* ---- settlement, rules --------------------------------------------------- */

/* Only a blank does without an expression. */
static bool step_computes(const struct pack *p, const struct pack_step *s)
{
    if (s->kind == STEP_BLANK || s->expr == PACK_NONE)
        return s->kind == STEP_BLANK && s->expr == PACK_NONE;
    return ROW(pack_expr, SECTION_EXPR, s->expr)->type ==
           ROW(pack_variable, SECTION_VARIABLE, s->variable)->type;
}

static bool steps(const struct pack *p)
{
    PACK_EACH (s, p, SECTION_STEP, pack_step)
        if (s->round < -1 || s->round > DECIMAL_PLACES || !step_computes(p, s))
            return false;
    return texts_rise(p, SECTION_DEPARTMENT, pack_all(p, SECTION_DEPARTMENT)) &&
           texts_rise(p, SECTION_HINT, pack_all(p, SECTION_HINT));
}

static bool rules(const struct pack *p)
{
    PACK_EACH (r, p, SECTION_RULE, pack_rule)
        if (r->severity < SEVERITY_INFO || r->row > LIMIT_ROWS ||
            (r->row > 0 && pack_field(p, r->field)->list == LIST_NONE))
            return false;
    return true;
}

static bool scores(const struct pack *p)
{
    PACK_EACH (s, p, SECTION_SCORE, pack_score)
        if (s->points < 0 || s->total < 0)
            return false;
    return true;
}

/* ---- expressions --------------------------------------------------------- */

static bool numbers(const struct pack *p)
{
    PACK_EACH (n, p, SECTION_NUMBER, pack_number)
        if (n->high == INT64_MIN && n->low == 0)
            return false; /* has no opposite */
    return true;
}

static bool patterns(const struct pack *p)
{
    PACK_EACH (t, p, SECTION_PATTERN, pack_pattern) {
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
    PACK_EACH (expr, p, SECTION_EXPR, pack_expr)
        if (!expr_validate(p, expr))
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
        {counts, "节的行数"},     {hash_tables, "散列表"},
        {validity, "有效期"},     {sorted, "排序"},
        {auxiliary, "辅助目录"},  {fields, "项目表"},
        {tags, "标签表"},         {grouping, "分组设置"},
        {groups_fit, "病种目录"}, {drg, "DRG 分组表"},
        {lookups, "查找表"},      {steps, "结算步骤"},
        {rules, "规则"},          {shape_gates, "规则的前提"},
        {scores, "评分表"},       {numbers, "数值"},
        {patterns, "匹配模式"},   {expressions, "表达式"},
    };

    for (size_t i = 0; i < COUNT_OF(checks); i++)
        if (!checks[i].holds(pack))
            return fail(err, PREGROUP_E_TABLE,
                        "%s：%s不合要求，文件已损坏；"
                        "请用 pregroup pack build 重新生成",
                        name, checks[i].what);
    return PREGROUP_OK;
}
