/*
 * join.h -- one mistake, one finding.
 *
 * A code that is none is seen by several checks: its form (FMT), the tables
 * (DIC), the region's codes (MAP), and again where it stands for another field
 * of the page. The most severe of them stands, of equals the first; the others
 * fall away, and the codes that are near go to its advice. So it is with a
 * value that is too long and for that no postcode. Letters that were mended are
 * one finding of the record.
 */
#ifndef CHECK_JOIN_H
#define CHECK_JOIN_H

#include "check/filter.h"
#include "result/result.h"

/* After severities are what they are to be. What the filter leaves out takes
 * nothing with it. */
void join_run(struct result *r, const struct filter *filter);

#endif
