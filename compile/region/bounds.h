/*
 * bounds.h -- what a value of the settlement may be: `min` and `max` of a
 * <set> hold for its own value and for what a hospital's file puts in its
 * place.
 */
#ifndef COMPILE_REGION_BOUNDS_H
#define COMPILE_REGION_BOUNDS_H

#include "compile/region/region.h"

/* Bounds of the sets that were read, rows of their own; buffer_free. */
struct bounds {
    struct buffer rows;
};

/* Remembers the bounds of a region's set, if it has any. */
void bounds_add(struct bounds *bounds, struct region *r, const xmlNode *node,
                const struct pack_step *step);

/* Adds a fault for a value, `low` or `high` of a set that none of the bounds
 * for its name, insurance and hospital's level lets in. What is no constant is
 * not looked at. */
void bounds_check(const struct bounds *bounds, struct region *r,
                  const xmlNode *node, const struct pack_step *step);

#endif
