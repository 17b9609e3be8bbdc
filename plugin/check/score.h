/*
 * score.h -- the score of a front page: points lost item by item, by the table
 * of the pack (knowledge/score.csv).
 *
 * An item is lost where its condition holds or a rule it names has a finding
 * that is more than info. A section loses at most its total.
 */
#ifndef CHECK_SCORE_H
#define CHECK_SCORE_H

#include "result.h"

/* Fills r->score; after all findings. Nothing without a table, or for pages
 * that are no front pages. `dialect` as in check_run. */
void score_run(struct result *r, uint32_t dialect);

#endif
