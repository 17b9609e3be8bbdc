/*
 * batch.h -- `pregroup batch`: a year of exports to tables, by all cores.
 *
 *   inputs -> feed -> blocks -> workers -> output -> finish
 *
 * A feed cuts files and archives into raw records, in order; blocks of them
 * are walked by the threads (pipeline.h) into rows; the output appends them in
 * order to files under DIR/.pregroup, and a journal says how far these are
 * good. At the end what needs all rows is made of the tables (finish.h), and
 * all files appear in DIR by rename.
 */
#ifndef BATCH_COMMON_BATCH_H
#define BATCH_COMMON_BATCH_H

#include "batch/common/budget.h"
#include "batch/common/filter.h"
#include "common/packs.h"
#include "common/verified.h"

struct batch_options {
    const char *out; /* DIR */
    char *packs[PACKS_MAX];
    uint32_t pack_count;
    unsigned threads;
    bool resume, quiet, gzip, with_identity;
    bool no_xlsx, no_db; /* not made */
    struct text today;   /* 2025-03-10, from which days are left; or empty */
    const char *compare; /* a former summary.json for the report, or NULL */
    uint32_t upload_days, readmit_days;
    struct budget limits; /* of one input's unpacking */
    struct filter filter;
    struct gate gate;
    struct verified_file verified; /* findings left out */
    char *const *words;            /* the inputs */
    int word_count;
};

#endif
