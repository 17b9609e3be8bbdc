/*
 * postgres.h -- the tables and views of a batch (db-tables.h) in the
 * hospital's PostgreSQL: a schema for each run, by libpq, which is loaded only
 * where --db asks for it. docs/batch.md describes it.
 */
#ifndef BATCH_TABLES_POSTGRES_H
#define BATCH_TABLES_POSTGRES_H

#include "batch/tables/writer.h"

/* False after saying why nothing can be written by --db and --run, before a
 * long run: what is asked for, the library, the server, what the role may.
 * True where neither was given. */
bool postgres_check(const char *db, const char *run);

/* Writes a batch in one transaction, in place of what the same run has written
 * before; false after saying why not, and nothing is changed. */
bool postgres_write(const struct batch_rows *rows);

#endif
