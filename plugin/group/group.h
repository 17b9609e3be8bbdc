/*
 * group.h -- which group of the catalogue a record falls in, and why.
 *
 * Layers in the region's order; in the first layer with candidates the
 * region's pick filters them until one is left (contracts.md 3, dip-rules.md
 * 2.3 and 2.4). Cannot fail: no group is an answer too.
 */
#ifndef GROUP_GROUP_H
#define GROUP_GROUP_H

#include "result.h"

/* Fills r->grouping. */
void group_run(struct result *r);

#endif
