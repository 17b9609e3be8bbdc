/*
 * expression.h -- from the text of an expression to its instructions.
 */
#ifndef COMPILE_EXPR_EXPRESSION_H
#define COMPILE_EXPR_EXPRESSION_H

#include "compile/build/build.h"
#include "expr/expr.h"

/*
 * The names an expression may use. A name is looked for as a column of the rows
 * in scope, a variable, a case value, a factor column, a scalar field, in this
 * order. `texts` is the text section that all tables here refer to. For
 * pool->strings give NULL, as its bytes may move while an expression is
 * compiled.
 */
struct expr_scope {
    const struct pack_field *fields; /* field table under construction */
    uint32_t field_count;
    const char *texts;
    enum record_list each; /* rows of this list are in scope */
    /* Settlement: variables defined so far (name, type); may be empty. */
    const struct pack_variable *variables;
    const struct words *variable_names; /* may be NULL without any */
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
    const struct words *lookup_names; /* may be NULL without any */
    uint32_t lookup_count;
    bool settlement; /* case values and columns may be used */
    bool unheard;    /* a mistake is only counted: no name is suggested */
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

/*
 * Compiles an expression of `type`; `each` is the list whose columns are in
 * scope, `settlement` lets case values, columns and variables in. The row of
 * EXPR, or PACK_NONE with *mistake.
 */
uint32_t build_expr(struct build *b, enum record_list each, bool settlement,
                    struct text source, unsigned type,
                    struct expr_mistake *mistake);

/* The same for conditions of the catalogue, where one text often stands many
 * times: each text is compiled once, but a wrong one every time, so that every
 * place gets its fault. */
uint32_t build_condition(struct build *b, struct text source,
                         struct expr_mistake *mistake);

#endif
