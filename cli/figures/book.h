/*
 * book.h -- figures as a workbook: a sheet for each level.
 */
#ifndef FIGURES_BOOK_H
#define FIGURES_BOOK_H

#include "common/files.h"
#include "figures/run.h"

struct book;

struct figures_book {
    struct book *book; /* NULL: none */
    struct file_aside file;
    unsigned sheets;
};

/* Begins it beside `path`; false after saying why not. */
bool figures_book_open(struct figures_book *b, const char *path);

/* Adds the sheets of a set of figures. */
void figures_book_add(struct figures_book *b, const struct run *r);

/* Gives the file its name, or where it is not `wanted` takes it away; false
 * after saying why that was not possible. Does nothing the second time. */
bool figures_book_close(struct figures_book *b, bool wanted);

#endif
