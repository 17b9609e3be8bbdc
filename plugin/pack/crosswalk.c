/* Codes of other editions and what they are in the region's. */
#include "pack/pack.h"

/* Row of a code in one crosswalk, NULL if it does not stand there. */
static const struct pack_cross *cross_in(const struct pack *p,
                                         const struct pack_crosswalk *walk,
                                         enum cross_way way, struct code code)
{
    const struct pack_range range = walk->slots[way];
    const uint32_t *slots =
        (const uint32_t *)p->sections[SECTION_CROSS_SLOT].rows + range.first;
    uint32_t i = code_hash(code);

    if (range.count == 0)
        return NULL;
    for (;; i++) {
        const uint32_t row = slots[i & (range.count - 1)];
        const struct pack_cross *found;

        if (row == PACK_NONE)
            return NULL;
        found = PACK_ROW(p, SECTION_CROSS, pack_cross, row);
        if (code_equal(found->code, code))
            return found;
    }
}

struct cross_partners pack_partners(const struct pack *p,
                                    enum code_system system, enum cross_way way,
                                    struct code code, struct code *own)
{
    for (uint32_t i = 0; i < pack_count(p, SECTION_CROSSWALK); i++) {
        const struct pack_crosswalk *walk =
            PACK_ROW(p, SECTION_CROSSWALK, pack_crosswalk, i);
        const struct pack_cross *row;

        if (walk->system != (uint32_t)system)
            continue;
        row = cross_in(p, walk, way, code);
        if (row != NULL)
            return (struct cross_partners){
                PACK_ROW(p, SECTION_PARTNER, code, row->partners.first),
                row->partners.count, true, walk->source, row->source_row};
    }
    if (!pack_code_listed(p, system, code))
        return (struct cross_partners){.listed = false};
    *own = code;
    return (struct cross_partners){.codes = own, .count = 1};
}

static bool has_crosswalk(const struct pack *p, enum code_system system)
{
    for (uint32_t i = 0; i < pack_count(p, SECTION_CROSSWALK); i++)
        if (PACK_ROW(p, SECTION_CROSSWALK, pack_crosswalk, i)->system ==
            (uint32_t)system)
            return true;
    return false;
}

struct mapped_code pack_map(const struct pack *p, enum code_system system,
                            struct code code)
{
    struct mapped_code m = {.how = MAPPING_OWN, .code = code};
    struct code own;

    if (!has_crosswalk(p, system) || pack_code_listed(p, system, code))
        return m;
    m.partners = pack_partners(p, system, CROSS_TO_REGION, code, &own);
    m.how = m.partners.count == 0   ? MAPPING_ABSENT
            : m.partners.count == 1 ? MAPPING_ONE
                                    : MAPPING_SEVERAL;
    if (m.how == MAPPING_ONE)
        m.code = m.partners.codes[0];
    return m;
}
