/*
 * facts.h -- reading back what summary.json says in its first two lines.
 */
#ifndef BATCH_FACTS_H
#define BATCH_FACTS_H

#include "batch/common/batch.h"
#include "batch/sums/summary.h"

/* Reads DIR's summary.json into `text`, which facts->head points into; false
 * if there is none, or it is not one of ours. */
bool facts_read(const char *dir, struct buffer *text,
                struct summary_facts *facts);

/* Sets the options that the head tells and a merge works with: readmit_days,
 * today, with_identity and the gate; the texts point into the head. */
void facts_options(struct text head, struct batch_options *options);

#endif
