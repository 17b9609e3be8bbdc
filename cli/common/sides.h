/*
 * sides.h -- one record by several packs, side by side.
 */
#ifndef COMMON_SIDES_H
#define COMMON_SIDES_H

#include "lanes.h"

/* Appends a line per pack: group, standard, fund, and how the standard differs
 * from that of the first pack. Plain Chinese for 80 columns. */
void sides_show(const struct lanes *lanes, struct buffer *out);

#endif
