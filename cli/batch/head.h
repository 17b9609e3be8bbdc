/*
 * head.h -- what a batch is run with, in words: the first line of summary.json
 * and the file that says which run unfinished files belong to.
 */
#ifndef BATCH_HEAD_H
#define BATCH_HEAD_H

#include "batch/common/batch.h"

/* The inputs as they are before the batch. */
struct head_inputs {
    uint64_t files, bytes;
    uint64_t missing; /* of the files */
    uint64_t hash;    /* of paths, sizes, times of the last change */
};

/* Looks at all inputs of the command line; false after saying why they cannot
 * be listed. */
bool head_look(const struct batch_options *options, struct head_inputs *all);

/* Appends the first line of summary.json without its line end:
 * `{"format":1,"packs":[...],"options":{...},`. */
void head_put(const struct batch_options *options, const struct packs *packs,
              struct buffer *out);

/* Appends the lines that must be the same for a batch to be resumed. */
void head_begin(const struct batch_options *options, const struct packs *packs,
                const struct head_inputs *inputs, struct buffer *out);

#endif
