/*
 * worklist.h -- 待办: what there is to do, as sheets of a workbook, in all or
 * for each department, coder or physician.
 */
#ifndef BATCH_TABLES_WORKLIST_H
#define BATCH_TABLES_WORKLIST_H

#include "batch/tables/work.h"
#include "book/book.h"

/* The sheets 待办, 待办病例 and, if there are any, 读不了的文件 of all there is
 * to do, the next of which is *task, or where the list is split, of what
 * belongs with it; *task is then the first of the rest, and *step what came of
 * reading it. */
bool worklist_write(struct work *w, struct work_task *task, enum step *step,
                    struct book *book);

/* The columns of one of the sheets, as they stand there; how many. */
#define WORKLIST_COLUMNS 26
unsigned worklist_columns(enum work_sheet which,
                          struct column out[WORKLIST_COLUMNS]);

/* What days left are counted from, in words; empty where that is not known. */
struct text worklist_day(const struct work *w, char out[160]);

#endif
