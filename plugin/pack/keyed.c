/* Tables of the settlement: by keys, then by the band of a number. */
#include "pack/pack.h"

uint32_t pack_lookup_hash(const struct text *keys, unsigned count)
{
    uint32_t hash = 2166136261u;

    for (unsigned k = 0; k < count; k++) {
        for (size_t i = 0; i < keys[k].length; i++)
            hash = (hash ^ (unsigned char)keys[k].at[i]) * 16777619u;
        hash = (hash ^ 0xffu) * 16777619u;
    }
    return hash ^ hash >> 15;
}

static const struct pack_lookup_row *keyed_row(const struct pack *p, uint32_t i)
{
    return PACK_ROW(p, SECTION_LOOKUP_ROW, pack_lookup_row, i);
}

static bool has_keys(const struct pack *p, const struct pack_lookup_row *row,
                     const struct text *keys, unsigned count)
{
    for (unsigned k = 0; k < count; k++)
        if (!text_equal(pack_text(p, row->keys[k]), keys[k]))
            return false;
    return true;
}

/* First row with these keys, PACK_NONE if there is none. */
static uint32_t find_keys(const struct pack *p, const struct pack_lookup *l,
                          const struct text *keys)
{
    const uint32_t *slots =
        (const uint32_t *)p->sections[SECTION_LOOKUP_SLOT].rows +
        l->slots.first;
    uint32_t i = pack_lookup_hash(keys, l->keys);

    if (l->slots.count == 0)
        return PACK_NONE;
    for (;; i++) {
        const uint32_t row = slots[i & (l->slots.count - 1)];

        if (row == PACK_NONE || has_keys(p, keyed_row(p, row), keys, l->keys))
            return row;
    }
}

static bool in_band(enum lookup_band band, int64_t limit, int128 number)
{
    if (limit == INT64_MAX || limit == INT64_MIN)
        return true;
    switch (band) {
    case BAND_UPTO:
        return number <= decimal_from_millionths(limit);
    case BAND_BELOW:
        return number < decimal_from_millionths(limit);
    default:
        return number >= decimal_from_millionths(limit);
    }
}

/* The row of the band among those with the same keys, from `first` on. */
static uint32_t find_band(const struct pack *p, enum lookup_band band,
                          uint32_t first, int128 number)
{
    uint32_t found = PACK_NONE;

    if (band == BAND_NONE)
        return first;
    for (uint32_t i = 0; i < keyed_row(p, first)->bands; i++) {
        if (!in_band(band, keyed_row(p, first + i)->limit, number))
            continue;
        found = first + i;
        if (band != BAND_FROM)
            break;
    }
    return found;
}

/* Key n of the mask (bit 0 is the last key) left open. */
static void open_keys(const struct pack_lookup *l, const struct text *keys,
                      unsigned mask, struct text *out)
{
    for (unsigned k = 0; k < l->keys; k++)
        out[k] = mask >> (l->keys - 1u - k) & 1 ? TEXT("") : keys[k];
}

bool pack_lookup_find(const struct pack *p, uint32_t lookup,
                      const struct text *keys, int128 number, int64_t *out)
{
    const struct pack_lookup *l =
        PACK_ROW(p, SECTION_LOOKUP, pack_lookup, lookup);
    struct text tried[LOOKUP_KEYS_MAX];
    uint32_t row;

    for (unsigned mask = 0; mask <= l->wild; mask++) {
        if ((mask & ~(unsigned)l->wild) != 0)
            continue;
        open_keys(l, keys, mask, tried);
        row = find_keys(p, l, tried);
        if (row != PACK_NONE)
            row = find_band(p, l->band, row, number);
        if (row == PACK_NONE)
            continue;
        *out = keyed_row(p, row)->value;
        return true;
    }
    return false;
}
