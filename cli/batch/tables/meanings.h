/*
 * meanings.h -- what the columns of a batch's tables mean, in the words of
 * docs/batch.md, from which they are made.
 */
#ifndef BATCH_TABLES_MEANINGS_H
#define BATCH_TABLES_MEANINGS_H

#include "base/text.h"
#include "common/column.h"

enum meaning_table {
    MEANING_CASES,
    MEANING_FINDINGS,
    MEANING_TALLIES,
    MEANING_WORK /* its columns are known by their headings */
};

/* What a column of the table means, what findings share with cases and the
 * work lists with both as it is told there; empty where docs/batch.md has no
 * word of it. */
struct text column_meaning(enum meaning_table table,
                           const struct column *column);

/* In what a column is counted, or what its cells are. */
struct text column_unit(const struct column *column);

#endif
