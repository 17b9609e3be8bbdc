/*
 * gate.h -- what must stand in a record before a condition can be true.
 *
 * Most rules ask for a code of some range. Their gate is a set of classes of
 * codes (letter and first digit, 64 of them by a hash); a record that has no
 * code in any of these classes need not run the rule at all.
 */
#ifndef EXPR_GATE_H
#define EXPR_GATE_H

#include "pack/pack.h"
#include "record/record.h"

struct gate {
    uint64_t classes; /* 0: no gate, the condition must be run */
    enum record_list list;
};

/* The gate of a boolean expression: of the conditions that `and` joins at its
 * top, the one with the fewest classes. */
struct gate gate_of(const struct pack *pack, const struct pack_expr *expr);

/* The class of a code, one bit. */
uint64_t gate_class(struct code code);

#endif
