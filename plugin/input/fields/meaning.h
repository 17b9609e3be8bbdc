/*
 * meaning.h -- what a value of an interface is in our words.
 */
#ifndef INPUT_FIELDS_MEANING_H
#define INPUT_FIELDS_MEANING_H

#include "pack/pack.h"

#define MEANINGS_KEPT 16 /* a power of two */

/* The latest answers of maps, as most pages ask for the same. All zero at
 * first; belongs to one thread and one pack. */
struct meanings {
    struct mapped {
        const struct pack_entry *entry; /* NULL: nothing kept */
        struct text code;               /* of the entry */
        uint32_t map;
    } kept[MEANINGS_KEPT];
};

/* What a value means by its tag's map, and of that the tag's part. The text
 * lies in the pack or in the value. A code that is not in the map means itself.
 */
struct text meaning_of(struct meanings *meanings, const struct pack *pack,
                       const struct pack_tag *tag, struct text value);

#endif
