/*
 * finish.h -- the end of a batch, and of a merge: from whole tables to results
 * in DIR.
 */
#ifndef BATCH_FINISH_H
#define BATCH_FINISH_H

#include "batch/tables/output.h"
#include "batch/tables/running.h"
#include "batch/tables/writer.h"

/*
 * Adds what only the whole batch shows to findings.csv, makes the other files
 * and names them all. `running` may have seen any part of cases.csv. `facts`:
 * head, files, bytes and left_out are set. Returns the exit status; if that is
 * EXIT_FAILED, it has said why, and the batch can be resumed.
 */
int finish_batch(struct output *output, const struct batch_options *options,
                 const struct packs *packs, struct running *running,
                 struct summary_facts *facts);

/* Only names the files that an earlier process made; false after saying why
 * not. */
bool finish_publish(struct output *output);

#endif
