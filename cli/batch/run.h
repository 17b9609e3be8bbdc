/*
 * run.h -- the threads of a batch.
 *
 * Every thread does all the work: it cuts the next block (one thread at a
 * time), walks its records, and writes it, or leaves it to the thread that is
 * writing just then. A lock is taken for each block, never for each record, and
 * nobody waits for a write.
 */
#ifndef BATCH_RUN_H
#define BATCH_RUN_H

#include "batch/common/batch.h"
#include "batch/feed/feed.h"
#include "batch/progress.h"
#include "batch/tables/output.h"
#include "batch/tables/running.h"

/* Reads the feed to its end, from where it stands. False after saying why it
 * stopped; what is written then is good up to output->mark. `running` has seen
 * what is written before and sees what is written now. */
bool run_blocks(const struct batch_options *options, const struct packs *packs,
                struct feed *feed, struct output *output,
                struct running *running, struct progress *progress);

#endif
