/*
 * behind.h -- what stands behind the last record of a source.
 */
#ifndef INPUT_BEHIND_H
#define INPUT_BEHIND_H

#include "pack/pack.h"

/* Elements with text in `rest`, the bytes from a record to the end of its
 * source; 0 if there is another record, which then counts them itself. Reads
 * raw bytes; any thread. */
uint32_t behind_count(const struct pack *pack, struct text rest);

#endif
