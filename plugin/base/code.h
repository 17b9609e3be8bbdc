/*
 * code.h -- codes of ICD-10, ICD-9-CM-3 and their Chinese extensions as keys.
 *
 * A key holds up to 16 bytes of the code in upper case, big-endian, zero
 * filled, so that order of keys is order of codes and a prefix is a range.
 */
#ifndef BASE_CODE_H
#define BASE_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

#define CODE_MAX 16

struct code {
    uint64_t high, low; /* bytes 1-8 and 9-16 */
};

/* A range of keys, both ends included. */
struct code_range {
    struct code from, to;
};

/* The key of t, ASCII letters folded; false (key of the first 16 bytes) if t
 * is longer than CODE_MAX or empty. */
bool code_key(struct text t, struct code *out);

static inline int code_compare(struct code a, struct code b)
{
    if (a.high != b.high)
        return a.high < b.high ? -1 : 1;
    return (a.low > b.low) - (a.low < b.low);
}

/* Order of rows that begin with a code, for sorting. */
int code_order(const void *a, const void *b);

static inline bool code_equal(struct code a, struct code b)
{
    return a.high == b.high && a.low == b.low;
}

/* The first `length` bytes of the key, the rest zero. */
struct code code_prefix(struct code c, unsigned length);

/* Number of bytes before the zero fill. */
unsigned code_length(struct code c);

/* The dagger or asterisk that a key ends in, `+` or `*`; 0: none. Keys of
 * marked classes keep it, recorded codes do not. */
char code_mark(struct code c);

/* The key without its mark. */
struct code code_unmarked(struct code c);

/* The key with `mark` behind it; unchanged if mark is 0 or there is no room for
 * it. */
struct code code_marked(struct code c, char mark);

/* The range of all codes that begin with `first` up to all that begin with
 * `last`: K80, K83 -> K80... to K83\xff... */
struct code_range code_range_of(struct code first, struct code last);

bool code_in_range(struct code c, struct code_range r);

/* The byte at position i (0-based), 0 behind the end. */
static inline char code_at(struct code c, unsigned i)
{
    if (i >= CODE_MAX)
        return '\0';
    return (char)((i < 8 ? c.high >> (56 - 8 * i) : c.low >> (120 - 8 * i)) &
                  0xFF);
}

/* The code as text in upper case, except that the placeholder x is in lower
 * case from the 4th byte on; at most CODE_MAX bytes, returns the number. */
size_t code_text(struct code c, char *out);

/* Hash for tables in packs; the same on every machine. */
uint32_t code_hash(struct code c);

#endif
