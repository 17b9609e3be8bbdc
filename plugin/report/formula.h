/*
 * formula.h -- a step's formula with its names in Chinese and its numbers
 * filled in (inside plugin/report).
 */
#ifndef REPORT_FORMULA_H
#define REPORT_FORMULA_H

#include "result.h"

/* What people call a name: the region's label, else the usual word, else the
 * name itself. */
struct text formula_words(struct text name, struct text label);

/* Appends the formula on one line: `总费用 28490.4 ÷ 病种次均费用 9000`. */
void formula_show(const struct result *r, struct text formula,
                  struct buffer *out);

#endif
