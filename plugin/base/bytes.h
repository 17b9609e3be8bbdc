/*
 * bytes.h -- passes over bytes that look at many of them at a time.
 *
 * The only file with SIMD is bytes.c; beside each piece of SSE2 stands its
 * plain twin, which ./configure --disable-simd and other machines build. Both
 * give the same. No pass reads a byte outside its text, which may end where
 * memory ends. `at` is t.length at most. Pure functions; any thread.
 */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include "base/text.h"

/* The first place from `at` on with a byte of at least `least`, which is 0x80
 * or more; t.length if there is none. */
size_t bytes_reach(struct text t, size_t at, unsigned char least);

/* The first place from `at` on with a byte that JSON escapes: below 0x20, `"`,
 * `\`, 0x7F; t.length if there is none. */
size_t bytes_escaped(struct text t, size_t at);

/* The first place from `at` on with `<`, `>`, `&`, a line feed or a carriage
 * return; t.length if there is none. */
size_t bytes_sign(struct text t, size_t at);

/* The first place from `at` on that is no plain markup: a byte that is not
 * ASCII, a control character but tab and line ends, an ampersand, a `<` that
 * begins no markup; t.length if there is none. */
size_t bytes_odd(struct text t, size_t at);

/* True if `<` followed by this byte begins markup. */
bool bytes_begins(unsigned char next);

/* The first place from `at` on with the byte `one` or `other` and, `gap` bytes
 * behind it, `last`; t.length if there is none. */
size_t bytes_pair(struct text t, size_t at, char one, char other, size_t gap,
                  char last);

/* The first `part`, which is not empty, from `at` on; t.length if there is
 * none. */
size_t bytes_find(struct text t, size_t at, struct text part);

/* Line feeds in t. */
size_t bytes_lines(struct text t);

/* Bytes in t for which a cell of CSV stands in quotes: comma, `"`, line feed,
 * carriage return. */
size_t bytes_quoted(struct text t);

#endif
