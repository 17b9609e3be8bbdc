#include "expr/pattern.h"

#include "base/limits.h"

/* Bits of all positions; a damaged pack can not name others. */
static uint64_t every(uint32_t positions)
{
    return positions >= LIMIT_PATTERN ? ~(uint64_t)0
                                      : ((uint64_t)1 << positions) - 1;
}

/* The positions of `may` that accept c; *follow is what may come next. */
static uint64_t follow_positions(const struct pack_pattern_set *sets,
                                 uint64_t may, uint32_t c, uint64_t *follow)
{
    uint64_t entered = 0;

    *follow = 0;
    for (; may != 0; may &= may - 1) {
        const int position = __builtin_ctzll(may);

        if (pattern_accepts(&sets[position], c)) {
            entered |= (uint64_t)1 << position;
            *follow |= sets[position].follow;
        }
    }
    return entered;
}

bool pattern_matches(const struct pack *pack, uint32_t pattern,
                     struct text text)
{
    const struct pack_pattern *p =
        PACK_ROW(pack, SECTION_PATTERN, pack_pattern, pattern);
    const struct pack_pattern_set *sets =
        PACK_ROW(pack, SECTION_PATTERN_SET, pack_pattern_set, p->sets.first);
    const uint64_t all = every(p->sets.count);
    uint64_t may = p->first & all, entered = 0;
    size_t at = 0;

    if (text.length == 0)
        return p->empty != 0;
    while (at < text.length && may != 0) {
        const unsigned char first = (unsigned char)text.at[at];
        const uint32_t c = first < 0x80 ? (at++, first) : text_next(text, &at);

        entered = follow_positions(sets, may, c, &may);
        may &= all;
        if ((entered & p->rest) != 0)
            return true;
    }
    return at == text.length && (entered & p->last) != 0;
}
