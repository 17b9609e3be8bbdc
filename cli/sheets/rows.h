/*
 * rows.h -- rows of cells as delimited text: cell by cell, from the left and
 * from above.
 */
#ifndef SHEETS_ROWS_H
#define SHEETS_ROWS_H

#include "base/buffer.h"

/* Blank rows written behind one another; of more none is. */
#define ROWS_BLANK 1000u

/* From this line of the text on so many rows are left out before it. */
struct rows_gap {
    uint32_t line, left_out;
};

struct rows {
    struct buffer out;
    size_t taken, whole; /* of out: read away, up to the last whole row */
    uint32_t line;       /* of the sheet that is written now, from 1 */
    uint32_t left_out;   /* blank ones so far */
    struct buffer gaps;  /* struct rows_gap, rising; few, as a sheet has 2^20
                            rows at most, or else only as the file grows */
    uint32_t column;     /* where the next cell stands, from 1 */
    bool begun;          /* the line has a cell */
};

/* Begins the text of a sheet. */
void rows_begin(struct rows *r);

/* Adds a cell, UTF-8 (trimmed), in a row and column not before the last. */
void rows_cell(struct rows *r, uint32_t row, uint32_t column, struct text t);

/* The row at hand is whole: it may be read away. */
void rows_end(struct rows *r);

/* The sheet's row that stands in that line of the text. */
uint32_t rows_line(const struct rows *r, uint32_t line);

/* Takes up to `room` bytes of whole rows; of none, what was taken is let go. */
size_t rows_take(struct rows *r, void *out, size_t room);

#endif
