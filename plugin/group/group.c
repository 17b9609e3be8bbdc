#include "group/group.h"

#include "group/drg.h"
#include "group/search.h"

static const struct contender *winner(const struct search *s)
{
    for (uint32_t i = 0; i < s->count; i++)
        if (s->list[i].lost_at == 0)
            return &s->list[i];
    return NULL;
}

static const struct pack_excluded *excluded(const struct search *s)
{
    return s->c.has_principal ? pack_excluded_find(s->r->pack, SYSTEM_DIAGNOSIS,
                                                   s->c.principal)
                              : NULL;
}

static void search_layers(struct search *s)
{
    s->count = 0;
    for (uint32_t layer = 0; s->c.has_principal && layer < s->rules->layers;
         layer++) {
        layer_search(s, layer);
        if (s->count > 0) {
            pick_run(s);
            return;
        }
    }
}

static void take_winner(struct search *s)
{
    struct grouping *out = &s->r->grouping;
    const struct contender *x = winner(s);
    const struct pack_group *g = search_row(s, x);
    uint32_t row;

    out->status = GROUPING_GROUPED;
    out->group = x->group;
    out->kind = g->kind;
    if (s->rules->primary_care == PRIMARY_KIND && primary_listed(s, g, &row))
        out->kind = KIND_PRIMARY_CARE;
}

/* Decides; the list that keeps the case out, or NULL. */
static const struct pack_excluded *decide_group(struct search *s)
{
    const struct pack_excluded *out;

    case_read(s->r, &s->c);
    s->r->grouping.class = s->c.class;
    out = excluded(s);
    if (out != NULL) {
        s->count = 0;
        s->r->grouping.status = GROUPING_EXCLUDED;
        return out;
    }
    search_layers(s);
    if (s->count > 0)
        take_winner(s);
    else if (s->c.has_principal &&
             pack_dx(s->r->pack, s->c.principal).principal == PRINCIPAL_NEVER)
        s->r->grouping.status = GROUPING_EXCLUDED;
    return NULL;
}

static bool start_search(struct search *s, struct result *r)
{
    if (pack_count(r->pack, SECTION_GROUPING) == 0)
        return false;
    s->r = r;
    s->asked = PACK_NONE;
    s->rules = PACK_ROW(r->pack, SECTION_GROUPING, pack_grouping, 0);
    return true;
}

void group_decide(struct result *r)
{
    const struct pack_excluded *out;
    struct search s;

    if (drg_pack(r->pack))
        drg_decide(r, r->workspace, &out);
    else if (start_search(&s, r))
        decide_group(&s);
}

void group_run(struct result *r)
{
    struct search s;
    const struct pack_excluded *out;

    if (drg_pack(r->pack)) {
        drg_run(r);
        return;
    }
    if (!start_search(&s, r))
        return;
    out = decide_group(&s);
    if (out != NULL)
        explain_excluded(&s, out);
    else if (s.count > 0)
        explain_grouped(&s);
    else
        explain_ungrouped(&s);
}
