#include "group/pick.h"

#include "input/notes.h"

static const struct pack_group *row_of(const struct result *r,
                                       const struct contender *c)
{
    return PACK_ROW(r->pack, SECTION_GROUP, pack_group, c->group);
}

static const struct pack_grouping *rules_of(const struct result *r)
{
    return PACK_ROW(r->pack, SECTION_GROUPING, pack_grouping, 0);
}

const char *pick_name(unsigned filter)
{
    static const char *const names[] = {
        [PICK_MATCHED_OPERATIONS] = "匹配的手术操作项数",
        [PICK_PRINCIPAL_OPERATION] = "主要手术操作",
        [PICK_EXACT_SET] = "手术操作全部用上",
        [PICK_NEAREST_COST] = "次均费用与本例最接近",
        [PICK_SCORE] = "病种分值",
        [PICK_KIND] = "病种类别的次序",
        [PICK_TYPE] = "病种类型的次序",
        [PICK_ORDER] = "目录中的先后",
    };

    return filter > PICK_END && filter <= PICK_ORDER ? names[filter] : "";
}

/* How good a row is by a filter: the smallest stays. INT64_MAX: the filter
 * has nothing to say of this row. */
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
    distance = cost->number / 1000000 - g->mean_cost;
    distance = distance < 0 ? -distance : distance;
    return distance < INT64_MAX ? (int64_t)distance : INT64_MAX - 1;
}

static int64_t rank(const struct result *r, const struct group_case *c,
                    const struct contender *x, unsigned filter)
{
    const struct pack_group *g = row_of(r, x);

    switch (filter) {
    case PICK_MATCHED_OPERATIONS:
        return -(int64_t)x->matched;
    case PICK_PRINCIPAL_OPERATION:
        return x->principal ? 0 : 1;
    case PICK_EXACT_SET:
        return x->used == c->operation_count ? 0 : 1;
    case PICK_NEAREST_COST:
        return rank_nearest_cost(r, g);
    case PICK_SCORE:
        return g->flags & GROUP_HAS_SCORE ? -g->score : INT64_MAX;
    case PICK_KIND:
        return rules_of(r)->kind_rank_of[g->kind];
    case PICK_TYPE:
        return rules_of(r)->type_rank[g->kind * CLASS_COUNT + g->class];
    default:
        return g->order;
    }
}

static const char *millionths(struct result *r, int64_t n)
{
    char digits[DECIMAL_TEXT_MAX];
    const size_t length = decimal_text((int128)n * 1000000, digits);

    return note_format(r, "%.*s", (int)length, digits);
}

/* Why this row lost against the best one by this filter. */
static const char *lost_words(struct result *r, const struct contender *x,
                              const struct contender *best, unsigned filter)
{
    const struct pack_group *g = row_of(r, x), *b = row_of(r, best);

    switch (filter) {
    case PICK_MATCHED_OPERATIONS:
        return note_format(r, "只匹配 %u 项手术操作，选中的匹配 %u 项",
                           x->matched, best->matched);
    case PICK_PRINCIPAL_OPERATION:
        return "所要求的主要手术操作不是本例的第一手术";
    case PICK_EXACT_SET:
        return "还有手术操作没有用上，选中的全部用上";
    case PICK_NEAREST_COST:
        if (!(g->flags & GROUP_HAS_COST))
            return "目录没有给出次均费用";
        return note_format(r, "次均费用 %s 元，离本例费用比选中的 %s 元远",
                           millionths(r, g->mean_cost),
                           millionths(r, b->mean_cost));
    case PICK_SCORE:
        return note_format(r, "分值 %s 低于选中的 %s",
                           g->flags & GROUP_HAS_SCORE ? millionths(r, g->score)
                                                      : "（空）",
                           millionths(r, b->score));
    case PICK_ORDER:
        return note_format(r, "目录第 %u 行，排在选中的第 %u 行之后",
                           g->source_row, b->source_row);
    default:
        return note_format(r, "按%s排在选中的之后", pick_name(filter));
    }
}

static uint32_t find_best(const struct result *r, const struct group_case *c,
                          const struct contender *list, uint32_t count,
                          unsigned filter)
{
    uint32_t best = count;
    int64_t best_rank = INT64_MAX;

    for (uint32_t i = 0; i < count; i++) {
        if (list[i].lost_at != 0)
            continue;
        const int64_t x = rank(r, c, &list[i], filter);
        if (best == count || x < best_rank) {
            best = i;
            best_rank = x;
        }
    }
    return best;
}

/* Drops those the filter ranks behind the best; how many are left. */
static uint32_t apply(struct result *r, const struct group_case *c,
                      struct contender *list, uint32_t count, uint32_t place)
{
    const unsigned filter = rules_of(r)->pick[place];
    const uint32_t best = find_best(r, c, list, count, filter);
    const int64_t best_rank =
        best < count ? rank(r, c, &list[best], filter) : INT64_MAX;
    uint32_t left = 0;

    for (uint32_t i = 0; i < count; i++) {
        if (list[i].lost_at != 0)
            continue;
        if (rank(r, c, &list[i], filter) > best_rank) {
            list[i].lost_at = place + 1;
            list[i].lost_by =
                text_of(lost_words(r, &list[i], &list[best], filter));
        } else {
            left++;
        }
    }
    return left;
}

void pick_run(struct result *r, const struct group_case *c,
              struct contender *list, uint32_t count)
{
    const struct pack_grouping *rules = rules_of(r);
    uint32_t left = count, place = 0;

    for (; left > 1 && place < sizeof(rules->pick) &&
           rules->pick[place] != PICK_END;
         place++)
        left = apply(r, c, list, count, place);
    /* A region whose pick leaves a tie: the first of the table, said so. */
    for (uint32_t i = 0, kept = 0; left > 1 && i < count; i++) {
        if (list[i].lost_at != 0)
            continue;
        if (kept++ == 0)
            continue;
        list[i].lost_at = place + 1;
        list[i].lost_by = TEXT("与选中的同等，取目录中靠前的");
    }
}
