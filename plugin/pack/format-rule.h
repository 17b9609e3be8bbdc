/*
 * format-rule.h -- rows of checks and of the page's score; part of format.h.
 */
#ifndef PACK_FORMAT_RULE_H
#define PACK_FORMAT_RULE_H

enum severity { SEVERITY_INFO = 1, SEVERITY_WARNING, SEVERITY_ERROR };

/* What a look tells of a cell (expr/gate.h). */
enum look_what {
    LOOK_VALUE,    /* its state, or what the value is like */
    LOOK_CODE,     /* first character and length of a code */
    LOOK_CATEGORY, /* beginning of a code */
    LOOK_DETAIL,   /* the same and one character more */
    LOOK_WHOLE,    /* hash of a code */
    LOOK_TEXTS,    /* which of the look's literals are in the text */
    LOOK_ROW,      /* number of the row: no cell */
    LOOK_ENTRY,    /* does the value stand in the field's dictionary? */
    LOOK_FACTS,    /* what the pack knows of a code */
    LOOK_WHATS
};
enum gate_told { TOLD_BY_MARKS, TOLD_BY_NUMBER, TOLD_BY_TEXT };

struct pack_look {
    uint16_t field;
    uint8_t what;         /* enum look_what */
    uint8_t told;         /* enum gate_told, of the field's type */
    uint8_t list, column; /* the field's; those without a list last */
    uint16_t categories;  /* of a category in a list: how many there are, behind
                             them one for odd codes; else 0 */
    struct pack_range literals; /* in LITERAL */
    uint32_t first_slot;        /* in LITERAL_SLOT, of those with literals */
    uint32_t first_bell;        /* in BELL, of those with categories: a range of
                                   BELL_RULE for each, of any row, then of the
                                   first */
};

struct pack_literal {
    struct pack_text text;
    uint32_t
        next; /* the next literal of the look that begins alike, or PACK_NONE */
};
#define LITERAL_NONE 0xffffu

enum gate_flag {
    GATE_OR = 1,  /* it is enough if the next gate is open */
    GATE_ROWS = 2 /* it can be asked of each row by itself */
};

struct pack_gate {
    uint64_t classes; /* one of these must stand there: */
    uint16_t slot;    /* of a look (expr/gate.h) */
    uint8_t flags;    /* enum gate_flag */
    uint8_t reserved[5];
};

/* In front of each rule: its narrowest gate and where the others are. */
struct pack_door {
    uint64_t classes;
    uint16_t slot;
    uint8_t pages;  /* bits: enum page_kind, PAGE_OTHER; 0: the rule is off */
    uint8_t gates;  /* how many others */
    uint32_t first; /* in GATE */
};

/* The same of a rule without bells. Rows of one slot stand together. */
struct pack_asked {
    uint64_t classes;
    uint64_t any;        /* of the first of a slot: classes of all its rows */
    uint16_t slot, rule; /* row of RULE */
    uint16_t rows;       /* of the first of a slot: how many there are */
    uint8_t pages;
    uint8_t reserved;
};

struct pack_rule {
    struct pack_text id, title, basis;
    struct pack_range message, advice; /* in PIECE */
    struct pack_range examples;
    uint32_t when;   /* row of EXPR, boolean */
    uint32_t at;     /* row of EXPR: the row of `field` it points to, or NONE */
    uint32_t line;   /* in its source */
    uint32_t source; /* row of SOURCE */
    uint16_t field;  /* it points to */
    uint16_t row;    /* of a list field: diagnoses[1] -> 1, else 0 */
    uint8_t severity; /* enum severity */
    uint8_t each;     /* enum record_list */
    uint8_t scope;    /* bits: enum page_kind; 0: every page */
    uint8_t flags;    /* enum rule_flag */
};

enum rule_flag {
    RULE_OFF = 1,      /* a hospital switched it off */
    RULE_REGRADED = 2, /* a hospital changed its severity */
    RULE_VERIFIED = 4  /* its basis was held against the source */
};

/* An item of the score, or a grade and the points it takes. */
enum score_class { SCORE_A, SCORE_B, SCORE_C, SCORE_D, SCORE_GRADE };

struct pack_score {
    struct pack_text section, item;
    struct pack_text rules; /* ids with blanks between */
    struct pack_text why;   /* what `when` says, in words */
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
