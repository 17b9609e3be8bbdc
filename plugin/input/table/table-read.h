/*
 * table-read.h -- from one row of a table, or several with the same key, to
 * fields.
 *
 * The columns of the heading read last are kept: exports have the same heading
 * above all rows, so that a record costs no look-up.
 */
#ifndef INPUT_TABLE_TABLE_READ_H
#define INPUT_TABLE_TABLE_READ_H

#include "input/decode/slice.h"
#include "input/fields/collect.h"

struct table_column {
    struct known_name name;
    bool waits;        /* of a row of a list behind the first */
    bool watched;      /* Excel may have done something to it (excel.h) */
    uint32_t position; /* of a tag that is a row of a list here, from 1; or 0 */
};

/* All zero at first; belongs to one parser and one pack. */
struct table_columns {
    struct buffer heading; /* of which they are made; holds their names */
    struct table_column *columns;
    const struct table_column *first; /* with TAG_FIRST, or NULL */
    uint32_t *blanks; /* room for the numbers of blank columns of a row */
    uint32_t count, dialect;
};

/*
 * Hands the cells of a slice that is a row of a table to the collector, which
 * has begun. False without memory. The columns' names live until the next
 * call.
 */
bool table_read(struct table_columns *t, struct collector *c,
                const struct slice *slice);

/* Notes what is known and what is not of a table that nobody knows. */
void table_note_unknown(struct result *r, const struct slice *slice);

void table_columns_free(struct table_columns *t);

#endif
