/*
 * writer.h -- files that are made at the end of a batch, from its tables.
 *
 * When all records are through, findings.csv and cases.csv are whole (on disk
 * under DIR/.pregroup, columns.h names their columns, csv.h reads them) and so
 * are the sums (summary.h). A writer makes one file more of them. It runs in
 * one thread, after a kill again from the beginning, and for `merge` as for
 * `batch`: the file must depend on what is given here alone, so that a resumed
 * batch and joined shards give the same bytes, and no clock may stand in it.
 *
 * To add one: a file cli/batch/tables/NAME.c with a `const struct
 * batch_writer`, a line in cli/batch/writers.c, its file's name in
 * docs/batch.md.
 */
#ifndef BATCH_TABLES_WRITER_H
#define BATCH_TABLES_WRITER_H

#include "batch/common/batch.h"
#include "batch/sums/summary.h"
#include "batch/sums/worst.h"

/* A whole batch. */
struct batch_rows {
    const struct batch_options *options;
    const struct packs *packs; /* NULL for merge */
    int cases, findings;       /* open for pread, not to be closed */
    uint64_t cases_size, findings_size;
    const struct summary *summary; /* finished */
    const struct worst *worst;     /* of all cases, without their findings */
    const struct summary_facts *facts;
    const char *folder; /* for spill files (files.h) */
};

struct batch_writer {
    const char *name; /* of the file in DIR */
    bool folder;      /* it is a folder of files */
    /* False if these options do not ask for it; NULL: every batch has it. */
    bool (*wanted)(const struct batch_options *options);
    /* Makes the file `path` anew; false after saying why not. */
    bool (*write)(const struct batch_rows *rows, const char *path);
};

/* All of them in order, NULL at the end; summary.json is the last. */
extern const struct batch_writer *const batch_writers[];

extern const struct batch_writer summary_writer;
extern const struct batch_writer xlsx_writer;
extern const struct batch_writer worklists_writer;
extern const struct batch_writer db_writer; /* db.c or db-none.c */

#endif
