/*
 * case.h -- what grouping sees of a record: diagnosis, operations, class.
 */
#ifndef GROUP_CASE_H
#define GROUP_CASE_H

#include "result/result.h"

#define NO_OPERATION UINT32_MAX

struct case_operation {
    struct code code;
    uint32_t row;  /* in the record's procedures */
    uint8_t class; /* enum op_class, intervention as the region counts it */
};

/* An operation that a list of the region sets aside (group/exclude.h). */
struct case_set_aside {
    struct code code;
    uint32_t row;      /* in the record's procedures */
    uint32_t excluded; /* row of EXCLUDED */
    bool outside;      /* of the range in which it may be principal */
};

struct group_case {
    struct code principal; /* as recorded, or mapped (pack_map) */
    bool has_principal;
    char mark; /* of the principal: + or *; 0: none */
    struct case_operation operations[LIMIT_ROWS]; /* each code once */
    uint32_t operation_count;
    uint32_t principal_op; /* of `operations`, or NO_OPERATION */
    struct case_set_aside set_aside[LIMIT_ROWS];
    uint32_t set_aside_count;
    /* If the principal operation counts as conservative: which one of
     * `set_aside` it is, else NO_OPERATION; and the first operation behind it
     * that is surgery or an intervention and would have been principal, its
     * code zero if there is none.
     */
    uint32_t simple;
    struct case_operation behind;
    uint8_t best_class;     /* highest of all operations */
    uint8_t class;          /* of the case, as the region says */
    bool only_conservative; /* operations, if any, are conservative */
};

/* Reads the case from the record by the pack's grouping settings. Of the arrays
 * it writes only as much as the counts say. */
void case_read(const struct result *r, struct group_case *out);

#define CASE_MARKS 3

/* The marks of comprehensive classes in the order in which they are looked
 * for, 0 being the plain class (dip-3.0.md 2.6d). */
const char *case_marks(const struct group_case *c);

/* True if a condition holds, or `expr` is PACK_NONE; g is the row whose columns
 * it may read, or NULL. A condition that reads something missing does not hold.
 */
bool case_holds(const struct result *r, const struct pack_group *g,
                uint32_t expr);

/* Operation i as a bit. */
static inline uint64_t case_bit(uint32_t i)
{
    return (uint64_t)1 << i;
}

#endif
