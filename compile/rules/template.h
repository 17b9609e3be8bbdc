/*
 * template.h -- messages with expressions in braces.
 */
#ifndef COMPILE_RULES_TEMPLATE_H
#define COMPILE_RULES_TEMPLATE_H

#include "compile/build/build.h"
#include "compile/read/longvalue.h"
#include "expr/expr.h"

/* Compiles a message to pieces; `{{` is a brace, `{...}` an expression in the
 * scope of `each`. Faults name line and column. */
struct pack_range template_compile(struct build *b, enum record_list each,
                                   const struct longvalue *value);

/* Compiles a whole value as an expression of `type`; PACK_NONE after a
 * fault. */
uint32_t template_expr(struct build *b, enum record_list each,
                       const struct longvalue *value, unsigned type);

#endif
