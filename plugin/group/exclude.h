/*
 * exclude.h -- which operation is principal, and which take no part, by the
 * region's lists (<exclude>; dip-rules.md 2.6, dip-3.0.md 2.6).
 */
#ifndef GROUP_EXCLUDE_H
#define GROUP_EXCLUDE_H

#include "group/case.h"

/* Takes out the operations that the lists drop or count as conservative, sets
 * principal_op, and notes what was set aside. */
void exclude_operations(const struct result *r, struct group_case *c);

#endif
