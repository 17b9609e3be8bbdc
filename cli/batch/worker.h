/*
 * worker.h -- what one thread needs to make rows of the records of blocks.
 */
#ifndef BATCH_WORKER_H
#define BATCH_WORKER_H

#include "batch/common/batch.h"
#include "batch/feed/block.h"
#include "batch/tables/rows.h"
#include "pipeline.h"

struct worker {
    const struct batch_options *options;
    const struct packs *packs;
    struct pipeline *pipelines;    /* one per pack */
    struct row_settings *settings; /* the same */
    struct text cells[CASE_COLUMNS];
    struct text finding[FINDING_COLUMNS];
};

/* False without memory; close it in either case. */
bool worker_open(struct worker *w, const struct batch_options *options,
                 const struct packs *packs);

/* Walks the block's records, from block->mode on; sets what becomes of it. */
void worker_run(struct worker *w, struct block *block);

void worker_close(struct worker *w);

#endif
