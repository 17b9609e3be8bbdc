/*
 * table.h -- a table of texts, as a bureau publishes it.
 *
 * Rows and columns of cells; columns are known by their headings, which may
 * stand below a title. Cells are trimmed. CSV is read here (table.c).
 */
#ifndef COMPILE_TABLE_H
#define COMPILE_TABLE_H

#include "compile/build.h"

struct table_row {
    uint32_t first, count; /* in cells */
    uint32_t line;         /* in the file, or row of the sheet */
};

struct table {
    const char *file;    /* the caller's path */
    struct buffer bytes; /* cells point into it */
    struct buffer cells; /* struct text */
    struct buffer rows;  /* struct table_row; blank rows are left out */
    uint32_t data;       /* first row behind the headings */
};

/* One column that is asked for. */
struct heading {
    struct text name; /* compared without any blanks; empty: none is asked */
    bool needed;      /* else its absence is no fault */
    int column;       /* found: from 0, else -1 */
};

/*
 * Reads a table; `from` is where it is named, `sheet` empty for the first
 * one. False after a fault. table_close in either case.
 */
bool table_open(struct build *b, const char *path, struct text sheet,
                struct place from, struct table *out);
void table_close(struct table *table);

/*
 * Finds the row of headings (the first of the upper rows that has every
 * needed one) and sets the columns. False after a fault that names what is
 * missing and what there is.
 */
bool table_head(struct build *b, struct table *table, struct heading *wanted,
                size_t count);

/* Rows of data are numbered table->data up to table_rows. */
uint32_t table_rows(const struct table *table);

/* The cell, trimmed; the empty text where there is none (column -1 too). */
struct text table_cell(const struct table *table, uint32_t row, int column);

/* Where a cell stands; column -1 for the row as a whole. */
struct place table_place(const struct table *table, uint32_t row, int column);

/* Splits the UTF-8 bytes of out->bytes as CSV (RFC 4180, blank lines and
 * either line end allowed). False after a fault. */
bool table_parse_csv(struct build *b, struct table *out);

/* Adds a row of `count` cells that were appended to table->cells; a row
 * without any content is taken back. */
void table_add_row(struct table *table, uint32_t count, uint32_t line);

#endif
