/*
 * stays.h -- what only the whole batch shows of a case, beside the columns of
 * its cases.csv: readmitted and split_stay (1 or 0), readmission_days since the
 * discharge before.
 */
#ifndef FIGURES_STAYS_H
#define FIGURES_STAYS_H

#include "base/buffer.h"
#include "common/step.h"
#include "compile/read/table.h"

#define STAYS_COUNT 3
#define STAYS_COLUMNS "readmitted,split_stay,readmission_days"

/* True if the summary.json beside a batch's table says that readmissions were
 * looked for and none was left out. */
bool figures_knows_stays(const char *table);

/* Appends a cases.csv with what is to be kept of it, other columns empty; and
 * with these columns, from the findings.csv beside it, if it is one of a batch
 * that knows them. STEP_ITEM then; STEP_FAILED if it breaks off in a row;
 * STEP_END if it is no such table as a batch writes it, and is to be read as it
 * is. But for STEP_ITEM nothing is appended. */
enum step figures_stays(const char *table, const struct table_keep *keep,
                        struct buffer *out);

/* A cell as cases.csv has it: a sign in front of a sign. */
void figures_put_cell(struct buffer *out, struct text t);

/* Adds these columns, by the names that people know them by, to the table of a
 * batch's results.xlsx from its other sheets; another table, and one of a batch
 * that does not know them, is left as it is. False after a fault. */
bool figures_stays_of_book(struct table *cases);

#endif
