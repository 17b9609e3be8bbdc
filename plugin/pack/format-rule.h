/*
 * format-rule.h -- the rows of checks and of the page's score (inside
 * pack/format.h).
 */
#ifndef PACK_FORMAT_RULE_H
#define PACK_FORMAT_RULE_H

enum severity { SEVERITY_INFO = 1, SEVERITY_WARNING, SEVERITY_ERROR };

#define PACK_GATES 3

/* What must stand somewhere in the record for a rule to fire. */
struct pack_gate {
    uint64_t classes; /* one of these (expr/gate.h) */
    uint16_t slot;    /* there; GATE_NONE: nothing, nor for those behind it */
    uint16_t reserved[3];
};

struct pack_rule {
    struct pack_gate gates[PACK_GATES];
    struct pack_text id, basis;
    struct pack_range message, advice; /* in PIECE */
    struct pack_range examples;
    uint32_t when;    /* row of EXPR, boolean */
    uint32_t at;      /* row of EXPR: the row of `field` it points to, or NONE */
    uint32_t line;    /* in its source */
    uint32_t source;  /* row of SOURCE */
    uint16_t field;   /* it points to */
    uint16_t row;     /* of a list field: diagnoses[1] -> 1, else 0 */
    uint8_t severity; /* enum severity */
    uint8_t each;     /* enum record_list */
    uint8_t scope;    /* bits: enum page_kind; 0: every page */
    uint8_t flags;    /* enum rule_flag */
};

enum rule_flag {
    RULE_OFF = 1,     /* a hospital switched it off */
    RULE_REGRADED = 2 /* a hospital changed its severity */
};

/* An item of the score, or a grade and the points it takes. */
enum score_class { SCORE_A, SCORE_B, SCORE_C, SCORE_D, SCORE_GRADE };

struct pack_score {
    struct pack_text section, item;
    struct pack_text rules; /* ids with blanks between */
    int64_t points, total;  /* of the item, of its section: millionths */
    uint32_t when;          /* row of EXPR, boolean, or PACK_NONE */
    uint8_t class;          /* enum score_class */
    uint8_t page;           /* enum page_kind, 0: any */
    uint16_t reserved;
};

/* What a hospital says of a check that is no rule (STR, MAP, GRP ...). */
struct pack_override {
    struct pack_text id;
    uint8_t severity; /* enum severity, 0: as it is */
    uint8_t flags;    /* enum rule_flag */
    uint8_t reserved[6];
};

struct pack_piece {
    struct pack_text literal; /* before the expression */
    uint32_t expr;            /* row of EXPR or PACK_NONE */
    uint32_t reserved;
};

struct pack_example {
    struct pack_text assignments;
    uint32_t fires; /* 1: the rule must fire */
    uint32_t line;
};

#endif
