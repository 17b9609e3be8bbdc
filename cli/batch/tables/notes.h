/*
 * notes.h -- 说明: what a workbook was made of, and what its words mean.
 */
#ifndef BATCH_TABLES_NOTES_H
#define BATCH_TABLES_NOTES_H

#include "batch/tables/work.h"
#include "book/book.h"

/* The sheet; `whole`: the workbook has all tables, else only the work lists. */
void notes_write(const struct work *w, struct book *book, bool whole);

#endif
