/*
 * db-schema.h -- what results.db holds. docs/batch.md describes it.
 *
 * A column is called as in the CSV files, but for two words of SQL: `index`
 * is record_index, `group` is group_code. Amounts are whole fen (cost_fen),
 * so that sums are exact; other decimals are REAL, days are texts.
 */
#ifndef BATCH_TABLES_DB_SCHEMA_H
#define BATCH_TABLES_DB_SCHEMA_H

#include "base/buffer.h"
#include "batch/common/columns.h"

/* Appends the statement that makes a table with these columns behind `first`,
 * which is SQL. */
void db_schema_table(struct buffer *out, const char *name, const char *first,
                     const struct column *columns, unsigned count);

/* Appends the statement that fills a row of it: one parameter a column behind
 * `first`, which is SQL. */
void db_schema_insert(struct buffer *out, const char *name, const char *first,
                      unsigned count);

/* Before the first finding: how the case of a finding is found. */
extern const char db_schema_lookup[];

/* After the last row: indices and views. */
extern const char db_schema_views[];

#endif
