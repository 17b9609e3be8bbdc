/*
 * pairs.h -- keys and names that are two texts in one: of a group and of a
 * department, for what both have together.
 */
#ifndef BATCH_SUMS_PAIRS_H
#define BATCH_SUMS_PAIRS_H

#include "base/buffer.h"

/* Both in one, until `room` is used again; without memory it has failed. */
struct text pair_join(struct buffer *room, struct text first,
                      struct text second);

/* What was joined. The first must be without a tab, as codes are. */
struct text pair_first(struct text joined);
struct text pair_second(struct text joined);

#endif
