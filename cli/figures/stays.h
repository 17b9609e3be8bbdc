/*
 * stays.h -- what only the whole batch shows of a case, beside the columns of
 * its cases.csv: readmitted and split_stay (1 or 0), readmission_days since the
 * discharge before.
 */
#ifndef FIGURES_STAYS_H
#define FIGURES_STAYS_H

#include "base/buffer.h"
#include "compile/read/table.h"

#define STAYS_COUNT 3
#define STAYS_COLUMNS "readmitted,split_stay,readmission_days"

/* True if the summary.json beside a batch's table says that readmissions were
 * looked for and none was left out. */
bool figures_knows_stays(const char *table);

/* Appends a cases.csv with these columns, from the findings.csv beside it.
 * False, and nothing is appended, if it is not one of a batch that knows
 * them; it is read as it is then. */
bool figures_stays(const char *table, struct buffer *out);

/* Adds these columns, by the names that people know them by, to the table of a
 * batch's results.xlsx from its other sheets; another table, and one of a batch
 * that does not know them, is left as it is. False after a fault. */
bool figures_stays_of_book(struct table *cases);

#endif
