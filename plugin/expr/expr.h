/*
 * expr.h -- the one language of checks, catalogue conditions and settlement.
 *
 * Text is compiled against a scope of names into instructions; types are
 * checked then and a mistake names line, column and what was expected. The
 * instructions run on a small stack, without allocation, and always end: jumps
 * go forward, loops run over the rows of one record. docs/expressions.md is the
 * manual.
 */
#ifndef EXPR_EXPR_H
#define EXPR_EXPR_H

#include "base/buffer.h"
#include "pack/pack.h"
#include "record/record.h"

/* ---- names ------------------------------------------------------------ */

/* Values of the case that are not fields (settlement and `when` only). */
enum case_value {
    CASE_COST,
    CASE_PATIENT_PAID,
    CASE_INSURANCE,
    CASE_GROUP,
    CASE_KIND,
    CASE_CLASS,
    CASE_SCORE,
    CASE_MEAN_COST,
    CASE_MEAN_DAYS,
    CASE_LEVEL,
    CASE_HOSPITAL,
    CASE_AUX_FACTOR,
    CASE_DEPARTMENT_FACTOR,
    CASE_VALUES
};

/* What a case value is called in expressions, its type, and what people call
 * it. */
struct case_name {
    const char *name;
    uint8_t type; /* enum value_type */
    const char *words;
};
extern const struct case_name case_values[CASE_VALUES];

/* enum value_type of the cells of a field's type. */
extern const uint8_t field_value_types[FIELD_TYPES];

/* Number of the first factor column among variables. */
#define FACTOR_BASE 0x10000u
/* How many texts an expression may hold at a time that it made itself: text(),
 * codes as texts. */
#define EXPR_SLOTS 8

/* ---- running ---------------------------------------------------------- */

/* What a value of the settlement rests on. */
enum value_origin {
    ORIGIN_SAMPLE = 1, /* an invented parameter of a sample file */
    ORIGIN_BLANK = 2   /* a parameter that is still to be filled in */
};

struct value {
    uint8_t type; /* enum value_type */
    bool missing;
    uint8_t origins; /* enum value_origin; of variables and case values */
    union {
        int128 number;
        struct text text;
        struct {
            int64_t moment;
            uint8_t precision;
        };
        bool boolean;
        struct code code;
    };
};

/* What an expression may see, and what happened while it ran. */
struct expr_frame {
    const struct pack *pack;
    const struct record *record;
    enum record_list each; /* the rule's list and row, or LIST_NONE, 0 */
    uint32_t row;
    const struct value *variables;  /* of the settlement, or NULL */
    const struct value *cases;      /* CASE_VALUES values, or NULL */
    const struct pack_group *group; /* chosen row: factor columns, or NULL */
    char scratch[EXPR_SLOTS * DECIMAL_TEXT_MAX]; /* texts made by text() */
    /* Set by a run, never cleared: something missing was read, other than by
     * missing(), given(), blank() or default(); a result left the range. */
    bool touched_missing, out_of_range;
    uint8_t origins; /* of all variables and case values that were read */
};

/* Runs expression `expr` of the pack. A text in the value is valid until the
 * frame's next run, as text() makes its texts in frame->scratch, and no longer
 * than record and pack: keep a copy of what has to stay. */
struct value expr_run(const struct pack *pack, uint32_t expr,
                      struct expr_frame *frame);

/* Runs a boolean expression; missing counts as false. */
bool expr_true(const struct pack *pack, uint32_t expr,
               struct expr_frame *frame);

/* Appends a value as people read it: numbers plain, dates as precise as
 * known, missing as （空）. */
void value_show(struct buffer *out, const struct value *v);

/* The same of money: a number has two digits behind its point, or more. */
void value_show_money(struct buffer *out, const struct value *v);

#endif
