/*
 * facts.h -- reading back what summary.json says in its first two lines.
 */
#ifndef BATCH_FACTS_H
#define BATCH_FACTS_H

#include "batch/common/batch.h"
#include "batch/sums/summary.h"
#include "common/tree.h"

struct facts {
    struct summary_facts told; /* the head points into `text` */
    struct buffer text;
    json_t *tree; /* of both lines */
};

/* Reads DIR's summary.json, and frees what was read before; false after saying
 * that there is none, or that it is not one of ours. Free it in either case. */
bool facts_read(const char *dir, struct facts *facts);

/* Sets the options that the head tells and a merge works with: readmit_days,
 * today, with_identity, what is looked at and the gate; the texts live as long
 * as the facts. */
void facts_options(const struct facts *facts, struct batch_options *options);

/* What two of them differ in, so that they cannot be merged: the pack, or an
 * option, as the command line knows it; NULL if in nothing. From which day the
 * days left count has no part in it: a merge counts them anew. */
const char *facts_difference(const struct facts *a, const struct facts *b);

/* Appends a head with another day (empty: none told) to count from. */
void facts_put_head(struct text head, struct text today, struct buffer *out);

void facts_free(struct facts *facts);

#endif
