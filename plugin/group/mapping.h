/*
 * mapping.h -- codes that do not stand in the region's tables: with a
 * crosswalk what grouping makes of them, as findings MAP001 to MAP003
 * (contracts.md 3), and for those that nothing knows their neighbours in the
 * table, MAP004.
 *
 * The record keeps its codes; case.h asks pack_map for the code to group by.
 */
#ifndef GROUP_MAPPING_H
#define GROUP_MAPPING_H

#include "result/result.h"

/* Adds the findings of all diagnosis and operation codes. */
void mapping_run(struct result *r);

#endif
