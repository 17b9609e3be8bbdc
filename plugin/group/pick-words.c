/* The filters in words. */
#include "group/search.h"

#include "result/notes.h"

const char *pick_name(unsigned filter)
{
    static const char *const names[PICK_FILTERS] = {
        [PICK_END] = "目录中的先后",
        [PICK_MATCHED_OPERATIONS] = "匹配的手术操作项数",
        [PICK_PRINCIPAL_OPERATION] = "主要手术操作",
        [PICK_EXACT_SET] = "手术操作全部用上",
        [PICK_NEAREST_COST] = "次均费用与本例最接近",
        [PICK_SCORE] = "病种分值",
        [PICK_KIND] = "病种类别的次序",
        [PICK_TYPE] = "病种类型的次序",
        [PICK_ORDER] = "目录中的先后",
        [PICK_USED_OPERATIONS] = "用上的手术操作个数",
        [PICK_EXACT_CODE] = "手术操作编码写到细目",
        [PICK_SURGERY_USED] = "手术类操作没有剩余",
        [PICK_SURGERY_SCORE] = "有手术类病种时取分值高的",
    };

    return filter < PICK_FILTERS ? names[filter] : "";
}

static const char *millionths(struct result *r, int64_t n)
{
    char digits[DECIMAL_TEXT_MAX];
    const size_t length = decimal_text(decimal_from_millionths(n), digits);

    return note_format(r, "%.*s", (int)length, digits);
}

static const char *score_words(struct result *r, const struct pack_group *g)
{
    return g->flags & GROUP_HAS_SCORE ? millionths(r, g->score) : "（空）";
}

static const char *cost_lost(struct result *r, const struct pack_group *g,
                             const struct pack_group *best)
{
    if (!(g->flags & GROUP_HAS_COST))
        return "目录没有给出次均费用";
    return note_format(r, "次均费用 %s 元，离本例费用比选中的 %s 元远",
                       millionths(r, g->mean_cost),
                       millionths(r, best->mean_cost));
}

static const char *matched_lost(struct result *r, const struct contender *x,
                                const struct contender *best)
{
    if (!x->complete && best->complete && best->matched <= x->matched)
        return "要求的相关操作只匹配一部分，选中的全部匹配";
    return note_format(r, "只匹配 %u 项手术操作，选中的匹配 %u 项", x->matched,
                       best->matched);
}

const char *pick_lost_words(const struct search *s, const struct contender *x)
{
    const struct contender *best = &s->list[x->lost_to];
    const struct pack_group *g = search_row(s, x), *b = search_row(s, best);
    const unsigned filter = s->rules->pick[s->layer][x->lost_at - 1];

    switch (filter) {
    case PICK_END:
        return "与选中的同等，取目录中靠前的";
    case PICK_MATCHED_OPERATIONS:
        return matched_lost(s->r, x, best);
    case PICK_PRINCIPAL_OPERATION:
        return "所要求的主要手术操作不是本例的第一手术";
    case PICK_EXACT_SET:
        return "还有手术操作没有用上，选中的全部用上";
    case PICK_NEAREST_COST:
        return cost_lost(s->r, g, b);
    case PICK_SCORE:
    case PICK_SURGERY_SCORE:
        return note_format(s->r, "分值 %s 低于选中的 %s", score_words(s->r, g),
                           score_words(s->r, b));
    case PICK_ORDER:
        return note_format(s->r, "目录第 %u 行，排在选中的第 %u 行之后",
                           g->source_row, b->source_row);
    case PICK_USED_OPERATIONS:
        return note_format(s->r, "只用上 %d 个手术操作，选中的用上 %d 个",
                           __builtin_popcountll(x->used),
                           __builtin_popcountll(best->used));
    case PICK_EXACT_CODE:
        return "目录只写到手术操作的前几位，选中的写到细目";
    case PICK_SURGERY_USED:
        return "还有手术类的操作没有用上";
    default:
        return note_format(s->r, "按%s排在选中的之后", pick_name(filter));
    }
}
