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

/* True for a whole character of three bytes from U+1000 to U+CFFF or from
 * U+FF00 to U+FF7F at t[at], as nearly all are. */
static inline bool utf8_usual(struct text t, size_t at)
{
    const unsigned char *p = (const unsigned char *)t.at + at;

    return t.length - at > 2 && (p[1] & 0xC0) == 0x80 &&
           (p[2] & 0xC0) == 0x80 &&
           ((p[0] > 0xE0 && p[0] < 0xED) ||
            (p[0] == 0xEF && (p[1] & 0xFE) == 0xBC));
}

/* How many places of t are not UTF-8, counting at most `limit`; *wide is how
 * many characters of three bytes were met on the way. */
size_t utf8_faults(struct text t, size_t limit, size_t *wide);

/* Length of t without a character that is cut off by its end. */
size_t utf8_whole(struct text t);

/* How many units of UTF-16 t takes; a byte that is not UTF-8 counts as one. */
size_t utf8_units(struct text t);

#endif
