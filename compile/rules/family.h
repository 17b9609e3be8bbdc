/*
 * family.h -- rules that differ in a few words only: one text with $names, and
 * a table whose rows say what the names stand for (docs/rules.md).
 */
#ifndef COMPILE_RULES_FAMILY_H
#define COMPILE_RULES_FAMILY_H

#include "compile/rules/rule.h"

struct family {
    struct longvalue columns; /* names of the table's columns */
    struct buffer rows;       /* struct longvalue: cells with | between */
};

void family_start(struct family *f, const char *file);
void family_free(struct family *f);

/* Adds an empty row and returns it, NULL without memory; it is valid until
 * the next. */
struct longvalue *family_row(struct family *f, const char *file);

/* Compiles `pattern` once for every row; the column `id` is the rule's id. */
void family_compile(struct build *b, const struct family *f,
                    const struct rule_text *pattern);

#endif
