/*
 * rows.h -- the rows of a table that begin a region: its cells by role.
 */
#ifndef START_ROWS_H
#define START_ROWS_H

#include "start/cells.h"
#include "start/start.h"

#define COLUMN_EACH(column, t)                                                 \
    BUFFER_EACH (column, &(t)->columns, struct start_column)

/* How many rows it has, and what stands in one of them. */
static inline uint32_t start_rows(const struct start_table *t)
{
    return t->end - t->head - 1;
}

static inline struct text start_at(const struct start_table *t, uint32_t row,
                                   int column)
{
    return table_cell(&t->sheet->table, row, column);
}

/* The column of a role, NULL if the table has none. */
const struct start_column *start_column_of(const struct start_table *t,
                                           enum start_role role);

/* The cell of a role, without blanks; empty if there is none. */
struct text start_cell(const struct start_table *t, uint32_t row,
                       enum start_role role, char room[CELL_PLAIN]);

/* True for a row of the catalogue, false for a title, a sum, a remark. */
bool start_is_group(const struct start_table *t, uint32_t row);

/* A row of GROUP taken apart, texts in its rooms. */
struct start_row {
    struct text group, dx, tail, ops[2]; /* tail: of the code, behind the dx */
    double score;                        /* below 0: none */
    bool prefixed; /* its code does not begin with its diagnosis */
    char rooms[5][CELL_PLAIN];
};

void start_read_row(const struct start_table *t, uint32_t row,
                    struct start_row *out);

/* True for a comprehensive row. */
bool start_is_wide(const struct start_catalogue *c, uint32_t i,
                   const struct start_row *row);

/* Class that the end of a code tells, by its words or its number; -1: none. */
int start_class_of_tail(struct text tail);

/* The same, by its words only. */
int start_class_of_words(struct text tail);

/* The column whose words tell the class of the comprehensive rows, where their
 * codes do not; NULL: there is none (classes.c). */
const struct start_column *start_class_column(const struct start_catalogue *c);

/* The words by which it tells them, and their classes; how many. */
uint32_t start_class_words(const struct start_catalogue *c,
                           struct text words[START_CLASSES],
                           int classes[START_CLASSES]);

/* What stands behind the mark of a tail: operations, a class, a word. */
struct text start_behind_mark(struct text tail);

#define TABLE_ROW_EACH(row, t)                                                 \
    for (uint32_t row = (t)->head + 1; row < (t)->end; row++)

#define GROUP_ROW_EACH(row, t)                                                 \
    TABLE_ROW_EACH(row, t)                                                     \
    if (start_is_group(t, row))

#endif
