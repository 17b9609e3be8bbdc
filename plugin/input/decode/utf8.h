/*
 * utf8.h -- strict UTF-8, as Unicode defines it, and fast passes over it.
 *
 * Pure functions; any thread.
 */
#ifndef INPUT_DECODE_UTF8_H
#define INPUT_DECODE_UTF8_H

#include "base/text.h"

#define UTF8_BAD 0xFFFFFFFFu

/*
 * The character at t[at]: its code point, *length its bytes. UTF8_BAD for bytes
 * that are not a character; *length is then how many to skip: the longest
 * beginning of a character, or the three bytes of an encoded surrogate.
 */
uint32_t utf8_next(struct text t, size_t at, unsigned *length);

/* How many places of t are not UTF-8, counting at most `limit`; *wide is how
 * many characters of three bytes were met on the way. */
size_t utf8_faults(struct text t, size_t limit, size_t *wide);

/* Length of t without a character that is cut off by its end. */
size_t utf8_whole(struct text t);

/* How many units of UTF-16 t takes; a byte that is not UTF-8 counts as one. */
size_t utf8_units(struct text t);

#endif
