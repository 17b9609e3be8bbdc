/*
 * running.h -- what cases.csv comes to, while it grows: sums, rows to compare
 * across the batch, the worst cases.
 *
 * The rows are added as they are written, so that at the end nothing has to be
 * read again; what an earlier process wrote, and a merge, is read from the
 * file. One thread at a time.
 */
#ifndef BATCH_TABLES_RUNNING_H
#define BATCH_TABLES_RUNNING_H

#include "batch/common/batch.h"
#include "batch/sums/across.h"
#include "batch/sums/summary.h"
#include "batch/sums/worst.h"

struct running {
    struct summary summary;
    struct across across;
    struct worst *worst;
    uint64_t seen; /* bytes of cases.csv that were added */
};

/* `folder` is for spill files. False without memory. */
bool running_open(struct running *r, const struct batch_options *options,
                  const char *folder);

/* Adds what stands in cases.csv behind the bytes seen, up to `end`; the first
 * row are the headings. False if it cannot be read. */
bool running_read(struct running *r, int cases, uint64_t end);

/* Adds rows that are appended to cases.csv behind the bytes seen. Quotes are
 * undone in them. False if they are no rows. */
bool running_add(struct running *r, struct buffer *rows);

void running_close(struct running *r);

#endif
