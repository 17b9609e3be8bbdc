/*
 * gzip.h -- lines of a batch's results, compressed.
 */
#ifndef BATCH_COMMON_GZIP_H
#define BATCH_COMMON_GZIP_H

#include "base/buffer.h"

/* The bytes become one member of a gzip file, without a time; none stay none.
 * Fails without memory. */
void gzip_member(struct buffer *bytes);

#endif
