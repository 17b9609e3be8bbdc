/* The primary-care list: pairs of diagnosis and operation. */
#include "group/search.h"
#include "pack/find.h"

/* The principal operation is one of the pair's, and the row asks for no other;
 * a pair without operation wants a case and a row without. */
static bool pair_holds(const struct search *s, const struct pack_group *g,
                       const struct pack_primary *pair)
{
    const struct pack_range codes = pair->operations;

    if (codes.count == 0)
        return s->c.principal_op == NO_OPERATION && g->parts.count == 0;
    if (s->c.principal_op == NO_OPERATION || g->parts.count > 1)
        return false;
    for (uint32_t i = 0; i < codes.count; i++)
        if (code_equal(s->c.operations[s->c.principal_op].code,
                       *PACK_ROW(s->r->pack, SECTION_ALTERNATIVE, code,
                                 codes.first + i)))
            return true;
    return false;
}

bool primary_listed(const struct search *s, const struct pack_group *g,
                    uint32_t *row)
{
    const struct pack *p = s->r->pack;
    const uint32_t count = pack_count(p, SECTION_PRIMARY);

    if (count == 0 || g->kind != KIND_CORE)
        return false;
    for (unsigned n = code_length(s->c.principal); n > 2; n--) {
        const struct code key = code_prefix(s->c.principal, n);

        *row = pack_find_from(p, SECTION_PRIMARY, pack_all(p, SECTION_PRIMARY),
                              key);
        for (; *row < count; ++*row) {
            const struct pack_primary *pair =
                PACK_ROW(p, SECTION_PRIMARY, pack_primary, *row);

            if (!code_equal(pair->key, key))
                break;
            if (pair_holds(s, g, pair))
                return true;
        }
    }
    return false;
}
