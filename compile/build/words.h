/*
 * words.h -- texts kept once each, in the layout of a pack's text section.
 */
#ifndef COMPILE_BUILD_WORDS_H
#define COMPILE_BUILD_WORDS_H

#include "base/buffer.h"
#include "pack/format.h"

/* Starts as {0}, or as {.strings = where the bytes go}; words_free gives back
 * what is its own. */
struct words {
    struct buffer *strings; /* somebody else's; NULL: `own` */
    struct buffer own;
    struct buffer refs;  /* struct pack_text, by number */
    struct buffer slots; /* uint32_t, PACK_NONE or a number */
    bool fold;           /* case of ASCII letters makes no difference */
    bool failed;         /* sticky: a word could not be added */
};

/* Number of the word, which is added if it is new (*added, may be NULL).
 * PACK_NONE without memory. */
uint32_t words_add(struct words *w, struct text t, bool *added);

/* Number of the word; PACK_NONE if it was never added. */
uint32_t words_find(const struct words *w, struct text t);

/* Where a word stands; the number comes from words_add. */
struct pack_text words_at(const struct words *w, uint32_t number);

/* The word; valid until the next words_add. */
struct text words_text(const struct words *w, uint32_t number);

void words_free(struct words *w);

#endif
