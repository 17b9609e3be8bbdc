/*
 * gb18030.h -- GB18030 to UTF-8 and back, the same on every machine.
 *
 * The tables are made at build time (tools/gb18030-table.c) from the C
 * library's converter. Code points that libraries map differently are set to
 * their final forms of GB18030-2022, as the WHATWG index has them (A6D9 ->
 * U+FE10, A8BC -> U+1E3F, FE59 -> U+9FB4, 8135F437 -> U+E7C7, ...); the result
 * is checked against a fixed hash. The four-byte characters of those final
 * forms (82359037 -> U+9FB4) are read as those forms, too, not as private-use
 * characters. Also, 0x80 is the euro sign (CP936) and A3A0 is U+3000.
 */
#ifndef BASE_GB18030_H
#define BASE_GB18030_H

#include "base/buffer.h"
#include "base/text.h"

/*
 * The character at t[at]: its code point, *length its bytes (1, 2 or 4).
 * 0xFFFFFFFF if there is none: *length is then how many bytes to skip (1).
 */
uint32_t gb18030_next(struct text t, size_t at, unsigned *length);

/* Writes code point c to out (4 bytes of room); returns the number of bytes.
 * Private-use forms of older mappings are written as the same bytes. 0 for
 * surrogates. */
unsigned gb18030_put(uint32_t c, unsigned char *out);

/* UTF-8 text appended to out as GB18030. */
void gb18030_encode(struct text utf8, struct buffer *out);

/* Length of t without a character that is cut off by its end. */
size_t gb18030_whole(struct text t);

/* How many places of t are not GB18030, counting at most `limit`. */
size_t gb18030_faults(struct text t, size_t limit);

#endif
