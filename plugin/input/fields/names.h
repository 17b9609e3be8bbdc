/*
 * names.h -- names of tags met in the input, each kept once with its meaning.
 *
 * Exports write the same names in the same order record after record, so each
 * name remembers the one that followed it: most are found by one comparison.
 */
#ifndef INPUT_FIELDS_NAMES_H
#define INPUT_FIELDS_NAMES_H

#include <string.h>

#include "pack/pack.h"

#define NAMES_MAX 2048   /* kept at a time; hqms-2019 has 811 */
#define NAMES_LENGTH 64  /* longest one that is kept */
#define NAMES_SLOTS 4096 /* a power of two, twice NAMES_MAX */

/* What a name of the input means. */
struct known_name {
    const char *at;             /* distinct for distinct names */
    struct text name;           /* the same, with its length */
    const struct pack_tag *tag; /* NULL: no such tag in the dialect */
    uint32_t marked;            /* the dialect it marks, PACK_NONE */
    bool plain; /* the tag is one field's, whose value it has as it stands */
};

struct kept_name {
    struct known_name known;
    char bytes[NAMES_LENGTH];
    uint64_t word, mask; /* the first bytes, and which of the 8 they are */
    uint32_t hash;
    uint32_t next;  /* the name that followed it last; NAMES_MAX none */
    uint32_t stamp; /* the start tag in which it last was an attribute */
};

/* Of one dialect; belongs to one parser. */
struct names {
    const struct pack *pack;
    uint32_t dialect, count;
    uint32_t before;             /* the name asked for last; NAMES_MAX none */
    uint16_t slots[NAMES_SLOTS]; /* 1 + place in kept, 0 free */
    struct kept_name kept[NAMES_MAX];
};

/* Begins a record; forgets all if the dialect is another or the room nearly
 * used up: names given out before are then no longer valid. */
void names_begin(struct names *n, const struct pack *pack, uint32_t dialect);

/* The name, kept; NULL if it is too long or there is no room. */
struct kept_name *names_get(struct names *n, struct text name);

/* True if the tag, which may be NULL, is one field's, whose value it has as it
 * stands: nearly all are. */
bool names_plain(const struct pack_tag *tag);

/* True if the bytes at `at` begin with the name; `room` can be read. */
static inline bool names_same(const struct kept_name *kept, const char *at,
                              size_t room)
{
    const size_t length = kept->known.name.length;
    uint64_t word;

    if (room < sizeof(word))
        return length <= room && memcmp(at, kept->bytes, length) == 0;
    memcpy(&word, at, sizeof(word));
    return (word & kept->mask) == kept->word &&
           (length <= sizeof(word) ||
            (length <= room && memcmp(at, kept->bytes, length) == 0));
}

/* The name that, last time, followed the name asked for last; NULL if none. */
static inline struct kept_name *names_next(struct names *n)
{
    const uint32_t place =
        n->before != NAMES_MAX ? n->kept[n->before].next : NAMES_MAX;

    return place != NAMES_MAX ? &n->kept[place] : NULL;
}

/* The name that was expected stood there. */
static inline void names_met(struct names *n, const struct kept_name *kept)
{
    n->before = (uint32_t)(kept - n->kept);
}

/*
 * If the name that is expected next stands at `at`, before one of `>`, `/`,
 * `=` and blanks: that name, else NULL. At least `room` bytes can be read.
 */
struct kept_name *names_expected(struct names *n, const char *at, size_t room);

#endif
