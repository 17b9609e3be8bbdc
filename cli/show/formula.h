/*
 * formula.h -- a step's formula with its names in Chinese and its numbers
 * filled in (inside cli/show).
 */
#ifndef SHOW_FORMULA_H
#define SHOW_FORMULA_H

#include "result/result.h"

/* What people call a name: the region's label, else the usual word, else the
 * name itself. */
struct text formula_words(struct text name, struct text label);

/* A function or an operator in words (max 取大, and 且), else its name. */
struct text formula_function(struct text name);

/* Appends the value of a name: of money with fen, words that steps choose from
 * in Chinese (high 偏高). */
void formula_value(struct text name, const struct value *v, struct buffer *out);

/* The same of a text in quotes: in words without them, else as it stands. */
void formula_literal(struct text quoted, struct buffer *out);

/*
 * Appends the formula on one line: `总费用 28490.4 ÷ 病种次均费用 9000`;
 * `if(...)` as `若 条件，则 值；若 条件，则 值；否则 值`.
 */
void formula_show(struct result *r, struct text formula, struct buffer *out);

#endif
