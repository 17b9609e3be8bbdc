/* The neighbours of a code that no table knows. */
#include "pack/find.h"

/* Characters that two codes share from their beginning. */
static unsigned alike(struct code a, struct code b)
{
    unsigned n = 0;

    while (n < CODE_MAX && code_at(a, n) != '\0' &&
           code_at(a, n) == code_at(b, n))
        n++;
    return n;
}

struct pack_range pack_codes_with(const struct pack *p,
                                  const struct pack_code_table *table,
                                  struct code prefix)
{
    struct pack_range out = {
        pack_find_from(p, SECTION_CODE, table->codes, prefix), 0};
    const uint32_t end = table->codes.first + table->codes.count;
    const unsigned length = code_length(prefix);

    while (out.first + out.count < end &&
           code_equal(code_prefix(PACK_ROW(p, SECTION_CODE, pack_code,
                                           out.first + out.count)
                                      ->code,
                                  length),
                      prefix))
        out.count++;
    return out;
}

/* In a sorted table what shares most stands around the code's own place. */
static uint32_t nearest_in(const struct pack *p, struct pack_range rows,
                           unsigned category, struct code code,
                           const struct pack_code *out[NEAREST_MAX])
{
    uint32_t above = pack_find_from(p, SECTION_CODE, rows, code), below = above,
             count = 0;

    while (count < NEAREST_MAX) {
        const struct pack_code *low =
            below > rows.first ? PACK_ROW(p, SECTION_CODE, pack_code, below - 1)
                               : NULL;
        const struct pack_code *high =
            above < rows.first + rows.count
                ? PACK_ROW(p, SECTION_CODE, pack_code, above)
                : NULL;
        const unsigned l = low == NULL ? 0 : alike(low->code, code);
        const unsigned h = high == NULL ? 0 : alike(high->code, code);

        if (l < category && h < category)
            break;
        if (l >= h) {
            out[count++] = low;
            below--;
        } else {
            out[count++] = high;
            above++;
        }
    }
    return count;
}

uint32_t pack_nearest(const struct pack *p, enum code_system system,
                      struct code code,
                      const struct pack_code *out[NEAREST_MAX])
{
    const unsigned category = system == SYSTEM_PROCEDURE ? 2 : 3;
    uint32_t count = 0;

    for (uint32_t i = 0; i < pack_count(p, SECTION_CODE_TABLE) && count == 0;
         i++) {
        const struct pack_code_table *t =
            PACK_ROW(p, SECTION_CODE_TABLE, pack_code_table, i);

        if (t->system == (uint32_t)system && (t->flags & TABLE_GRAY) == 0)
            count = nearest_in(p, t->codes, category, code, out);
    }
    return count;
}
