/*
 * result.h -- what is learnt about one record. Each step of the way adds its
 * part and reads only what the steps before it added.
 *
 * Everything lies in the record's arena and lives until it is reset.
 */
#ifndef RESULT_RESULT_H
#define RESULT_RESULT_H

#include "expr/expr.h"
#include "pack/pack.h"
#include "record/record.h"

struct finding {
    struct text rule; /* id */
    struct text tag, value, message, advice, basis;
    struct text title; /* what kind of problem, at most 14 characters; empty:
                          the rule of a hospital has none */
    uint32_t line;     /* 0: null */
    uint32_t index;    /* row of a list, 0: null */
    uint16_t field;    /* PACK_NO_FIELD: null */
    uint8_t severity;  /* enum severity */
    bool value_known;  /* false: value is null */
    bool verified;     /* its basis was held against the source */
};

/* A tag that the record's dialect does not know. */
struct unknown_tag {
    struct text name;  /* as it may be shown */
    struct text shape; /* of its first value: digits as 9, letters as A, what is
                          not of ASCII as 汉; none of its content */
    uint16_t field;    /* it may stand for this, PACK_NO_FIELD: no guess */
    uint32_t row;      /* of the field's list, or 0 */
};

enum grouping_status {
    GROUPING_UNGROUPED,
    GROUPING_GROUPED,
    GROUPING_EXCLUDED
};

struct candidate {
    uint32_t group;   /* row of GROUP */
    struct text code; /* its code, as results show it */
    uint32_t matched; /* parts met */
    bool chosen;
    bool standard_known;
    uint8_t filter;      /* enum pick_filter it lost by, PICK_END: chosen */
    int128 standard;     /* payment had this row been chosen */
    struct text lost_by; /* in words; empty for the chosen one */
};

/* A row of the same diagnosis that was never a candidate. */
struct why_not {
    uint32_t group;      /* row of GROUP */
    struct text code;    /* its code, as results show it */
    struct text missing; /* what it lacks, in words */
};

struct grouping {
    enum grouping_status status;
    uint32_t group;     /* row of GROUP if grouped */
    struct text code;   /* its code, as results show it: the catalogue's,
                           or what <comprehensive range-group> makes of it */
    uint8_t class;      /* enum op_class of the case */
    uint8_t kind;       /* enum group_kind of the group, or as the
                           primary-care list makes it */
    uint32_t mdc, adrg; /* rows of DRG_MDC and DRG_ADRG if the region groups
                           by DRG, or PACK_NONE */
    struct text *why;   /* sentences */
    uint32_t why_count;
    struct candidate *candidates; /* chosen one first, early losers last */
    uint32_t candidate_count;
    struct why_not *why_not; /* filled by group_why_not, in the table's order */
    uint32_t why_not_count;
};

struct step_value {
    struct text name, formula; /* formula: as the region wrote it */
    struct text label;         /* what the region calls it, or empty */
    struct value value;
};

/* Where a set, moving from its low= to its high=, changes the deviation. */
struct range_break {
    struct text name, label; /* of the set */
    int128 at;
    struct text from, to; /* the deviation */
    int128 before, after; /* the standard on either side */
};

struct settlement {
    bool priced;
    struct text why;          /* of unpriced */
    struct step_value *steps; /* every let, in order */
    uint32_t step_count;
    struct step_value *sets; /* what they start from: sets, mean cost */
    uint32_t set_count;
    struct value cost, patient; /* of the record */
    struct value point_value;   /* the set or let of that name */
    struct value low, high;     /* least and most standard over the range of the
                                   sets; missing if the region gives none */
    struct range_break *breaks;
    uint32_t break_count;
    struct value *cases; /* by enum case_value; NULL: none */
};

/* The case with its codes in another order, or without one. */
struct what_if_answer {
    struct text change; /* procedures[2] first; without diagnoses[3] */
    enum grouping_status status;
    uint32_t group; /* row of GROUP if grouped */
    uint8_t kind;
    struct value standard, fund;
    struct text support; /* of more money: what in the record supports it */
    struct text risk;    /* else why not to make it; empty: no risk */
};

/* Of each carrier: what changes without this code of the record. */
struct what_if {
    struct what_if_answer *changes, *carriers;
    uint32_t change_count, carrier_count;
};

/* Points in millionths. */
struct score_loss {
    uint32_t row;                  /* of SCORE */
    const struct finding *finding; /* NULL: the row's condition holds */
    int64_t points;
};

struct score {
    bool known;
    int64_t points;
    struct text grade; /* empty: the table has none */
    struct score_loss *lost;
    uint32_t count;
};

/* Bytes that the step at hand may use as it likes: what is too large for a
 * host's stack. */
#define RESULT_WORKSPACE (60u << 10)

struct result {
    const struct pack *pack;
    struct record record;
    void *workspace; /* RESULT_WORKSPACE bytes, aligned as malloc's */
    /* of the input */
    struct text source, dialect, encoding;
    uint32_t index, line;
    const struct unknown_tag *unknown; /* at most LIMIT_UNKNOWN */
    uint32_t unknown_count;
    bool unread; /* most of its tags are unknown: what is missing may be there
                    under another name */
    struct finding *findings;
    uint32_t finding_count, finding_room;
    uint32_t findings_lost; /* beyond LIMIT_FINDINGS */
    bool unfinished;        /* memory or the source ended: nothing here is a
                               judgement of the record */
    struct finding spare;   /* needs no memory, for what is said then */
    struct text spare_why;
    uint32_t quieted; /* verified by a coder and left out */
    struct grouping grouping;
    struct settlement settlement;
    struct score score;      /* where it was asked for */
    struct what_if *what_if; /* NULL unless asked for */
};

/* Makes a result for records of a pack; false without memory. */
bool result_open(struct result *r, const struct pack *pack);
void result_reset(struct result *r);
void result_close(struct result *r);

/* Says why the record was not judged: neither grouped nor priced. */
void result_not_judged(struct result *r, struct text why_ungrouped,
                       struct text why_unpriced);

/* Drops what was learnt, which does not hold where memory failed: there are no
 * findings, and the record is `unfinished`. Room for one finding is left. None
 * of it needs memory. */
void result_give_up(struct result *r);

/* The layer the record was grouped in: of a DRG its MDC. */
struct text result_layer(const struct result *r);

/* An empty finding to fill, NULL beyond LIMIT_FINDINGS or without memory. */
struct finding *result_finding(struct result *r);

#endif
