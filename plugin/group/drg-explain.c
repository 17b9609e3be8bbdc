/* How a case came to its DRG, in sentences with table and row. */
#include "group/drg.h"
#include "group/place.h"
#include "group/search.h"
#include "result/notes.h"

const char *drg_place(const struct drg_search *s,
                      const struct pack_drg_rule *rule)
{
    return place_in_table(
        s->r,
        PACK_ROW(s->r->pack, SECTION_CATALOGUE, pack_catalogue, rule->table)
            ->name,
        rule->source_row);
}

/* `MDCG 消化系统疾病`, as far as there is a name. */
static const char *rule_words(const struct drg_search *s,
                              const struct pack_drg_rule *rule)
{
    const struct text code = pack_text(s->r->pack, rule->code);
    const struct text name = pack_text(s->r->pack, rule->name);

    return note_format(s->r, "%.*s%s%.*s", SPELL(code),
                       name.length > 0 ? " " : "", SPELL(name));
}

/* ---- tests --------------------------------------------------------------- */

/* The line on which a code stands in a list. */
static uint32_t line_of(const struct drg_search *s, const struct drg_code *c,
                        uint32_t list)
{
    for (uint32_t i = 0; c->known != NULL && i < c->known->members.count; i++) {
        const struct pack_drg_member *m =
            PACK_ROW(s->r->pack, SECTION_DRG_MEMBER, pack_drg_member,
                     c->known->members.first + i);

        if (m->list == list)
            return m->source_row;
    }
    return 0;
}

static const char *list_place_words(const struct drg_search *s,
                                    const struct drg_code *c, uint32_t number)
{
    const struct pack *p = s->r->pack;
    const struct pack_drg_list *list =
        PACK_ROW(p, SECTION_DRG_LIST, pack_drg_list, number);
    const struct text name = pack_text(p, list->name);

    return note_format(
        s->r, "清单“%.*s”（%s）", SPELL(name),
        place_in_table(s->r, list->table, line_of(s, c, number)));
}

static const char *code_role_words(const struct drg_search *s, bool operation,
                                   uint32_t i)
{
    if (operation)
        return i == s->c.principal_op && !s->alone ? "主要手术操作"
                                                   : "其他手术操作";
    return i == 0 ? "主要诊断" : "其他诊断";
}

/* A code that meets the test; the principal one if it does. */
static void explain_test(struct drg_search *s, const struct pack_drg_test *test)
{
    const bool operation = drg_asks_operation(test);
    const uint64_t met = drg_met(s, test);
    const struct drg_code *c;
    uint32_t i;

    if (met == 0)
        return;
    i = (uint32_t)__builtin_ctzll(met);
    c = operation ? &s->operations[i] : &s->diagnoses[i];
    group_tell(s->r, "%s %s 列在%s", code_role_words(s, operation, i),
               code_shown(s->r, c->code), list_place_words(s, c, test->list));
}

static void explain_tests(struct drg_search *s,
                          const struct pack_drg_rule *rule)
{
    for (uint32_t i = 0; i < rule->tests.count; i++)
        explain_test(s, drg_test(s, rule, i));
    explain_condition(s->r, "符合条件", rule->when);
}

/* ---- MDC, ADRG, severity ---------------------------------------------------
 */

static const char *level_words(unsigned level)
{
    return level == LEVEL_MCC ? "严重并发症或合并症（MCC）"
                              : "并发症或合并症（CC）";
}

/* The list that voids a complication, with the principal's line in it. */
static void explain_voided(struct drg_search *s, uint32_t i)
{
    const struct pack_drg_severity *severity = drg_severity(s, i);

    if (severity == NULL || severity->level <= s->weight.level ||
        !drg_excluded(s, severity))
        return;
    group_tell(s->r, "其他诊断 %s 是%s，但主要诊断列在%s，不算",
               code_shown(s->r, s->diagnoses[i].code),
               level_words(severity->level),
               list_place_words(s, &s->diagnoses[0], severity->exclusion));
}

static void explain_weight(struct drg_search *s)
{
    const struct pack_drg_severity *severity;

    for (uint32_t i = 1; i < s->diagnosis_count; i++)
        explain_voided(s, i);
    if (s->weight.row == NO_ROW) {
        group_say(s->r, "其他诊断里没有并发症或合并症");
        return;
    }
    severity = drg_severity(s, s->weight.row);
    group_tell(s->r, "其他诊断 %s 是%s（%s）",
               code_shown(s->r, s->diagnoses[s->weight.row].code),
               level_words(severity->level),
               place_in_table(s->r, severity->table, severity->source_row));
}

