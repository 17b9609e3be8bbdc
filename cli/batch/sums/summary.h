/*
 * summary.h -- what a batch comes to: counts, exact sums, histograms, all of
 * them sums over the rows of cases.csv, so that those of shards add up to
 * those of one run. docs/batch.md describes summary.json.
 */
#ifndef BATCH_SUMS_SUMMARY_H
#define BATCH_SUMS_SUMMARY_H

#include "batch/common/columns.h"
#include "batch/common/gate.h"
#include "batch/sums/tally.h"

enum summary_by {
    BY_DEPARTMENT,
    BY_CODER,
    BY_DOCTOR,
    BY_GROUP,
    BY_KIND,
    BY_LAYER,
    BY_INSURANCE,
    BY_DEVIATION,
    BY_MONTH,
    BY_PACK,
    BY_RULE,
    BY_ORGANIZATION,
    BY_WARD,
    BY_CAUSE,
    BY_SEX,
    BY_AGE,
    BY_TAG,     /* that nobody knows (tags.h) */
    BY_BAD,     /* sources that were not read whole or have no page: why */
    BY_OUTSIDE, /* rules, of sources without a page only */
    BY_PAIR,    /* group and department (pairs.h), of stays that have both */
    BYS
};

enum summary_histogram {
    HISTOGRAM_SCORE,
    HISTOGRAM_COST,
    HISTOGRAM_RATIO,
    HISTOGRAM_DAYS,
    HISTOGRAM_MARGIN,
    HISTOGRAMS
};

#define BINS_MAX 40

struct histogram {
    uint64_t below;          /* less than the first edge */
    uint64_t bins[BINS_MAX]; /* from an edge to the next; the last: no end */
};

struct summary {
    struct tally all;
    struct tally_table by[BYS];
    struct histogram histograms[HISTOGRAMS];
    uint64_t sources;    /* with rows */
    uint64_t no_page;    /* rows of sources without a front page: no records */
    uint64_t unreadable; /* rows of sources that were not read whole */
    uint64_t unfinished; /* rows of records that memory did not suffice for */
    struct buffer last;  /* source of the last row */
    struct buffer pair_key, pair_name; /* of the last row that has one */
    uint64_t last_index;
    uint64_t across;     /* summary_add_across: the row of the last one ... */
    bool error, warning; /* ... and whether it has these by now */
};

/* What stands in summary.json besides: the caller's. */
struct summary_facts {
    struct text head;            /* its first line: packs and options */
    uint64_t files, bytes;       /* inputs */
    uint64_t left_out;           /* records of departments not asked for */
    int status;                  /* of the gate */
    struct text results, inputs; /* objects of JSON, a comma between (held.h) */
};

/* Adds a row of cases.csv. One of a source without a front page is no record:
 * only its problems count. */
void summary_add(struct summary *s, const struct text cells[CASE_COLUMNS]);

/* Adds a finding that only the whole batch shows of a row of cases.csv, which
 * begins at `offset`; those of one row come one after the other. */
void summary_add_across(struct summary *s,
                        const struct text of_case[CASE_COLUMNS],
                        uint64_t offset,
                        const struct text cells[FINDING_COLUMNS]);

/* Rows of cases.csv. */
uint64_t summary_rows(const struct summary *s);

/* True of a check that tells why a source was not read as front pages. */
bool summary_tells_why(struct text rule);

/* After the last row. False without memory. */
bool summary_finish(struct summary *s);

/* The exit status as the gate of --fail-on decides it; sources that were not
 * read whole are EXIT_FAILED. */
int summary_status(const struct summary *s, const struct gate *gate);

/* Appends summary.json. */
void summary_put(const struct summary *s, const struct summary_facts *facts,
                 struct buffer *out);

/* How many edges a histogram has; bins[i] is from edge i on. */
size_t summary_edges(enum summary_histogram which);

/* Such an edge. */
int128 summary_edge(enum summary_histogram which, size_t bin);

void summary_free(struct summary *s);

#endif
