/*
 * worklist.h -- what is left to do, by department and coder, the nearest
 * deadline first: the cases with an error or a warning or without a group, and
 * what only the whole batch shows.
 */
#ifndef BATCH_TABLES_WORKLIST_H
#define BATCH_TABLES_WORKLIST_H

#include "batch/tables/book.h"
#include "batch/tables/writer.h"

/* Writes the sheet 待办. False on failure; book->failed is one too. */
bool worklist_write(const struct batch_rows *rows, struct book *book);

#endif
