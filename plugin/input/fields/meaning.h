/*
 * meaning.h -- what a value of an interface is in our words.
 */
#ifndef INPUT_FIELDS_MEANING_H
#define INPUT_FIELDS_MEANING_H

#include "pack/pack.h"

#define MEANINGS_KEPT 16 /* a power of two */

/* What maps said last: most pages say the same. All zero at first; of one
 * thread and one pack. */
struct meanings {
    struct mapped {
        const struct pack_entry *entry; /* NULL: nothing kept */
        struct text code;               /* of the entry */
        uint32_t map;
    } kept[MEANINGS_KEPT];
};

/* A value by its tag's map, then the tag's part of it; in the pack or in the
 * value. A code that the map does not have is itself. */
struct text meaning_of(struct meanings *meanings, const struct pack *pack,
                       const struct pack_tag *tag, struct text value);

#endif
