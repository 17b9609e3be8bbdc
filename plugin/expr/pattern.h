/*
 * pattern.h -- patterns of matches(): a Glushkov automaton of at most
 * LIMIT_PATTERN positions, run as a set of bits; time is linear in the text.
 */
#ifndef EXPR_PATTERN_H
#define EXPR_PATTERN_H

#include "base/buffer.h"
#include "pack/pack.h"

/* True if the position takes the character. */
static inline bool pattern_accepts(const struct pack_pattern_set *set,
                                   uint32_t c)
{
    for (unsigned i = 0; i < 4 && set->from[i] <= c; i++)
        if (c <= set->to[i])
            return set->negated == 0;
    return set->negated != 0;
}

/* True if the whole text matches row `pattern` of SECTION_PATTERN. */
bool pattern_matches(const struct pack *pack, uint32_t pattern,
                     struct text text);

#endif
