/*
 * advice.h -- findings GRP001 to GRP006, from what the group and the region's
 * tables say of a record and no rule text can see (dip-rules.md 7). They say
 * what to verify in the documentation, never a code that pays more.
 *
 *   GRP001 a gray code        GRP004 the principal operation is not the first
 *   GRP002 an unused operation         GRP005 an excluded principal diagnosis
 *   GRP003 a core row missed by one part
 *   GRP006 an operation that counts as conservative stands before a real one
 */
#ifndef GROUP_ADVICE_H
#define GROUP_ADVICE_H

#include "result/result.h"

/* After group_run: adds at most one finding of each id. Texts lie in the
 * record's arena. */
void advice_run(struct result *r);

#endif
