/*
 * pattern.h -- patterns of matches(): a Glushkov automaton of at most
 * LIMIT_PATTERN positions, run by a table of its states or, where that would
 * be large, as a set of bits; time is linear in the text.
 */
#ifndef EXPR_PATTERN_H
#define EXPR_PATTERN_H

#include "base/buffer.h"
#include "pack/pack.h"

/* Characters that a table tells apart: ASCII, and all others. */
#define PATTERN_CHARACTERS 129u

/* Appends a table for each pattern that can have one, and notes it in its row.
 * False without memory. */
bool pattern_tabulate(struct buffer *patterns, const struct buffer *sets,
                      struct buffer *tables);

/* True if the pattern has no table, or one whose every step leads into it. */
bool pattern_table_holds(const struct pack *pack, const struct pack_pattern *p);

/* True if the position takes the character. */
static inline bool pattern_accepts(const struct pack_pattern_set *set,
                                   uint32_t c)
{
    for (unsigned i = 0; i < 4; i++)
        if (set->from[i] <= c && c <= set->to[i])
            return set->negated == 0;
    return set->negated != 0;
}

/* True if the whole text is of row `pattern` of SECTION_PATTERN. */
bool pattern_matches(const struct pack *pack, uint32_t pattern,
                     struct text text);

#endif
