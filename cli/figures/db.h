/*
 * db.h -- the cases of a batch's results.db as a table.
 */
#ifndef FIGURES_DB_H
#define FIGURES_DB_H

#include "compile/read/table.h"

/* True if a file is a database of SQLite. */
bool figures_is_database(const char *path);

/* Appends the table `cases` as CSV, its columns called as in cases.csv and its
 * amounts in yuan, and columns that are not to be kept empty; false after
 * saying why not. */
bool figures_database(const char *path, const struct table_keep *keep,
                      struct buffer *out);

#endif
