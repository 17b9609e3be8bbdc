/*
 * case.h -- what grouping sees of a record: key, operations, class.
 */
#ifndef GROUP_CASE_H
#define GROUP_CASE_H

#include "result.h"

struct case_operation {
    struct code code;
    uint32_t row;  /* in the record's procedures */
    uint8_t class; /* enum op_class, intervention as the region counts it */
};

struct group_case {
    struct code principal;      /* diagnosis as recorded */
    bool has_principal;
    struct case_operation operations[LIMIT_ROWS]; /* each code once */
    uint32_t operation_count;
    uint32_t best_class;        /* highest of all operations */
    uint8_t class;              /* of the case, as the region says */
    bool only_conservative;     /* operations, if any, are conservative */
};

/* Reads the case from the record by the pack's grouping settings. */
void case_read(const struct result *r, struct group_case *out);

/* The principal diagnosis cut to a key of `characters` code characters (the
 * point not counted): 4 -> K35.8, 3 -> K35. */
struct code case_key(const struct group_case *c, unsigned characters);

#endif
