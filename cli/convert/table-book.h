/*
 * table-book.h -- a workbook of records (book/book.h), all of whose cells are
 * texts, so that no number loses its zeros; written row by row, then read
 * again.
 */
#ifndef CONVERT_TABLE_BOOK_H
#define CONVERT_TABLE_BOOK_H

#include "base/text.h"

struct table_book;

/* Begins the workbook `path`; parts of it lie in its folder on the way. NULL
 * after saying why not. */
struct table_book *table_book_open(const char *path);

/* A cell of the row at hand; an empty text is none. */
void table_book_put(struct table_book *b, uint32_t column, struct text t);
void table_book_next(struct table_book *b);

/* Writes the file and reads it again; false after saying so if it does not
 * hold what was put. NULL is allowed. */
bool table_book_close(struct table_book *b);

#endif