/* First code of the tables that is not before `key`. */
static uint32_t first_code_from(const struct pack *p, struct code key)
{
    uint32_t low = 0, high = pack_count(p, SECTION_DRG_CODE);

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;

        if (code_compare(
                PACK_ROW(p, SECTION_DRG_CODE, pack_drg_code, middle)->code,
                key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

#define SUBCATEGORY 5 /* characters of K80.1 */

/* By list, a bit each: a rule asks for a diagnosis in it. Those of exclusions
 * have none. */
struct asked_lists {
    uint64_t bits[DRG_LISTS_MAX / 64];
};

static void find_asked(const struct pack *p, struct asked_lists *out)
{
    *out = (struct asked_lists){{0}};
    PACK_EACH (test, p, SECTION_DRG_TEST, pack_drg_test)
        if (test->kind <= TEST_REGION)
            out->bits[test->list / 64] |= case_bit(test->list % 64);
}

static bool is_asked(const struct pack *p, const struct asked_lists *asked,
                     const struct pack_drg_code *code)
{
    for (uint32_t i = 0; code != NULL && i < code->members.count; i++) {
        const uint32_t list = PACK_ROW(p, SECTION_DRG_MEMBER, pack_drg_member,
                                       code->members.first + i)
                                  ->list;

        if ((asked->bits[list / 64] & case_bit(list % 64)) != 0)
            return true;
    }
    return false;
}

/* A principal diagnosis in no list, whose subcategory has others there: the
 * code is not of the edition of the lists, or not written in full. */
static void tell_kin(struct drg_search *s)
{
    const struct pack *p = s->r->pack;
    const struct drg_code *own = &s->diagnoses[0];
    const struct code stem = code_prefix(own->code, SUBCATEGORY);
    const struct pack_drg_code *first = NULL;
    struct asked_lists asked;
    unsigned count = 0;

    find_asked(p, &asked);
    if (is_asked(p, &asked, own->known))
        return;
    for (uint32_t i = first_code_from(p, stem);
         i < pack_count(p, SECTION_DRG_CODE); i++) {
        const struct pack_drg_code *c =
            PACK_ROW(p, SECTION_DRG_CODE, pack_drg_code, i);

        if (!code_equal(code_prefix(c->code, SUBCATEGORY), stem))
            break;
        if (is_asked(p, &asked, c) && count++ == 0)
            first = c;
    }
    if (first != NULL)
        group_tell(s->r,
                   "编码清单里没有 %s，同一亚目有 %s%s：请核对这个编码是否"
                   "写到细目、是否本地区的版本",
                   code_shown(s->r, own->code), code_shown(s->r, first->code),
                   count > 1 ? note_format(s->r, " 等 %u 个", count) : "");
}

/* From MDC to DRG, as far as the case came. */
static void explain_way(struct drg_search *s)
{
    struct result *r = s->r;
    const struct pack_drg_rule *rule;
    const struct pack_drg_split *split;
    const struct pack_group *g;

    if (s->mdc == NO_ROW) {
        group_tell(r, "主要诊断 %s 不符合任何 MDC（0000 组）",
                   code_shown(r, s->c.principal));
        tell_kin(s);
        return;
    }
    rule = drg_rule(s, SECTION_DRG_MDC, s->mdc);
    explain_tests(s, rule);
    group_tell(r, "归入 %s（%s）", rule_words(s, rule), drg_place(s, rule));
    if (s->adrg == NO_ROW) {
        group_say(r, "这个 MDC 里没有符合的 ADRG（0000 组）");
        return;
    }
    rule = drg_rule(s, SECTION_DRG_ADRG, s->adrg);
    if (s->alone)
        group_tell(r,
                   "主要手术操作没有对应的手术 ADRG，其他手术操作 %s 单独再试",
                   code_shown(r, s->operations[s->c.principal_op].code));
    explain_tests(s, rule);
    group_tell(r, "入 ADRG %s（%s）%s", rule_words(s, rule), drg_place(s, rule),
               (rule->flags & RULE_AMBIGUOUS) != 0
                   ? "：歧义组，手术操作与主要诊断不属同一类"
                   : "");
    if (s->split == NO_ROW) {
        group_say(r, "目录里没有这个 ADRG 的、本例能入的 DRG");
        return;
    }
    /* An ADRG with one DRG does not ask for severity. */
    if (rule->below.count > 1)
        explain_weight(s);
    split = drg_split(s, s->split);
    g = PACK_ROW(r->pack, SECTION_GROUP, pack_group, split->group);
    explain_condition(r, "符合条件", split->when);
    explain_condition(r, "符合条件", g->when);
    group_tell(r, "%s %.*s（目录第 %u 行）",
               rule->below.count > 1 ? "细分到 DRG" : "不再细分，DRG 为",
               SPELL(pack_text(r->pack, g->group)), g->source_row);
}

/* ---- the others ------------------------------------------------------------
 */

static void add_candidate(struct drg_search *s, uint32_t group,
                          const char *lost_by)
{
    struct grouping *g = &s->r->grouping;

    for (uint32_t i = 0; i < g->candidate_count; i++)
        if (g->candidates[i].group == group)
            return;
    if (g->candidate_count == LIMIT_CANDIDATES)
        return;
    g->candidates[g->candidate_count++] =
        (struct candidate){.group = group,
                           .code = drg_code_of(s, group),
                           .chosen = lost_by == NULL,
                           .filter = lost_by == NULL ? PICK_END : PICK_ORDER,
                           .lost_by = text_of(lost_by == NULL ? "" : lost_by)};
}

/* DRGs of the same ADRG that the case reaches as well. */
static void add_lighter(struct drg_search *s)
{
    const struct pack_range below =
        drg_rule(s, SECTION_DRG_ADRG, s->adrg)->below;

    for (uint32_t i = s->split + 1; i < below.first + below.count; i++)
        if (drg_split_fits(s, drg_split(s, i)))
            add_candidate(s, drg_split(s, i)->group,
                          "同一 ADRG，排在前面的 DRG 已经符合");
}

static void add_adrg(struct drg_search *s, uint32_t row, const char *lost_by)
{
    const struct pack_drg_rule *adrg = drg_rule(s, SECTION_DRG_ADRG, row);
    const uint32_t split = drg_find_split(s, adrg);

    if (split != NO_ROW && (adrg->flags & RULE_AMBIGUOUS) == 0)
        add_candidate(s, drg_split(s, split)->group, lost_by);
}

/* ADRGs behind that fit too: the first one in the table's order holds. The
 * ambiguous one, behind all others, is no rival. */
static void add_later_adrgs(struct drg_search *s)
{
    const struct pack_drg_rule *mdc = drg_rule(s, SECTION_DRG_MDC, s->mdc);
    const char *winner = rule_words(s, drg_rule(s, SECTION_DRG_ADRG, s->adrg));
    uint32_t i = s->adrg;

    while ((i = drg_find_adrg(s, mdc, i + 1)) != NO_ROW)
        add_adrg(s, i,
                 note_format(s->r, "ADRG 排在 %s 后面（%s）", winner,
                             drg_place(s, drg_rule(s, SECTION_DRG_ADRG, i))));
}

/* MDCs behind that fit too, each with its first ADRG. */
static void add_later_mdcs(struct drg_search *s)
{
    const char *winner = rule_words(s, drg_rule(s, SECTION_DRG_MDC, s->mdc));

    for (uint32_t i = s->mdc + 1; i < pack_count(s->r->pack, SECTION_DRG_MDC);
         i++) {
        const struct pack_drg_rule *mdc = drg_rule(s, SECTION_DRG_MDC, i);
        const uint32_t adrg =
            drg_fits(s, mdc) ? drg_find_adrg(s, mdc, 0) : NO_ROW;

        if (adrg != NO_ROW)
            add_adrg(s, adrg, note_format(s->r, "MDC 排在 %s 后面", winner));
    }
}

static void keep_drg_candidates(struct drg_search *s)
{
    struct grouping *g = &s->r->grouping;

    g->candidates = arena_alloc(&s->r->record.arena,
                                LIMIT_CANDIDATES * sizeof(*g->candidates));
    if (g->candidates == NULL)
        return;
    add_candidate(s, g->group, NULL);
    if (s->split == NO_ROW)
        return;
    add_lighter(s);
    add_later_adrgs(s);
    add_later_mdcs(s);
}

/* ---- all -------------------------------------------------------------------
 */

static void explain_out(struct drg_search *s, const struct pack_excluded *out)
{
    struct result *r = s->r;
    const char *principal = code_shown(r, s->c.principal);

    if (out == NULL) {
        group_tell(r, "主要诊断 %s %s，不能入组（0000 组）", principal,
                   pack_dx(r->pack, s->c.principal).gray ? "是灰码"
                                                         : "不能作为主要诊断");
        return;
    }
    group_tell(r, "主要诊断 %s 列在%s，不能作为主要诊断入组（0000 组）",
               principal, place_of_excluded(r, out));
}

void drg_explain(struct drg_search *s, const struct pack_excluded *out)
{
    struct grouping *g = &s->r->grouping;

    if (!s->c.has_principal) {
        group_say(s->r, "没有可用的主要诊断编码，无法分组");
        return;
    }
    if (g->status == GROUPING_EXCLUDED) {
        explain_out(s, out);
        return;
    }
    explain_set_aside(s->r, &s->c);
    explain_way(s);
    explain_blanks(s->r);
    if (g->status != GROUPING_GROUPED)
        return;
    g->code = drg_code_of(s, g->group);
    keep_drg_candidates(s);
    if (g->candidate_count == 1 && s->split != NO_ROW)
        group_say(s->r, "没有别的 DRG 符合");
    if (s->split == NO_ROW)
        group_say(s->r, "归入本地区给未入组病例的组");
    explain_sample(s->r);
}
