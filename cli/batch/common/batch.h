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

#include "batch/common/gate.h"
#include "common/options.h"
#include "common/packs.h"
#include "plugin/options.h"

/* What the work list is cut by into workbooks. */
enum batch_split { SPLIT_DEPARTMENT, SPLIT_CODER, SPLIT_PHYSICIAN, SPLIT_NONE };

struct batch_options {
    const char *out; /* DIR */
    struct option_texts packs;
    uint32_t threads;
    bool resume, quiet, gzip;
    bool no_xlsx, no_db;         /* not made */
    const char *db, *run;        /* a PostgreSQL, and what is written there */
    unsigned split;              /* enum batch_split */
    struct option_texts compare; /* former summary.json, for the report */
    uint32_t
        progress; /* seconds from line to line where there is no terminal */
    uint32_t upload_days, readmit_days;
    uint32_t max_ratio, max_unpacked; /* in GiB: of one input's unpacking */
    struct options asked;             /* of each record; today */
    struct gate gate;
    struct filter_words unknown_rules; /* words that fit no rule (checked.h) */
    char *const *words;                /* the inputs */
    int word_count;
};

#endif
