/*
 * blanks.h -- parameters of a settlement that its documents leave open: `set`
 * elements with `fill`, which a notice of the bureau is to give.
 */
#ifndef PACK_BLANKS_H
#define PACK_BLANKS_H

#include "base/buffer.h"
#include "pack/pack.h"

/* Appends a line for each that the hospital's file does not fill and that can
 * concern the hospital; how many. */
uint32_t blanks_list(const struct pack *pack, struct buffer *out);

#endif
