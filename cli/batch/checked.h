/*
 * checked.h -- whether a batch has looked at what it was asked for: one that
 * has not is no pass.
 */
#ifndef BATCH_CHECKED_H
#define BATCH_CHECKED_H

#include "batch/common/batch.h"
#include "batch/sums/summary.h"

/* Sets options->unknown_rules: words that fit no rule of any pack, nor a check
 * of the program's own. */
void checked_look(struct batch_options *options, const struct packs *packs);

/* False after saying why: no front page was checked, a department that no
 * record has, a rule that there is not. */
bool checked_all(const struct batch_options *options, const struct summary *s);

#endif
