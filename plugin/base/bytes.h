/*
 * bytes.h -- searches and counts that look at many bytes at a time.
 *
 * bytes.c is the only file with SIMD: each piece of SSE2 has a plain twin
 * beside it, which is built by ./configure --disable-simd and on other
 * machines. Both give the same results. No function reads a byte outside its
 * text, which may end where memory ends. `at` is t.length at most. Pure
 * functions; any thread.
 */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include "base/text.h"

/* The first place from `at` on with a byte of at least `least`, which is 0x80
 * or more; t.length if there is none. */
size_t bytes_reach(struct text t, size_t at, unsigned char least);

/* The first place from `at` on with a byte that JSON escapes: below 0x20, `"`,
 * `\`, 0x7F; or with two that may end a line for its reader: 0xC2 before 0x85
 * (U+0085), 0x80 before 0xA8 or 0xA9 (within U+2028, U+2029). t.length if there
 * is none. */
size_t bytes_escaped(struct text t, size_t at);

/* The first place from `at` on with `<`, `>`, `&`, a line feed or a carriage
 * return; t.length if there is none. */
size_t bytes_sign(struct text t, size_t at);

/* The first place from `at` on that is no plain markup: a byte that is not
 * ASCII, a control character other than tab and line ends, an ampersand, a `<`
 * that begins no markup; t.length if there is none. */
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

/* The first places with the byte c, at most `room`, to `places`; how many. A
 * place beyond 4 GB is told wrong. */
size_t bytes_places(struct text t, char c, uint32_t *places, size_t room);

/* The number of line feeds in t. */
size_t bytes_lines(struct text t);

/* The number of bytes in t that make CSV put a cell in quotes: comma, `"`, line
 * feed, carriage return. */
size_t bytes_quoted(struct text t);

#endif
