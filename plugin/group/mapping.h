/*
 * mapping.h -- findings about codes that are not in the region's tables: what
 * grouping makes of them by a crosswalk (MAP001 to MAP003, docs/region.md),
 * and, if no crosswalk knows them, their neighbours in the table (MAP004).
 *
 * The record keeps its codes; case.h asks pack_map for the code to group by.
 */
#ifndef GROUP_MAPPING_H
#define GROUP_MAPPING_H

#include "result/result.h"

/* Adds the findings of all diagnosis and operation codes. */
void mapping_run(struct result *r);

#endif
