/*
 * score.h -- the score of a front page: points lost item by item, by the table
 * of the pack (knowledge/score.csv).
 *
 * The points of an item are lost if its condition holds or a rule it names has
 * a finding that is more than info. A section loses at most its total.
 */
#ifndef CHECK_SCORE_H
#define CHECK_SCORE_H

#include "result/result.h"

/* What every report says of the table beside the score. */
#define SCORE_NOTE                                                                                      \
    "评分表请医院核对，可换成自己的；自带的表（knowledge/score.csv）据记忆整" \
    "理，各项分值与部分总分原本不相合，每部分最多扣到总分为止"

/* Fills r->score, after all findings. Does nothing without a table, or for
 * pages that are not front pages. `dialect` as in check_run. */
void score_run(struct result *r, uint32_t dialect);

#endif
