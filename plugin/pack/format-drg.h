/*
 * format-drg.h -- rows of the DRG sections of a pack; part of format.h.
 *
 * A case goes from its codes to the lists they stand in, from lists to the
 * first MDC and in it the first ADRG whose tests all hold, from there to the
 * first DRG whose severity the case reaches (dip-rules.md 4.2). DRGs are rows
 * of GROUP; these sections hold what leads to them.
 */
#ifndef PACK_FORMAT_DRG_H
#define PACK_FORMAT_DRG_H

#include <stdint.h>

#include "base/code.h"

#define DRG_LISTS_MAX 4096 /* a case keeps a word for each */
#define DRG_TESTS_MAX 48   /* of one rule */
#define DRG_OPERATIONS_MAX                                                     \
    6 /* tests of operations of one rule: each must be                         \
         met by another operation */

/* One row where a region groups by DRG, else none. */
struct pack_drg {
    uint32_t ungrouped; /* row of GROUP for cases no ADRG takes, or PACK_NONE */
    uint32_t retry;     /* 1: where the principal operation leads to no ADRG
                           that asks for one, each other is tried alone */
};

/* A named list of codes: what an MDC or ADRG asks for, or the principal
 * diagnoses that void a complication. */
struct pack_drg_list {
    struct pack_text name, table;
};

struct pack_drg_member {
    uint32_t list;       /* row of DRG_LIST */
    uint32_t source_row; /* there the code stands */
};

struct pack_drg_code {
    struct code code;
    struct pack_range members; /* lists it stands in */
    uint32_t severity;         /* row of DRG_SEVERITY or PACK_NONE */
    uint32_t reserved;
};

enum drg_level { LEVEL_NONE, LEVEL_CC, LEVEL_MCC, DRG_LEVELS };

/* A complication or comorbidity. */
struct pack_drg_severity {
    struct pack_text table;
    uint32_t exclusion; /* row of DRG_LIST or PACK_NONE: void where the
                           principal diagnosis stands in it */
    uint32_t source_row;
    uint8_t level; /* enum drg_level */
    uint8_t reserved[7];
};

/* What must be in the list: the principal diagnosis, one of the others, or any;
 * the same for operations. Of the REGION tests, as many must hold as the rule
 * says. */
enum drg_test_kind {
    TEST_PRINCIPAL_DX,
    TEST_OTHER_DX,
    TEST_ANY_DX,
    TEST_REGION,
    TEST_PRINCIPAL_OP,
    TEST_OTHER_OP,
    TEST_ANY_OP,
    DRG_TEST_KINDS
};

struct pack_drg_test {
    uint32_t list; /* row of DRG_LIST */
    uint8_t kind;  /* enum drg_test_kind */
    uint8_t reserved[3];
};

enum drg_rule_flag {
    RULE_PRE = 1, /* MDC: where none of its ADRGs fits the next is tried */
    RULE_AMBIGUOUS =
        2 /* ADRG: operations do not belong to the diagnosis (QY) */
};

/* A row of DRG_MDC or DRG_ADRG, both in the order of trial; a code may have
 * several rows. */
struct pack_drg_rule {
    struct pack_text code, name;
    struct pack_range tests; /* in DRG_TEST */
    struct pack_range below; /* MDC: in DRG_ADRG; ADRG: in DRG_SPLIT */
    uint32_t when;           /* row of EXPR or PACK_NONE */
    uint32_t source_row;
    uint32_t table;  /* row of CATALOGUE */
    uint8_t regions; /* how many REGION tests must hold */
    uint8_t flags;   /* enum drg_rule_flag */
    uint16_t reserved;
};

/* A DRG of an ADRG, in the order of trial. */
struct pack_drg_split {
    uint32_t group; /* row of GROUP */
    uint32_t when;  /* row of EXPR or PACK_NONE */
    uint8_t level;  /* enum drg_level that the case must reach */
    uint8_t reserved[7];
};

#endif
