/*
 * find.h -- rows of a section by the code or text that they begin with.
 */
#ifndef PACK_FIND_H
#define PACK_FIND_H

#include "pack/pack.h"

/* The row of `size` bytes that begins with `code`, by the hash table of it
 * that `slots` of a section are; NULL if there is none. */
static inline const void *pack_find_hashed(const struct pack *p,
                                           unsigned slot_section,
                                           struct pack_range slots,
                                           unsigned section, size_t size,
                                           struct code code, uint32_t hash)
{
    const uint32_t *at =
        (const uint32_t *)p->sections[slot_section].rows + slots.first;
    const char *rows = p->sections[section].rows;

    for (; slots.count != 0; hash++) {
        const uint32_t row = at[hash & (slots.count - 1)];

        if (row == PACK_NONE)
            break;
        if (code_equal(*(const struct code *)(const void *)(rows + row * size),
                       code))
            return rows + row * size;
    }
    return NULL;
}

/* All rows of a section. */
static inline struct pack_range pack_all(const struct pack *p, unsigned section)
{
    return (struct pack_range){0, pack_count(p, section)};
}

/* Of sorted rows that begin with a code the first that is not below `code`:
 * its number, that of the row behind them if there is none (lookup.c). */
uint32_t pack_find_from(const struct pack *p, unsigned section,
                        struct pack_range rows, struct code code);

/* Of sorted rows that begin with a text the one of `text`; NULL. */
const void *pack_find_text(const struct pack *p, unsigned section,
                           struct pack_range rows, struct text text);

#endif
