/* Does a row of the catalogue fit the case? */
#include "group/search.h"

static bool same_operation(const struct search *s, struct code recorded,
                           struct code asked)
{
    if (s->rules->prefix_match)
        return code_equal(code_prefix(recorded, code_length(asked)), asked);
    return code_equal(recorded, asked);
}

static const struct pack_range *
options_of(const struct search *s, const struct pack_group *g, uint32_t part)
{
    return &PACK_ROW(s->r->pack, SECTION_PART, pack_part, g->parts.first + part)
                ->alternatives;
}

static const struct code *asked_codes(const struct search *s,
                                      const struct pack_range *range)
{
    return PACK_ROW(s->r->pack, SECTION_ALTERNATIVE, code, range->first);
}

uint64_t row_met_by(const struct search *s, const struct pack_group *g,
                    uint32_t i)
{
    const struct pack_range *range = options_of(s, g, i);
    const struct code *asked = asked_codes(s, range);
    uint64_t met = 0;

    for (uint32_t a = 0; a < range->count; a++)
        for (uint32_t o = 0; o < s->c.operation_count; o++)
            if (same_operation(s, s->c.operations[o].code, asked[a]))
                met |= case_bit(o);
    if ((g->flags & GROUP_PRINCIPAL_OP) != 0 && i >= g->main_parts &&
        s->c.principal_op != NO_OPERATION)
        met &= ~case_bit(s->c.principal_op);
    return met;
}

bool row_asks(const struct search *s, const struct pack_group *g, uint32_t i,
              struct code operation)
{
    const struct pack_range *range = options_of(s, g, i);
    const struct code *asked = asked_codes(s, range);

    for (uint32_t a = 0; a < range->count; a++)
        if (same_operation(s, operation, asked[a]))
            return true;
    return false;
}

/* True if one of the operations in `met` is written in full in the part. */
static bool exactly(const struct search *s, const struct pack_group *g,
                    uint32_t part, uint64_t met)
{
    const struct pack_range *range = options_of(s, g, part);
    const struct code *asked = asked_codes(s, range);

    if (!s->rules->prefix_match)
        return true;
    for (uint32_t a = 0; a < range->count; a++)
        for (uint32_t o = 0; o < s->c.operation_count; o++)
            if ((met & case_bit(o)) != 0 &&
                code_equal(s->c.operations[o].code, asked[a]))
                return true;
    return false;
}

static void note_part(const struct search *s, const struct pack_group *g,
                      uint32_t part, uint64_t met, struct contender *x)
{
    x->matched++;
    x->used |= met;
    x->exact = x->exact && exactly(s, g, part, met);
    if (part < g->main_parts && s->c.principal_op != NO_OPERATION &&
        (met & case_bit(s->c.principal_op)) != 0)
        x->principal = true;
}

/* The parts from `first` on, but for those that are not met, are met by
 * operations that stand in their order: each by the first behind the last. */
static bool in_order(const struct search *s, const struct pack_group *g,
                     uint32_t first, uint32_t end)
{
    uint64_t left = ~(uint64_t)0;

    for (uint32_t i = first; i < end; i++) {
        const uint64_t all = row_met_by(s, g, i), met = all & left;

        if (all != 0 && met == 0)
            return false;
        if (met != 0)
            left &= ~(met ^ (met - 1));
    }
    return true;
}

bool row_ordered(const struct search *s, const struct pack_group *g)
{
    return (g->flags & GROUP_ORDERED) == 0 ||
           (in_order(s, g, 0, g->main_parts) &&
            in_order(s, g, g->main_parts, g->parts.count));
}

/* All main parts; of the related ones all, or some if that is enough. */
static bool parts_met(const struct search *s, const struct pack_group *g,
                      struct contender *x)
{
    x->complete = x->exact = true;
    for (uint32_t i = 0; i < g->parts.count; i++) {
        const uint64_t met = row_met_by(s, g, i);

        if (met != 0)
            note_part(s, g, i, met, x);
        else if (i >= g->main_parts && (g->flags & GROUP_RELATED_SOME) != 0)
            x->complete = false;
        else
            return false;
    }
    if ((!x->complete && x->matched == g->main_parts) || !row_ordered(s, g))
        return false;
    return (g->flags & GROUP_PRINCIPAL_OP) == 0 || g->main_parts == 0 ||
           x->principal;
}

/* Rows without operation: which cases may take them. */
static bool conservative_fits(const struct search *s,
                              const struct pack_group *g)
{
    switch (g->conservative_row) {
    case ROW_NO_OPERATION:
        return s->c.principal_op == NO_OPERATION;
    case ROW_CONSERVATIVE_ONLY:
        return s->c.principal_op == NO_OPERATION || s->c.only_conservative;
    default:
        return true;
    }
}

/* A condition of a row; one that reads something missing does not hold. The
 * answer for one row serves another one only where rows have no columns of
 * their own. */
static bool condition_holds(struct search *s, const struct pack_group *g,
                            uint32_t expr)
{
    if (expr == PACK_NONE)
        return true;
    if (expr == s->asked && pack_count(s->r->pack, SECTION_COLUMN) == 0)
        return s->holds;
    s->asked = expr;
    s->holds = case_holds(s->r, g, expr);
    return s->holds;
}

static bool treatment_fits(const struct search *s, const struct pack_group *g)
{
    if ((g->flags & GROUP_TAKES_ALL) != 0)
        return true;
    if (g->kind == KIND_COMPREHENSIVE)
        return g->class == s->c.class;
    return g->parts.count != 0 || conservative_fits(s, g);
}

bool row_conditions(struct search *s, const struct pack_group *g)
{
    return condition_holds(s, g, g->other_dx) && condition_holds(s, g, g->when);
}

bool row_fits(struct search *s, const struct pack_group *g, struct contender *x)
{
    return treatment_fits(s, g) && parts_met(s, g, x) && row_conditions(s, g);
}

/* Plain, then with each mark if the pack has such keys. */
static struct code next_key(const struct pack *p, struct code dx,
                            struct row_walk *walk)
{
    static const struct group_case plain;
    const bool marked =
        PACK_ROW(p, SECTION_GROUPING, pack_grouping, 0)->marked_keys != 0;
    const struct code key = code_marked(code_prefix(dx, walk->length),
                                        case_marks(&plain)[walk->mark]);

    if (marked && ++walk->mark < CASE_MARKS)
        return key;
    walk->mark = 0;
    walk->length--;
    return key;
}

bool row_walk_next(const struct pack *p, struct code dx, struct row_walk *walk,
                   struct pack_range *rows)
{
    while (walk->length > 0) {
        *rows = pack_groups(p, next_key(p, dx, walk));
        if (rows->count > 0)
            return true;
    }
    while (walk->span < pack_count(p, SECTION_SPAN)) {
        const struct pack_span *span =
            PACK_ROW(p, SECTION_SPAN, pack_span, walk->span++);

        *rows = span->groups;
        if (code_in_range(dx, span->range))
            return true;
    }
    return false;
}
