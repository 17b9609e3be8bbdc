/*
 * catalogue.h -- a region's table of groups while it is read.
 */
#ifndef COMPILE_REGION_CATALOGUE_H
#define COMPILE_REGION_CATALOGUE_H

#include "compile/read/number.h"
#include "compile/read/table.h"
#include "compile/region/region.h"

/* The fields of a catalogue (docs/region.md); factor_* ones come behind. */
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
    COLUMN_OPERATION,
    COLUMN_SEVERITY,
    COLUMN_CLASS,
    COLUMN_FACTOR
};
#define CATALOGUE_COLUMNS 64 /* factor_* ones included */

/* `<value text= is=>` and `<value contains= is=>`: what a cell says, blanks
 * not counted where it only contains it, and what it means. */
struct catalogue_value {
    struct text text, is;
    bool contains;
};

/* Which part of its cell a field is: the n-th between marks, runs of which
 * count once, or all from there; 0: the whole cell. */
struct cell_part {
    struct text marks;
    uint8_t number;
    bool rest;
};

/* Which diagnosis of the case a row's key is compared with. */
enum diagnosis_place { DIAGNOSIS_PRINCIPAL, DIAGNOSIS_ANY, DIAGNOSIS_NONE };

/* What the attributes of <catalogue> say of all its rows. */
struct catalogue_settings {
    struct text layer, prefix, when, until; /* empty: none */
    struct text conservative_when;          /* of rows without operation */
    struct text auxiliary;    /* words that codes of auxiliary rows end in */
    uint8_t kind;             /* where there is no column */
    uint8_t diagnosis;        /* enum diagnosis_place */
    uint8_t conservative_row; /* enum conservative_row */
    uint8_t flags;            /* enum group_flag */
};

struct catalogue {
    struct region *region;
    struct region_grouping *grouping;
    const xmlNode *node;
    struct catalogue_settings settings;
    uint32_t number;      /* row of CATALOGUE */
    uint32_t first_order; /* of its rows, less one */
    uint32_t from;        /* first column of the table */
    bool beside;          /* another table stands beside it */
    struct table table;
    struct heading headings[CATALOGUE_COLUMNS]; /* by catalogue_field */
    struct buffer values[COLUMN_FACTOR];        /* struct catalogue_value */
    struct cell_part parts[COLUMN_FACTOR];
    uint32_t columns;   /* headings in use */
    struct buffer rows; /* struct pack_group in the table's order; one table
                           row that names several diagnoses is several */
    struct words told;  /* words that have had their fault */
    struct words codes; /* of all rows, where some may be auxiliary */
};

/* Names the factor_* columns, all tables' before any row (columns.c). */
void catalogue_factors(struct region *r, const xmlNode *catalogue);

/* What a cell means by a list of `struct catalogue_value`; the cell itself if
 * none fits (columns.c). */
struct text catalogue_meaning(const struct buffer *values, struct text cell);

/* The cell without blanks, in the buffer; whether it then contains `part`
 * (columns.c). */
struct text catalogue_plain(struct text cell, struct buffer *plain);
bool catalogue_contains(struct text cell, struct text part);

/* Reads <value> elements into a buffer of struct catalogue_value
 * (columns.c). */
void catalogue_read_values(struct region *r, const xmlNode *node,
                           struct buffer *values);

/* Reads the <column> elements; false after a fault that leaves no way to read
 * the table (columns.c). */
bool catalogue_columns(struct catalogue *c);

/* Cell of a field, by its <value> if there is one (columns.c). */
struct text catalogue_cell(const struct catalogue *c, uint32_t row,
                           unsigned field);

/* Adds a fault at a cell; `what` names the cell's content. */
void catalogue_fault(struct catalogue *c, uint32_t row, unsigned field,
                     const char *right, const char *what);

/* True the first time for a word: it then gets its fault. */
bool catalogue_tell(struct catalogue *c, struct text word);

/*
 * Reads main_op and related_op into PART and ALTERNATIVE (operations.c).
 */
void catalogue_operations(struct catalogue *c, uint32_t row,
                          struct pack_group *group);

/*
 * Reads dx: adds the group to the rows once for each diagnosis, or range of
 * them, that the cell names (diagnosis.c).
 */
void catalogue_diagnoses(struct catalogue *c, uint32_t row,
                         struct pack_group *group);

/* The condition that a row's diagnosis stands anywhere in the case, if its
 * table says so; else empty (diagnosis.c). */
struct text catalogue_anywhere(struct catalogue *c, uint32_t row);

/* Conditions of a row and of its table: `when` also asks `also` if it is not
 * empty (conditions.c). */
void catalogue_conditions(struct catalogue *c, uint32_t row, struct text also,
                          struct pack_group *group);

/* After the last table: order of the rows, keys, ranges, and what lengths the
 * layers' keys have (compile/build/keys.c). */
void catalogue_keys(struct build *b, struct pack_grouping *grouping);

/* Highest class of the operations a row asks for (operations.c). */
uint8_t catalogue_class(const struct catalogue *c, const struct pack *view,
                        const struct pack_group *group);

/* Fills means that the rows lack from <means> (means.c). */
void catalogue_means(struct catalogue *c, const xmlNode *node);

#endif
