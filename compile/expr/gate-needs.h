/*
 * gate-needs.h -- what a condition needs to be true, while its gates are made
 * (inside compile/expr).
 *
 * Needs are clauses, which all hold if the condition is true; a clause holds if
 * one of its literals does. Clauses for which there is no room are dropped: a
 * missing gate costs time, never a finding.
 */
#ifndef COMPILE_EXPR_GATE_NEEDS_H
#define COMPILE_EXPR_GATE_NEEDS_H

#include "expr/gate.h"

#define CLAUSE_MAX 6
#define NEEDS_MAX 16

#define SPANS_MAX 8

/* Numbers of categories (gate_category), both ends included. */
struct span {
    uint16_t from, to;
};

/* Holds if the word of a look has one of the classes. */
struct literal {
    uint64_t classes;
    uint16_t field;
    uint8_t what;  /* enum look_what */
    uint8_t place; /* enum look_place */
    uint8_t told;  /* enum gate_told, of the field */
    bool scalar;
    bool rows;     /* of the row that the rule is run on */
    uint32_t text; /* of LOOK_TEXTS: row of TEXT_REF; PACK_NONE: no other */
    /* Of LOOK_CATEGORY: all categories that will do, and odd codes; they rise.
     * None: any will do. */
    struct span spans[SPANS_MAX];
    unsigned span_count;
};

struct clause {
    struct literal list[CLAUSE_MAX];
    unsigned count;
    unsigned width; /* how many records it lets through, roughly */
};

struct needs {
    struct clause list[NEEDS_MAX];
    unsigned count;
    /* What a condition that compares two rows of the rule's list requires: that
     * the rows differ, and a field that is equal in both. The same for the row
     * and row 1. */
    bool other_row, not_first;
    uint16_t same_field, same_as_first; /* PACK_NO_FIELD: none */
    uint16_t same_category;             /* the same of category(field) */
};

void needs_start(struct needs *needs);

/* One more clause, of one literal. */
void needs_add(struct needs *needs, const struct literal *l);

void needs_add_clause(struct needs *needs, const struct clause *clause);

/* What is given has an entry in its dictionary, or none: where a value is
 * needed, look-ups need not let absent ones pass. */
void needs_settle(struct needs *needs);

/* One more span of the literal; joins those that lie nearest if there is no
 * room. */
void literal_add_span(struct literal *l, unsigned from, unsigned to);

/* How many categories the spans have. */
unsigned literal_categories(const struct literal *l);

/* What is needed if one of two conditions is true. */
void needs_join(const struct needs *a, const struct needs *b,
                struct needs *out);

#endif
