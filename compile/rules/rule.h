/*
 * rule.h -- the text of one rule, and what becomes of it.
 */
#ifndef COMPILE_RULES_RULE_H
#define COMPILE_RULES_RULE_H

#include "compile/build/build.h"
#include "compile/read/longvalue.h"

enum rule_key {
    RULE_ID,
    RULE_SEVERITY,
    RULE_SCOPE,
    RULE_EACH,
    RULE_FIELD,
    RULE_WHEN,
    RULE_AT,
    RULE_MESSAGE,
    RULE_ADVICE,
    RULE_BASIS,
    RULE_TITLE,
    RULE_HELD,
    RULE_KEYS
};

struct rule_example {
    struct longvalue text;
    uint32_t line; /* where it begins */
    bool fires;
};

struct rule_text {
    const char *file;
    uint32_t line; /* of its id, or of its row in a family */
    struct longvalue values[RULE_KEYS];
    struct buffer examples; /* struct rule_example */
};

/* Empties the text for a rule that begins at `line`. */
void rule_text_start(struct rule_text *t, const char *file, uint32_t line);
void rule_text_free(struct rule_text *t);

/* Adds an empty example and returns it, NULL without memory; it is valid until
 * the next. */
struct rule_example *rule_text_example(struct rule_text *t, uint32_t line,
                                       bool fires);

/* Compiles the rule to a row of RULE, its examples to rows of EXAMPLE; faults
 * name line and column. */
void rule_compile(struct build *b, const struct rule_text *t);

/* True for two to four capital letters and three digits. */
bool rule_is_id(struct text t);

/* Row of RULE that has this id, PACK_NONE if there is none. */
uint32_t rule_find(const struct build *b, struct text id);

#endif
