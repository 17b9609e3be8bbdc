/*
 * former.h -- a former run's summary.json, as far as a report compares with
 * it. Counts are as in that file; names are not kept.
 */
#ifndef BATCH_PAGE_FORMER_H
#define BATCH_PAGE_FORMER_H

#include "batch/sums/summary.h"
#include "common/options.h"
#include "common/tree.h"

struct former {
    json_t *tree;     /* the file */
    struct tally all; /* records: what is no page has no part in it */
    struct tally_table departments, rules, months; /* finished */
};

/* Reads the file; false after saying why not. Free it in either case. */
bool former_read(struct former *f, const char *path);

/* Reads all only to see that they can be read: before a long run. */
bool former_check(const struct option_texts *paths);

void former_free(struct former *f);

/* The first or last month that it has; empty if it has none. */
struct text former_month(const struct former *f, bool last);

#endif
