/*
 * csv.h -- the tables we write: CSV for Excel and for programs.
 *
 * UTF-8 with a BOM, lines end in LF, cells in double quotes where RFC 4180 asks
 * for them. A text cell that a spreadsheet would take for a formula or change
 * gets one sign in front: `'` before = + - @ ' and tab, a tab before digits
 * that are no plain number (000123, 47.0100, 123456789012). csv_next takes it
 * away.
 */
#ifndef COMMON_CSV_H
#define COMMON_CSV_H

#include <stdint.h>

#include "base/buffer.h"
#include "common/column.h"
#include "common/step.h"

#define CSV_BOM "\xEF\xBB\xBF"

/* The headings' line with the BOM. */
void csv_head(struct buffer *out, const struct column *columns, unsigned count);

/* A row, with its line end. */
void csv_row(struct buffer *out, const struct column *columns, unsigned count,
             const struct text *cells);

/* Reads such a file row by row. One thread. */
struct csv_reader {
    int fd;
    uint64_t offset, end; /* of what is read next, and where to stop */
    char *data;
    size_t at, have, capacity;
    size_t step; /* bytes to read at a time */
    bool failed;
};

/* Reads the bytes from `offset` to `end` of fd, which stays the caller's. */
void csv_open(struct csv_reader *r, int fd, uint64_t offset, uint64_t end);

/* Reads bytes in memory that stand at `offset` of the file; they stay the
 * caller's, but quotes are undone in them. Needs no csv_close. */
void csv_open_bytes(struct csv_reader *r, char *bytes, size_t length,
                    uint64_t offset);

/* Reads single rows of the first `end` bytes of fd, wherever they stand; false
 * if there is none. */
void csv_open_rows(struct csv_reader *r, int fd, uint64_t end);
STEP_CHECKED bool csv_row_at(struct csv_reader *r, uint64_t offset,
                             struct text *cells, unsigned count);

/* The next row: its offset in the file and up to `count` cells, missing ones
 * empty; they hold until the next call. STEP_FAILED, and again from then on:
 * the file cannot be read, or is no such table. */
STEP_CHECKED enum step csv_next(struct csv_reader *r, struct text *cells,
                                unsigned count, uint64_t *offset);

/* Passes the headings; false if there are none. */
STEP_CHECKED bool csv_pass_head(struct csv_reader *r);

/* After STEP_FAILED: true if the last row has no line end and not `count`
 * cells, as of a file that was cut. */
bool csv_is_cut(const struct csv_reader *r, unsigned count);

void csv_close(struct csv_reader *r);

#endif
