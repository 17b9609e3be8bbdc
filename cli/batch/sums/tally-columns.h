/*
 * tally-columns.h -- tallies as rows of a table: a key, its name, counts and
 * exact sums.
 */
#ifndef BATCH_SUMS_TALLY_COLUMNS_H
#define BATCH_SUMS_TALLY_COLUMNS_H

#include "batch/common/columns.h"
#include "batch/sums/tally.h"

enum { TALLY_KEY, TALLY_NAME, TALLY_COUNTS };
#define TALLY_SUMS (TALLY_COUNTS + COUNTS)
#define TALLY_COLUMNS (TALLY_SUMS + SUMS)

extern const struct column tally_columns[TALLY_COLUMNS];

/* Where the texts of a row's numbers lie. */
struct tally_texts {
    char numbers[COUNTS + SUMS][DECIMAL_TEXT_MAX];
};

/* The cells of entry i of a finished table, those not known empty; behind the
 * last key comes what is left over, if there is something, with the name 其余.
 * False behind the last. */
bool tally_row(const struct tally_table *t, uint32_t i,
               struct tally_texts *texts, struct text cells[TALLY_COLUMNS]);

#endif
