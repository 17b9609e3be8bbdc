/*
 * tally-columns.h -- tallies as rows of a table: a key, its name, counts,
 * exact sums, and the rates that follow from these. What a rate is, is written
 * in tally-columns.c and nowhere else.
 */
#ifndef BATCH_SUMS_TALLY_COLUMNS_H
#define BATCH_SUMS_TALLY_COLUMNS_H

#include "batch/common/columns.h"
#include "batch/sums/tally.h"

enum { TALLY_KEY, TALLY_NAME, TALLY_COUNTS };
#define TALLY_SUMS (TALLY_COUNTS + COUNTS)
#define TALLY_RATES (TALLY_SUMS + SUMS)

enum tally_rate {
    RATE_WITH_ERROR,
    RATE_ERRORS,
    RATE_GROUPED,
    RATE_CMI,
    RATE_COST,
    RATE_DAYS,
    RATE_MARGIN,
    RATE_COST_INDEX,
    RATE_DAYS_INDEX,
    RATE_LOW,
    RATE_HIGH,
    RATE_DEATH,
    RATE_TRANSFER,
    RATE_DRUG,
    RATE_MATERIAL,
    RATE_EXAM,
    RATE_LAB,
    RATE_SURGERY,
    RATE_NURSING,
    RATE_DEVIATION,
    RATE_SCORE,
    RATE_READMISSION,
    RATES
};
#define TALLY_COLUMNS (TALLY_RATES + RATES)

extern const struct column tally_columns[TALLY_COLUMNS];

/* Where the texts of a row's numbers lie. */
struct tally_texts {
    char numbers[TALLY_COLUMNS][DECIMAL_TEXT_MAX];
};

/* The number of a column behind TALLY_NAME; false where it is not known, or
 * there is nothing to divide by. */
bool tally_exact(const struct tally *t, unsigned column, int128 *out);

/* The same, rates rounded to their places: to be shown as it is. */
bool tally_number(const struct tally *t, unsigned column, int128 *out);

/* The cells of one tally but its key and name, those not known empty. */
void tally_fill(const struct tally *t, struct tally_texts *texts,
                struct text cells[TALLY_COLUMNS]);

/* The cells of entry i of a finished table, those not known empty; behind the
 * last key comes what is left over, if there is something, with the name 其余.
 * False behind the last. */
bool tally_row(const struct tally_table *t, uint32_t i,
               struct tally_texts *texts, struct text cells[TALLY_COLUMNS]);

#endif
