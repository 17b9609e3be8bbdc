/*
 * catalogue.h -- a region's table of groups while it is read.
 */
#ifndef COMPILE_CATALOGUE_H
#define COMPILE_CATALOGUE_H

#include "compile/region.h"
#include "compile/table.h"

/* Fields of contracts.md 3 in its order; factor_* ones come behind. */
enum catalogue_field {
    COLUMN_GROUP,
    COLUMN_NAME,
    COLUMN_KIND,
    COLUMN_LAYER,
    COLUMN_DX,
    COLUMN_DX_NAME,
    COLUMN_MAIN_OP,
    COLUMN_RELATED_OP,
    COLUMN_OTHER_DX,
    COLUMN_WHEN,
    COLUMN_SCORE,
    COLUMN_MEAN_COST,
    COLUMN_MEAN_DAYS,
    COLUMN_FACTOR
};
#define CATALOGUE_COLUMNS 64 /* factor_* ones included */

/* `<value text= is=>`: what a cell says and what it means. */
struct catalogue_value {
    struct text text, is;
};

struct catalogue {
    struct region *region;
    const struct region_grouping *grouping;
    const xmlNode *node;
    struct table table;
    struct heading headings[CATALOGUE_COLUMNS]; /* by catalogue_field */
    struct buffer values[COLUMN_FACTOR];        /* struct catalogue_value */
    uint32_t columns;                           /* headings in use */
    struct buffer rows; /* struct pack_group in the table's order */
    struct words told;  /* words already complained of */
    struct buffer told_bytes;
};

/* Reads the <column> elements; false after a fault that leaves no way to read
 * the table (columns.c). */
bool catalogue_columns(struct catalogue *c);

/* Cell of a field, by its <value> if there is one (columns.c). */
struct text catalogue_cell(const struct catalogue *c, uint32_t row,
                           unsigned field);

/* Adds a fault at a cell; `what` names the cell's content. */
void catalogue_fault(struct catalogue *c, uint32_t row, unsigned field,
                     const char *right, const char *what);

/* True the first time a word is complained of. */
bool catalogue_tell(struct catalogue *c, struct text word);

/*
 * Reads main_op and related_op into PART and ALTERNATIVE (operations.c).
 */
void catalogue_operations(struct catalogue *c, uint32_t row,
                          struct pack_group *group);

/* Highest class of the operations a row asks for (operations.c). */
uint8_t catalogue_class(const struct catalogue *c, const struct pack *view,
                        const struct pack_group *group);

/* Fills means that the rows lack from <means> (means.c). */
void catalogue_means(struct catalogue *c, const xmlNode *node);

/*
 * A number of a table as millionths, rounded half up: plain decimals, or with
 * an exponent as spreadsheets write them. False for anything else (number.c).
 */
bool number_read(struct text t, int64_t *out);

#endif
