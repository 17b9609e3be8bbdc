/*
 * worst.h -- the cases that are most worth a look. Each reason has its share,
 * so that none crowds out the others: errors and no group, money lost, and
 * death, return and deviation together. What is left free goes to the rest.
 * Cases without any of these are left out. Bounded memory, whatever the batch.
 *
 * Within a share, and in the rest, those with the most errors come first, then
 * those without a group, those with the most warnings, those that cost most
 * above their payment, in the order of cases.csv; where money is lost, those
 * that lost most.
 */
#ifndef BATCH_SUMS_WORST_H
#define BATCH_SUMS_WORST_H

#include "batch/common/columns.h"
#include "common/csv.h"

#define WORST_SHOWN 50u    /* are kept; as many as one can finish */
#define WORST_ERRORS 20u   /* of them for errors and no group, at most */
#define WORST_LOSS 20u     /* for money lost */
#define WORST_MARKED 10u   /* for death, return, deviation */
#define WORST_MAX 500u     /* with those that others add to the list */
#define WORST_FINDINGS 12u /* of a case are shown */
#define WORST_ACROSS 5u    /* cases of such a rule are kept */

/* Why a case is among them: its share, in the order of the list. */
enum worst_share {
    SHARE_ERRORS,
    SHARE_LOSS,
    SHARE_DEATH,
    SHARE_RETURN,
    SHARE_DEVIATION,
    SHARE_REST,
    SHARE_NAMED, /* others added it */
    WORST_SHARES
};

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
    enum worst_share share;
    uint64_t total; /* its findings, those of the whole batch as well */
    /* Errors first, then warnings, each in the order of findings.csv. */
    struct worst_finding findings[WORST_FINDINGS];
};

/* Candidates for a share, the worst first; of SHARE_REST: of all. */
struct worst_top {
    struct worst_place places[WORST_SHOWN];
    uint32_t count;
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
    struct worst_top tops[WORST_SHARES];
    struct worst_seen seen; /* of cases.csv */
    uint64_t wanting;       /* cases that are worth a place */
    struct worst_across across[8];
};

/* Less than 0 if a is the worse one. No two are equal. */
int worst_compare(const struct worst_place *a, const struct worst_place *b);

/* The same by the money that they lost, first of all. */
int worst_compare_loss(const struct worst_place *a,
                       const struct worst_place *b);

/* The place of the next row of cases.csv, which begins at `offset` there. */
struct worst_place worst_place(struct worst_seen *seen,
                               const struct text cells[CASE_COLUMNS],
                               uint64_t offset);

/* Who that is: a hash of source and index. */
uint64_t worst_who(struct text source, struct text index);

/* Adds such a row; one without a page takes no place. */
void worst_add(struct worst *w, const struct text cells[CASE_COLUMNS],
               uint64_t offset);

/* The whole batch shows this rule in the case at `offset`, whose cells are
 * these; in the order of cases.csv. */
void worst_add_across(struct worst *w, struct text rule,
                      const struct text of_case[CASE_COLUMNS], uint64_t offset);

/* A place as it is: what returned is known by its offset only, until all of
 * cases.csv is read again. */
void worst_know(struct worst *w, const struct worst_place *place);

/* Then: fills the list. */
void worst_choose(struct worst *w);

/* When the list is whole; then all rows of findings.csv follow, by
 * worst_take. */
void worst_finish(struct worst *w);

/* Row `number` (from 0) of findings.csv: keeps its offset if it is one of the
 * worst cases'. */
void worst_take(struct worst *w, const struct text cells[FINDING_COLUMNS],
                uint64_t number, uint64_t offset);

/* After the last: the worst case first. */
void worst_order(struct worst *w);

#endif
