/* The region's filters over the candidates of one layer. */
#include "group/search.h"

/* The distance of the row's mean cost from the bill, in millionths. */
static int64_t rank_nearest_cost(const struct result *r,
                                 const struct pack_group *g)
{
    const struct cell *cost;
    int128 distance;

    if (r->pack->known.total_cost == PACK_NO_FIELD ||
        !(g->flags & GROUP_HAS_COST))
        return INT64_MAX;
    cost = record_scalar(&r->record, r->pack->known.total_cost);
    if (cost->state != CELL_GIVEN)
        return INT64_MAX;
    distance = cost->number / DECIMAL_MILLIONTH - g->mean_cost;
    distance = distance < 0 ? -distance : distance;
    return distance < INT64_MAX ? (int64_t)distance : INT64_MAX - 1;
}

/* Most parts met. Where some of the related ones are enough (dip-3.0.md 2.1): a
 * row with all of them, then the one with most, then one that asks none. */
static int64_t rank_matched(const struct pack_group *g,
                            const struct contender *x)
{
    const int64_t band = LIMIT_ROWS + 1;

    if ((g->flags & GROUP_RELATED_SOME) == 0 || g->parts.count == g->main_parts)
        return -(int64_t)x->matched;
    return -(int64_t)x->matched - (x->complete ? 2 * band : band);
}

/* 1: an operation of class surgery is left over. Comprehensive rows of that
 * class stand for all of them. */
static int64_t rank_surgery_used(const struct search *s,
                                 const struct pack_group *g,
                                 const struct contender *x)
{
    if (g->kind == KIND_COMPREHENSIVE && g->class == CLASS_SURGERY)
        return 0;
    for (uint32_t i = 0; i < s->c.operation_count; i++)
        if (s->c.operations[i].class == CLASS_SURGERY &&
            (x->used & case_bit(i)) == 0)
            return 1;
    return 0;
}

static int64_t rank_score(const struct pack_group *g)
{
    return g->flags & GROUP_HAS_SCORE ? -g->score : INT64_MAX;
}

/* By score if a row of class surgery is still in; else nothing to say. */
static int64_t rank_surgery_score(const struct search *s,
                                  const struct pack_group *g)
{
    for (uint32_t i = 0; i < s->count; i++)
        if (s->list[i].lost_at == 0 &&
            search_row(s, &s->list[i])->class == CLASS_SURGERY)
            return rank_score(g);
    return 0;
}

/* How good a row is by a filter: the smallest stays. */
static int64_t rank_by_filter(const struct search *s, const struct contender *x,
                              unsigned filter)
{
    const struct pack_group *g = search_row(s, x);

    switch (filter) {
    case PICK_MATCHED_OPERATIONS:
        return rank_matched(g, x);
    case PICK_PRINCIPAL_OPERATION:
        return x->principal ? 0 : 1;
    case PICK_EXACT_SET:
        return (uint32_t)__builtin_popcountll(x->used) == s->c.operation_count
                   ? 0
                   : 1;
    case PICK_NEAREST_COST:
        return rank_nearest_cost(s->r, g);
    case PICK_SCORE:
        return rank_score(g);
    case PICK_KIND:
        return s->rules->kind_rank_of[g->kind];
    case PICK_TYPE:
        return s->rules->type_rank[g->kind * CLASS_COUNT + g->class];
    case PICK_USED_OPERATIONS:
        return -__builtin_popcountll(x->used);
    case PICK_EXACT_CODE:
        return x->exact ? 0 : 1;
    case PICK_SURGERY_USED:
        return rank_surgery_used(s, g, x);
    case PICK_SURGERY_SCORE:
        return rank_surgery_score(s, g);
    default:
        return g->order;
    }
}

/* Drops those the filter ranks behind the best; how many are left. */
static uint32_t apply(struct search *s, unsigned filter, uint8_t number)
{
    int64_t ranks[LIMIT_CANDIDATES], best_rank = INT64_MAX;
    uint32_t best = s->count, left = 0;

    for (uint32_t i = 0; i < s->count; i++) {
        if (s->list[i].lost_at != 0)
            continue;
        ranks[i] = rank_by_filter(s, &s->list[i], filter);
        if (best == s->count || ranks[i] < best_rank) {
            best = i;
            best_rank = ranks[i];
        }
    }
    for (uint32_t i = 0; i < s->count; i++) {
        if (s->list[i].lost_at != 0)
            continue;
        if (ranks[i] > best_rank) {
            s->list[i].lost_at = number;
            s->list[i].lost_to = best;
        } else {
            left++;
        }
    }
    return left;
}

/* A region whose pick leaves a tie: the first of the table, said so. */
static void break_tie(struct search *s, uint8_t number)
{
    uint32_t first = s->count;

    for (uint32_t i = 0; i < s->count; i++)
        if (s->list[i].lost_at == 0 &&
            (first == s->count || search_row(s, &s->list[i])->order <
                                      search_row(s, &s->list[first])->order))
            first = i;
    for (uint32_t i = 0; i < s->count; i++) {
        if (s->list[i].lost_at != 0 || i == first)
            continue;
        s->list[i].lost_at = number;
        s->list[i].lost_to = first;
    }
}

void pick_run(struct search *s)
{
    const uint8_t *pick = s->rules->pick[s->layer];
    uint32_t left = s->count;
    uint8_t place = 0;

    for (; left > 1 && pick[place] != PICK_END; place++)
        left = apply(s, pick[place], (uint8_t)(place + 1));
    if (left > 1)
        break_tie(s, (uint8_t)(place + 1));
}
