/*
 * across.h -- what no single record shows: the same stay twice, a patient who
 * comes back within days, stays that overlap. Exact, and in bounded memory.
 *
 * A patient is 机构代码 and 病案号: the front page's own rules give a patient
 * one 病案号 per hospital. So nothing of the identity is needed, and shards
 * can be joined from their cases.csv.
 *
 *   BAT001 error    病案号 and 住院次数 as in an earlier row
 *   BAT002 warning  病案号 and both dates as in an earlier row, 住院次数 not
 *   BAT003 warning  comes back within `readmit_days` of the discharge
 *   BAT004 warning  is admitted before the discharge of an earlier stay
 *   BAT005 warning  masked numbers of documents (FMT107 of a record)
 *   BAT006 info     comes back like BAT003, but was transferred away and comes
 *                   from another institution: a two-way referral
 *
 * BAT001 and BAT002 are findings of the row that is later in the batch, BAT003
 * and BAT004 of the later admission. BAT005 is one finding, of the first such
 * row, where most rows are so; else one of each.
 */
#ifndef BATCH_SUMS_ACROSS_H
#define BATCH_SUMS_ACROSS_H

#include "base/buffer.h"
#include "batch/common/columns.h"
#include "batch/sums/sorter.h"
#include "common/csv.h"

struct across {
    uint32_t readmit_days;
    struct sorter by_number;       /* patient, admission number, row */
    struct sorter by_date;         /* patient, dates, row */
    struct sorter masked;          /* row */
    uint64_t rows, masked_rows;    /* how many */
    struct sorter hits;            /* row, other row, rule */
    struct csv_reader one, two;    /* across_next: for the rows of a hit */
    struct text row[CASE_COLUMNS]; /* the case told of, until the next call */
    uint64_t row_at;               /* its offset */
};

void across_open(struct across *a, uint32_t readmit_days, const char *folder);

/* Adds a row of cases.csv, which begins at `offset` there. */
void across_add(struct across *a, const struct text cells[CASE_COLUMNS],
                uint64_t offset);

/* After the last row; false without memory or room on disk. */
bool across_finish(struct across *a);

/* The next finding, in the order of cases.csv, whose rows are read from fd;
 * the cells lie in `texts`. */
STEP_CHECKED enum step across_next(struct across *a, int fd,
                                   struct buffer *texts,
                                   struct text cells[FINDING_COLUMNS]);

void across_close(struct across *a);

#endif
