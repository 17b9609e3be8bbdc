/*
 * dsv.h -- rows and cells of delimited text, on raw bytes.
 *
 * A cell that begins with `"` goes on to the `"` that a separator or line end
 * follows (spaces beside these quotes do not count), whatever is between; `""`
 * in it is one. Where the quotes of a row do not close so, within
 * LIMIT_FIELD_BYTES, they are text like any other and the row ends with its
 * line. No separator and no quote is part of a GB18030 character but `|`, which
 * `gb18030` minds. Pure functions; any thread.
 */
#ifndef INPUT_TABLE_DSV_H
#define INPUT_TABLE_DSV_H

#include "base/text.h"

struct dsv_style {
    char separator; /* one of `,`, tab, `;`, `|` */
    bool gb18030;
};

struct dsv_cell {
    struct text value; /* what stands between quotes, or the cell itself */
    size_t end;        /* of the cell: at a separator, or at the row's end */
    bool quoted;       /* it stands between quotes */
    bool doubled;      /* value has `""` */
    bool open;         /* its quote is not closed as it should be */
};

/* Length of the row that t begins with, its line end included; 0 if it may go
 * on behind t, which `all` denies. */
size_t dsv_row(struct text t, struct dsv_style style, bool all);

/* The row without its line end. */
struct text dsv_line(struct text row);

/* Where the cell without quotes ends that begins at row[at]. */
size_t dsv_end(struct text row, size_t at, struct dsv_style style);

/* The cell at row[at] of a row without its line end. */
struct dsv_cell dsv_cell(struct text row, size_t at, struct dsv_style style);

/* The value of the cell in a column, from 0, trimmed; empty if the row ends
 * before. */
struct text dsv_column(struct text row, uint32_t column,
                       struct dsv_style style);

/* How many cells the row has, counting at most `limit`. */
size_t dsv_cells(struct text row, struct dsv_style style, size_t limit);

/* The separator by which the row has the most cells. */
char dsv_separator(struct text row, bool gb18030);

#endif
