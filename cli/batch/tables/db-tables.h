/*
 * db-tables.h -- what a database of a batch holds, and filling one: SQLite's
 * file (db.c) and the hospital's PostgreSQL (postgres.c) have the same tables
 * and views, by the same SQL. docs/batch.md describes them.
 *
 * A column is called as in the CSV files, but for two words of SQL: `index`
 * is record_index, `group` is group_code. Amounts are whole fen (cost_fen),
 * so that sums are exact; days are texts.
 */
#ifndef BATCH_TABLES_DB_TABLES_H
#define BATCH_TABLES_DB_TABLES_H

#include "batch/tables/writer.h"

struct db_table {
    const char *name;
    const struct column *columns;
    unsigned count;
    bool numbered; /* rows have an `id` from 1 before all columns */
    bool of_cases; /* and then the `case_id` of the case they are of */
};

/* One that is being filled. Functions say nothing and return false where it
 * fails. */
struct database {
    const char *const *types; /* of columns, by enum column_type */
    bool kept;                /* tables, indices and views stand there */
    bool (*run)(struct database *db, const char *sql);
    /* A table is begun, its rows are put, it is ended; `end` also where one of
     * them has failed, with `good` false. */
    bool (*begin)(struct database *db, const struct db_table *table);
    bool (*row)(struct database *db, const struct db_table *table,
                const struct text *cells);
    bool (*end)(struct database *db, const struct db_table *table, bool good);
};

/* Makes the tables, fills them, makes indices and views. */
bool db_fill(struct database *db, const struct batch_rows *rows);

/* Appends the SQL that makes tables, indices and views. */
void db_put_definition(const struct database *db, const struct batch_rows *rows,
                       struct buffer *out);

/* Appends the names of a table's columns behind id and case_id, a comma before
 * each. */
void db_put_names(const struct db_table *table, struct buffer *out);

/* How the case of a row is found, for SQL: source and record_index are what
 * stands in these two places. */
#define DB_CASE_OF(source, index)                                              \
    "(SELECT min(id) FROM cases WHERE source = " source                        \
    " AND record_index = " index ")"

/* A decimal as a whole number: an amount in fen, a count as it is; false if it
 * is none. */
bool db_whole(struct text t, bool amount, int64_t *out);

/* Appends the SQL of indices and views, for after the last row (db-views.c). */
void db_put_views(struct buffer *out);

#endif
