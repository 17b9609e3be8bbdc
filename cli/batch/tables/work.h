/*
 * work.h -- what there is to do in a batch, in order: problems one by one,
 * then the stays. What stands in several files of one stay is one row.
 *
 * Of the stays come first those with an error, then those without a group, then
 * the rest; among these what is due first, then what has most at stake. The
 * tasks of a stay stand together, by the most pressing of them, errors first.
 *
 * A task is an error, a warning, or a case without a group.
 */
#ifndef BATCH_TABLES_WORK_H
#define BATCH_TABLES_WORK_H

#include "base/buffer.h"
#include "batch/sums/sorter.h"
#include "batch/tables/writer.h"
#include "common/csv.h"

#define WORK_KEY 121

/* Sources without a page are no stays: what is wrong with them stands apart,
 * and in no part of a list that is split, as they are nobody's. */
enum work_sheet { WORK_PROBLEMS, WORK_STAYS, WORK_SOURCES, WORK_SHEETS };

struct work {
    const struct batch_rows *rows;
    enum batch_split split;    /* what the tasks are sorted by first */
    struct sorter pages;       /* who they are of, by their stays */
    const unsigned char *page; /* the next of `pages` */
    struct sorter stays;       /* tasks by their stays, until all are known */
    struct sorter sorter;
    struct buffer titles; /* of the rules, one by one */
    struct work_title {
        uint32_t at, length;
    } * title;     /* in `titles`, by the entries of summary->by[BY_RULE] */
    int32_t today; /* from which days left are counted */
    bool has_today;
    bool sound; /* it is of a case without an error */
    struct csv_reader cases, findings;
    unsigned char key[WORK_KEY]; /* of the task before */
};

/* A task as it comes out. */
struct work_task {
    enum work_sheet sheet;
    bool first;     /* of its sheet and of what the list is split by */
    bool same;      /* as the one before: the same problem, the same stay */
    bool finding;   /* told by a row of findings.csv; else only the case */
    uint64_t pages; /* that the batch has of the stay */
    struct text of_case[CASE_COLUMNS], of_finding[FINDING_COLUMNS];
};

/* Sorts the tasks of a batch; false if its tables cannot be read, or without
 * memory or disk. Close it in any case. */
bool work_open(struct work *w, const struct batch_rows *rows,
               enum batch_split split);

/* The next task; its cells hold until the next call. */
STEP_CHECKED enum step work_next(struct work *w, struct work_task *task);

/* What the case would be paid, or where that is not known, what it cost. */
struct text work_at_stake(const struct text *of_case);

/* What a rule is called; its id where that is not known. */
struct text work_title(const struct work *w, struct text rule);

void work_close(struct work *w);

#endif
