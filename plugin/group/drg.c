#include "group/drg.h"

bool drg_split_fits(const struct drg_search *s,
                    const struct pack_drg_split *split)
{
    const struct pack_group *g =
        PACK_ROW(s->r->pack, SECTION_GROUP, pack_group, split->group);

    return s->weight.level >= split->level &&
           case_holds(s->r, g, split->when) && case_holds(s->r, g, g->when) &&
           case_holds(s->r, g, g->other_dx);
}

uint32_t drg_find_split(const struct drg_search *s,
                        const struct pack_drg_rule *adrg)
{
    for (uint32_t i = 0; i < adrg->below.count; i++)
        if (drg_split_fits(s, drg_split(s, adrg->below.first + i)))
            return adrg->below.first + i;
    return NO_ROW;
}

uint32_t drg_find_adrg(const struct drg_search *s,
                       const struct pack_drg_rule *mdc, uint32_t from)
{
    const uint32_t end = mdc->below.first + mdc->below.count;

    if (from < mdc->below.first)
        from = mdc->below.first;
    for (uint32_t i = from; i < end; i++)
        if (drg_fits(s, drg_rule(s, SECTION_DRG_ADRG, i)))
            return i;
    return NO_ROW;
}

/* ---- other operations alone ---------------------------------------------- */

static bool asks_operation(const struct drg_search *s, uint32_t adrg)
{
    const struct pack_drg_rule *rule = drg_rule(s, SECTION_DRG_ADRG, adrg);

    for (uint32_t i = 0; i < rule->tests.count; i++)
        if (drg_asks_operation(drg_test(s, rule, i)))
            return true;
    return false;
}

static uint32_t find_operated(const struct drg_search *s,
                              const struct pack_drg_rule *mdc)
{
    uint32_t row = drg_find_adrg(s, mdc, 0);

    while (row != NO_ROW && !asks_operation(s, row))
        row = drg_find_adrg(s, mdc, row + 1);
    return row;
}

/* Each other operation as if it were the only one. */
static void retry_alone(struct drg_search *s, const struct pack_drg_rule *mdc)
{
    const uint32_t first = s->c.principal_op;

    if (first == NO_OPERATION ||
        (s->adrg != NO_ROW && asks_operation(s, s->adrg)))
        return;
    s->alone = true;
    for (uint32_t i = 0; i < s->c.operation_count; i++) {
        uint32_t row;

        s->c.principal_op = i;
        row = i == first ? NO_ROW : find_operated(s, mdc);
        if (row == NO_ROW)
            continue;
        s->adrg = row;
        return;
    }
    s->alone = false;
    s->c.principal_op = first;
}

/* The first MDC that fits is the case's, whether one of its ADRGs fits or not,
 * except for MDCs that are tried before all others. */
static void search(struct drg_search *s)
{
    for (uint32_t i = 0; i < pack_count(s->r->pack, SECTION_DRG_MDC); i++) {
        const struct pack_drg_rule *mdc = drg_rule(s, SECTION_DRG_MDC, i);

        if (!drg_fits(s, mdc))
            continue;
        s->adrg = drg_find_adrg(s, mdc, 0);
        if (PACK_ROW(s->r->pack, SECTION_DRG, pack_drg, 0)->retry != 0)
            retry_alone(s, mdc);
        if (s->adrg == NO_ROW && (mdc->flags & RULE_PRE) != 0)
            continue;
        s->mdc = i;
        if (s->adrg != NO_ROW)
            s->split =
                drg_find_split(s, drg_rule(s, SECTION_DRG_ADRG, s->adrg));
        return;
    }
}

static bool gray(const struct drg_search *s)
{
    return PACK_ROW(s->r->pack, SECTION_GROUPING, pack_grouping, 0)
                   ->gray_ignored != 0 &&
           pack_dx(s->r->pack, s->c.principal).gray;
}

/* Into its DRG, or the one for cases that no ADRG takes. */
static void take_drg(struct drg_search *s)
{
    struct grouping *out = &s->r->grouping;
    uint32_t group = PACK_ROW(s->r->pack, SECTION_DRG, pack_drg, 0)->ungrouped;

    if (s->split != NO_ROW)
        group = drg_split(s, s->split)->group;
    if (group == PACK_NONE)
        return;
    out->status = GROUPING_GROUPED;
    out->group = group;
    out->kind = PACK_ROW(s->r->pack, SECTION_GROUP, pack_group, group)->kind;
}

void drg_decide(struct result *r, struct drg_search *s,
                const struct pack_excluded **out)
{
    struct grouping *g = &r->grouping;

    *out = NULL;
    drg_read(r, s);
    g->mdc = g->adrg = PACK_NONE;
    g->class = s->c.class;
    if (!s->c.has_principal)
        return;
    *out = pack_excluded_find(r->pack, SYSTEM_DIAGNOSIS, s->c.principal);
    if (*out == NULL && !gray(s))
        search(s);
    g->mdc = s->mdc == NO_ROW ? PACK_NONE : s->mdc;
    g->adrg = s->adrg == NO_ROW ? PACK_NONE : s->adrg;
    if (s->mdc == NO_ROW &&
        (*out != NULL || gray(s) ||
         pack_dx(r->pack, s->c.principal).principal == PRINCIPAL_NEVER))
        g->status = GROUPING_EXCLUDED;
    else
        take_drg(s);
}

void drg_run(struct result *r)
{
    struct drg_search *s = r->workspace;
    const struct pack_excluded *out;

    drg_decide(r, s, &out);
    drg_explain(s, out);
}
