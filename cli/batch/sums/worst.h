/*
 * worst.h -- the cases that need the most work: those with the most errors
 * first, then those without a group, those with the most warnings, those that
 * cost most above their payment, in the order of cases.csv. Cases without any
 * of these are left out. Bounded memory, whatever the batch.
 */
#ifndef BATCH_SUMS_WORST_H
#define BATCH_SUMS_WORST_H

#include "batch/common/columns.h"
#include "batch/common/csv.h"
#include "batch/sums/summary.h"

#define WORST_MAX 500u
/* Findings of a case that are shown. */
#define WORST_FINDINGS 12u

struct worst_finding {
    uint64_t offset; /* in findings.csv */
    int severity;    /* 0 error, 1 warning, 2 else */
};

struct worst_case {
    uint64_t errors, warnings, row;
    int128 loss;     /* cost above payment, 0 if none */
    bool adrift;     /* without a group */
    uint64_t offset; /* of its row in cases.csv */
    uint64_t first;  /* row of findings.csv with its first finding */
    uint64_t total;  /* its findings, those of the whole batch as well */
    uint64_t own;    /* without these */
    uint64_t who;    /* hash of source and index */
    /* Errors first, then warnings, each in the order of findings.csv. */
    struct worst_finding findings[WORST_FINDINGS];
};

struct worst {
    struct worst_case list[WORST_MAX]; /* the worst first, when finished */
    uint32_t count;
    uint64_t rows;     /* of cases.csv seen */
    uint64_t findings; /* of them */
    uint64_t wanting;  /* cases that are worth a place */
};

/* Adds a row of cases.csv, which begins at `offset` there. */
void worst_add(struct worst *w, const struct text cells[CASE_COLUMNS],
               uint64_t offset);

/* After the last row of cases.csv; then all rows of findings.csv follow, by
 * worst_take. */
void worst_finish(struct worst *w);

/* Row `number` (from 0) of findings.csv: keeps its offset if it is one of the
 * worst cases'. */
void worst_take(struct worst *w, const struct text cells[FINDING_COLUMNS],
                uint64_t number, uint64_t offset);

/* After the last: the worst case first. */
void worst_order(struct worst *w);

#endif
