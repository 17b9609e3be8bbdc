/* DRGs that the case came near, and what it lacks of them. */
#include "group/drg.h"
#include "group/place.h"
#include "result/notes.h"

static void add_near(struct drg_search *s, uint32_t group, const char *missing)
{
    struct grouping *g = &s->r->grouping;

    if (group_told(s->r, group))
        return;
    if (g->why_not_count == LIMIT_CANDIDATES)
        s->beyond++;
    else
        g->why_not[g->why_not_count++] =
            (struct why_not){group, drg_code_of(s, group), text_of(missing)};
}

/* ---- what a rule lacks --------------------------------------------------- */

static const char *wanted_words(unsigned kind)
{
    static const char *const words[DRG_TEST_KINDS] = {
        "主要诊断",     "其他诊断里没有",     "诊断里没有",    "",
        "主要手术操作", "其他手术操作里没有", "手术操作里没有"};

    return words[kind];
}

static const char *lacking_test(struct drg_search *s,
                                const struct pack_drg_test *test)
{
    const struct text list =
        pack_text(s->r->pack, PACK_ROW(s->r->pack, SECTION_DRG_LIST,
                                       pack_drg_list, test->list)
                                  ->name);
    const bool principal =
        test->kind == TEST_PRINCIPAL_DX || test->kind == TEST_PRINCIPAL_OP;

    return note_format(s->r, "%s%s“%.*s”%s", wanted_words(test->kind),
                       principal ? "不在清单" : "清单", SPELL(list),
                       principal ? "里" : "的编码");
}

static const char *lacking_condition(struct drg_search *s, uint32_t expr)
{
    return note_format(s->r, "不符合条件：%s", condition_shown(s->r, expr));
}

/* The first thing that is missing; *met is how many tests hold. */
static const char *unmet(struct drg_search *s, const struct pack_drg_rule *rule,
                         uint32_t *met)
{
    const char *out = NULL;

    *met = 0;
    for (uint32_t i = 0; i < rule->tests.count; i++) {
        const struct pack_drg_test *test = drg_test(s, rule, i);

        if (drg_met(s, test) != 0)
            ++*met;
        else if (out == NULL && test->kind != TEST_REGION)
            out = lacking_test(s, test);
    }
    if (out == NULL && !drg_regions_fit(s, rule))
        out = note_format(s->r, "损伤不足 %u 个部位", (unsigned)rule->regions);
    if (out == NULL && !drg_operations_fit(s, rule))
        out = "要求的几项手术操作须是不同的操作";
    if (out == NULL && !case_holds(s->r, NULL, rule->when))
        out = lacking_condition(s, rule->when);
    return out;
}

/* ---- DRGs -----------------------------------------------------------------
 */

static const char *lacking_split(struct drg_search *s,
                                 const struct pack_drg_split *split)
{
    const struct pack_group *g =
        PACK_ROW(s->r->pack, SECTION_GROUP, pack_group, split->group);

    if (s->weight.level < split->level)
        return split->level == LEVEL_MCC
                   ? "其他诊断里没有严重并发症或合并症（MCC）"
                   : "其他诊断里没有并发症或合并症（CC、MCC）";
    if (!case_holds(s->r, g, split->when))
        return lacking_condition(s, split->when);
    return lacking_condition(s, case_holds(s->r, g, g->when) ? g->other_dx
                                                             : g->when);
}

/* DRGs of the case's ADRG that it does not reach. */
static void add_splits(struct drg_search *s)
{
    const struct pack_range below =
        drg_rule(s, SECTION_DRG_ADRG, s->adrg)->below;

    for (uint32_t i = below.first; i < below.first + below.count; i++)
        if (!drg_split_fits(s, drg_split(s, i)))
            add_near(s, drg_split(s, i)->group,
                     lacking_split(s, drg_split(s, i)));
}

/* ADRGs of the case's MDC that something of the record speaks for. */
static void add_adrgs(struct drg_search *s)
{
    const struct pack_range below = drg_rule(s, SECTION_DRG_MDC, s->mdc)->below;

    for (uint32_t i = below.first; i < below.first + below.count; i++) {
        const struct pack_drg_rule *adrg = drg_rule(s, SECTION_DRG_ADRG, i);
        const struct text code = pack_text(s->r->pack, adrg->code);
        uint32_t met;
        const char *missing = unmet(s, adrg, &met);

        if (missing == NULL || met == 0 || adrg->below.count == 0)
            continue;
        add_near(s, drg_split(s, adrg->below.first)->group,
                 note_format(s->r, "ADRG %.*s（%s）：%s", SPELL(code),
                             drg_place(s, adrg), missing));
    }
}

void drg_why_not(struct result *r)
{
    struct drg_search *s = r->workspace;

    drg_read(r, s);
    s->beyond = 0;
    r->grouping.why_not = arena_alloc(
        &r->record.arena, LIMIT_CANDIDATES * sizeof(*r->grouping.why_not));
    if (r->grouping.why_not == NULL || !s->c.has_principal ||
        r->grouping.mdc == PACK_NONE)
        return;
    s->mdc = r->grouping.mdc;
    if (r->grouping.adrg != PACK_NONE) {
        s->adrg = r->grouping.adrg;
        add_splits(s);
    }
    add_adrgs(s);
    if (s->beyond > 0)
        group_tell(r,
                   "有一部分符合而没有入的 DRG 有 %u 个，只列出前 "
                   "%d 个",
                   s->beyond + LIMIT_CANDIDATES, LIMIT_CANDIDATES);
}
