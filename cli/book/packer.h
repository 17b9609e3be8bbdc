/*
 * packer.h -- deflate and CRC-32, as the parts of a ZIP have them: by Intel's
 * ISA-L, at a third of zlib's time, or by zlib where the builder has none. Both
 * pack the same bytes to the same bytes each time, but not to one another's.
 */
#ifndef BOOK_PACKER_H
#define BOOK_PACKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct packer;

/* NULL without memory; free it with packer_free. */
struct packer *packer_new(void);
void packer_free(struct packer *p);

/* Begins a part. */
void packer_begin(struct packer *p);

/* The next bytes of the part, to be taken in whole before any others are given
 * or changed; `last` ends the part. */
void packer_give(struct packer *p, const void *bytes, size_t length, bool last);

/* Packed bytes of what was given: fewer than `room` only where there are no
 * more of them. */
size_t packer_take(struct packer *p, void *out, size_t room);

/* The CRC-32 of bytes behind those of `check`, which begins at 0. */
uint32_t packer_check(uint32_t check, const void *bytes, size_t length);

#endif
