/*
 * dialect.h -- one dialect's table while it is compiled (dialects.c,
 * dialect-use.c, paths.c, spread.c).
 */
#ifndef COMPILE_KNOWLEDGE_DIALECT_H
#define COMPILE_KNOWLEDGE_DIALECT_H

#include "compile/knowledge/knowledge.h"

#define TAG_MAX TAG_LENGTH

enum dialect_column {
    DIALECT_TAG,
    DIALECT_FIELD,
    DIALECT_USE,
    DIALECT_MAP,
    DIALECT_SENT,
    DIALECT_COLUMNS
};

struct dialect {
    struct build *build;
    const struct table *table;
    struct words names;   /* tags so far, case folded: number is row - first */
    struct words literal; /* tags that the file names without # */
    uint32_t literal_count;
    struct buffer further;             /* struct further_meaning */
    struct pack_range tags;            /* rows of TAG for the names */
    struct pack_range sent;            /* rows of SENT */
    uint32_t flags;                    /* enum dialect_flag */
    uint32_t pages;                    /* bits: enum page_kind */
    struct pack_text holders, encoded; /* of struct pack_dialect */
};

/* Another meaning of a name, to become a row behind all names. */
struct further_meaning {
    uint32_t name; /* row of TAG */
    struct pack_tag tag;
};

/* What the field column says: `diagnoses[#+1].code`. */
struct row_field {
    uint16_t field;
    uint16_t shift; /* added to the number to get the row */
};

struct place dialect_place(const struct dialect *d, uint32_t row,
                           enum dialect_column column);
struct text dialect_cell(const struct dialect *d, uint32_t row,
                         enum dialect_column column);

/* The row of TAG for a name, which is added without a meaning if it is new;
 * PACK_NONE without memory. */
uint32_t dialect_name(struct dialect *d, struct text name);

/* Adds a meaning behind the name's row. */
void dialect_add_meaning(struct dialect *d, uint32_t name,
                         const struct pack_tag *tag);

/* Reads field, use and map of a line that may repeat in rows (`rows`: the tag
 * has a #) into an empty meaning; false after a fault. */
bool dialect_read_meaning(struct dialect *d, uint32_t row, bool rows,
                          struct pack_tag *tag);

/* Reads use and map of a line into a meaning; adds faults (dialect-use.c). */
void dialect_read_use(struct dialect *d, uint32_t row, struct pack_tag *tag);

/* Replaces a line with `*` by one line for each field that it stands for, in
 * the order of the fields; false after a fault (spread.c). */
bool dialect_spread(struct build *b, const struct heading *headings,
                    struct table *t);

/* A tag that is a path: has / or @. */
bool dialect_is_path(struct text tag);

/* Compiles such a line (paths.c). */
void dialect_read_path(struct dialect *d, uint32_t row);

#endif
