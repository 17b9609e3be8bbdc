/*
 * expr.h -- the one language of checks, catalogue conditions and settlement.
 *
 * Text is compiled against a scope of names into instructions; types are
 * checked then and a mistake names line, column and what was expected. The
 * instructions run on a small stack, without allocation, and always end: jumps
 * go forward, loops run over the rows of one record. docs/expressions.md is
 * the manual; contracts.md 4 the law.
 */
#ifndef EXPR_EXPR_H
#define EXPR_EXPR_H

#include "base/buffer.h"
#include "pack/pack.h"
#include "record/record.h"

/* ---- compiling -------------------------------------------------------- */

/* Values of the case that are no fields (settlement and `when` only). */
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

/*
 * The names an expression may use. A name is looked for as a column of the
 * rows in scope, a variable, a case value, a factor column, a scalar field, in
 * this order. `texts` is the text section of all tables here; where it is
 * pool->strings->data it may move while an expression is compiled: NULL means
 * pool->strings and stays right.
 */
struct expr_scope {
    const struct pack_field *fields; /* field table under construction */
    uint32_t field_count;
    const char *texts;
    enum record_list each; /* rows of this list are in scope */
    /* Settlement: variables defined so far (name, type); may be empty. */
    const struct pack_variable *variables;
    uint32_t variable_count;
    /* Names of factor_* columns: text refs; index i is variable
     * FACTOR_BASE + i at run time. */
    const struct pack_text *columns;
    uint32_t column_count;
    /* Names of the tables of weights; index i is row i of WEIGHTS. */
    const struct pack_text *weights;
    uint32_t weight_count;
    /* Tables of the settlement: name, keys and band; index i is row i of
     * LOOKUP. */
    const struct pack_lookup *lookups;
    uint32_t lookup_count;
    bool settlement; /* case values and columns may be used */
};

/* Number of the first factor column among variables. */
#define FACTOR_BASE 0x10000u
/* Texts an expression may be making at a time: text(), codes as texts. */
#define EXPR_SLOTS 8

/* Sections an expression is written to; all grow together in one builder. */
struct expr_pool {
    struct buffer instrs, numbers, ranges, texts, patterns, sets;
    struct buffer *strings; /* SECTION_TEXT under construction */
};

struct expr_mistake {
    uint32_t line, column; /* 1-based, within the source text; column counts
                              characters */
    char text[240];        /* Chinese: what is wrong, what was expected */
};

/*
 * Compiles `source`; the value must be of `type` (VALUE_TYPES: any; a code is
 * taken where VALUE_TEXT is asked for). On success *out names the
 * instructions; on failure false and *mistake is set, and the pool is as
 * before. Writes to nothing but the pool.
 */
bool expr_compile(const struct expr_scope *scope, struct text source,
                  unsigned type, struct expr_pool *pool, struct pack_expr *out,
                  struct expr_mistake *mistake);

/* Makes one instruction of those that are often found together, in all
 * expressions of a pool; after gates have been made of them. `fields` as in
 * the scope. */
void expr_fuse(struct buffer *instrs, const struct pack_field *fields);

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
    /* Set by the run, never cleared: something missing was read other than
     * by missing() given() blank() default(); a result left the range. */
    bool touched_missing, out_of_range;
    uint8_t origins; /* of all variables and case values that were read */
};

/* Runs expression `expr` of the pack. A text in the value lives as long as
 * record and pack, and until the frame's next run: one that text() made stands
 * in frame->scratch, so keep a copy where it has to stay. */
struct value expr_run(const struct pack *pack, uint32_t expr,
                      struct expr_frame *frame);

/* Runs a boolean expression; missing counts as false. */
bool expr_true(const struct pack *pack, uint32_t expr,
               struct expr_frame *frame);

/* Appends a value as people read it: numbers plain, dates as precise as
 * known, missing as （空）. */
void value_show(struct buffer *out, const struct value *v);

/* Checks the instructions of an expression of a mapped pack, and the texts and
 * patterns they use, so that expr_run needs no checks: operands in range,
 * jumps forward and inside, loops well nested, stack within LIMIT_STACK. */
bool expr_validate(const struct pack *pack, const struct pack_expr *expr);

#endif
