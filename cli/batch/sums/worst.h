/*
 * worst.h -- the cases that need the most work: those with the most errors
 * first, then those without a group, those with the most warnings, those that
 * cost most above their payment, in the order of cases.csv. Cases without any
 * of these are left out. Bounded memory, whatever the batch.
 */
#ifndef BATCH_SUMS_WORST_H
#define BATCH_SUMS_WORST_H

#include "batch/common/columns.h"
#include "common/csv.h"

#define WORST_SHOWN 50u    /* are kept; as many as one can finish */
#define WORST_MAX 500u     /* with those that others add to the list */
#define WORST_FINDINGS 12u /* of a case are shown */
#define WORST_ACROSS 5u    /* cases of such a rule are kept */

struct worst_finding {
    uint64_t offset; /* in findings.csv */
    int severity;    /* 0 error, 1 warning, 2 else */
};

/* A case among the others. */
struct worst_place {
    uint64_t errors, warnings, row;
    int128 loss;     /* cost above payment, 0 if none */
    bool adrift;     /* without a group */
    uint64_t offset; /* of its row in cases.csv */
    uint64_t first;  /* row of findings.csv with its first finding */
    uint64_t own;    /* its findings without those of the whole batch */
    uint64_t who;    /* hash of source and index */
};

struct worst_case {
    struct worst_place is;
    uint64_t total; /* its findings, those of the whole batch as well */
    /* Errors first, then warnings, each in the order of findings.csv. */
    struct worst_finding findings[WORST_FINDINGS];
};

/* How many rows were seen, and their findings. */
struct worst_seen {
    uint64_t rows, findings;
};

/* Cases of a rule that only the whole batch shows: offsets in cases.csv. */
struct worst_across {
    char rule[12];
    uint64_t offsets[WORST_ACROSS];
    unsigned count;
};

struct worst {
    struct worst_case list[WORST_MAX]; /* the worst first, when ordered */
    uint32_t count;
    struct worst_seen seen; /* of cases.csv */
    uint64_t wanting;       /* cases that are worth a place */
    struct worst_across across[8];
};

/* Less than 0 if a is the worse one. No two are equal. */
int worst_compare(const struct worst_place *a, const struct worst_place *b);

/* The place of the next row of cases.csv, which begins at `offset` there. */
struct worst_place worst_place(struct worst_seen *seen,
                               const struct text cells[CASE_COLUMNS],
                               uint64_t offset);

/* Who that is: a hash of source and index. */
uint64_t worst_who(struct text source, struct text index);

/* Adds such a row; one without a page takes no place. */
void worst_add(struct worst *w, const struct text cells[CASE_COLUMNS],
               uint64_t offset);

/* The whole batch shows this rule in the case at `offset`. */
void worst_add_across(struct worst *w, struct text rule, uint64_t offset);

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
