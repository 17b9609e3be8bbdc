#include "reach.h"

const struct candidate *reach_candidate(const struct result *r, uint32_t group)
{
    for (uint32_t i = 0; i < r->grouping.candidate_count; i++)
        if (r->grouping.candidates[i].group == group)
            return &r->grouping.candidates[i];
    return NULL;
}

static struct reach judge_way(const struct result *r, uint32_t group,
                              uint32_t way)
{
    const struct candidate *c = reach_candidate(r, group);
    struct reach out = {REACH_NEVER, way, PACK_NONE, PICK_END};

    if (r->grouping.status == GROUPING_GROUPED)
        out.winner = r->grouping.group;
    if (c == NULL)
        return out;
    out.filter = c->filter;
    out.how = c->chosen                 ? REACH_WINS
              : c->filter == PICK_ORDER ? REACH_TIES
                                        : REACH_LOSES;
    return out;
}

void reach_find(const struct specimen_pool *pool, uint32_t group,
                struct result *r, struct specimen *s, struct reach *out)
{
    const uint32_t ways = specimen_ways(pool, group);

    *out = (struct reach){REACH_NEVER, 0, PACK_NONE, PICK_END};
    for (uint32_t way = 0; way < ways; way++) {
        struct reach now;

        specimen_make(pool, group, way, s);
        specimen_run(s, r);
        now = judge_way(r, group, way);
        if (way == 0 || now.how < out->how)
            *out = now;
        if (now.how == REACH_WINS)
            return;
    }
    specimen_make(pool, group, out->way, s);
    specimen_run(s, r);
}
