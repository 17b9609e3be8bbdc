/*
 * former.h -- a former run's summary.json, as far as a report compares with
 * it. Counts are as in that file; names are not kept.
 */
#ifndef BATCH_PAGE_FORMER_H
#define BATCH_PAGE_FORMER_H

#include "batch/sums/summary.h"

struct former {
    struct buffer text; /* the file */
    struct text packs;  /* the part that says what it was run with */
    struct text months; /* the part with its months */
    uint64_t no_page;
    struct tally all;
    struct tally_table departments, rules; /* finished */
};

/* Reads the file; false after saying why not. Free it in either case. */
bool former_read(struct former *f, const char *path);

/* Reads it only to see that it can be read: before a long run. NULL is
 * fine. */
bool former_check(const char *path);

void former_free(struct former *f);

/* The first or last key of a table in the file's text, a plain one. */
struct text former_month(struct text months, bool last);

#endif
