/* Codes of other editions and what they are in the region's. */
#include "pack/find.h"

struct cross_partners pack_partners(const struct pack *p,
                                    enum code_system system, enum cross_way way,
                                    struct code code, struct code *own)
{
    PACK_EACH (walk, p, SECTION_CROSSWALK, pack_crosswalk) {
        const struct pack_cross *row;

        if (walk->system != (uint32_t)system)
            continue;
        row =
            pack_find_hashed(p, SECTION_CROSS_SLOT, walk->slots[way],
                             SECTION_CROSS, sizeof *row, code, code_hash(code));
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
    PACK_EACH (walk, p, SECTION_CROSSWALK, pack_crosswalk)
        if (walk->system == (uint32_t)system)
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
