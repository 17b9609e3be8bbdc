/*
 * observed.h -- the stays of a hospital beside what the platform made of them,
 * and what the money half (fit.h) reads from them.
 *
 * Texts live as long as the pack or the stays.
 */
#ifndef CALIBRATE_FIT_OBSERVED_H
#define CALIBRATE_FIT_OBSERVED_H

#include "base/arena.h"
#include "base/buffer.h"
#include "pack/pack.h"

/* A number with what is known of its precision. */
struct observed_number {
    int128 n;
    uint8_t places; /* digits behind the point of its column; ours: 12 */
    bool given;
};

/* What the platform's file may say in money, in the order of the settlement. */
enum observed_money {
    OBSERVED_SCORE,
    OBSERVED_POINTS,
    OBSERVED_POINT_VALUE,
    OBSERVED_STANDARD,
    OBSERVED_FUND,
    OBSERVED_PATIENT,
    OBSERVED_COST,
    OBSERVED_MONEY /* count */
};

struct observed {
    struct text record; /* 病案号 */
    uint32_t month;     /* of discharge, yyyymm; 0: unknown */
    /* Ours. Where the catalogue has the platform's group, `row` is that group's
     * row, and everything below is worked out as if the case had it; else our
     * own. */
    uint32_t row;                          /* of GROUP; PACK_NONE: no group */
    bool same_group;                       /* our own grouping gives it, too */
    struct text insurance;                 /* employee, resident, self, other */
    struct text group;                     /* code */
    struct text kind, layer, class, level; /* words of region.xml */
    struct observed_number score, mean_cost, mean_days; /* of the row */
    struct observed_number cost, patient_paid;          /* of the page */
    const struct observed_number *factors; /* by observed_set.factors */
    const struct observed_number *steps;   /* by observed_set.steps: numbers
                                              only; a text is not given */
    struct text deviation;                 /* step of that name, or empty */
    /* The platform's. */
    struct text official_group;
    struct observed_number official[OBSERVED_MONEY];
    struct text official_deviation; /* normal, low ..., or empty */
    bool held_out;                  /* nothing may be fitted on it */
};

struct observed_set {
    const struct pack *pack;    /* with the switches that were found */
    const struct text *factors; /* names of the factor_* columns */
    const struct text *steps;   /* names of sets and lets, in order: what ours
                                   had as their values */
    uint32_t factor_count, step_count;
    const struct observed *rows;
    uint32_t count;
};

/* Where a value that was found is to be written. */
enum fit_place {
    FIT_SET,  /* <set> of the hospital's file */
    FIT_LET,  /* `value` of the region's <let>: the whole new expression */
    FIT_TOLD, /* no file of ours holds it: it is only told */
    FIT_PLACES
};

/* A value that was found. */
struct fit_value {
    enum fit_place place;
    struct text name;  /* of the set or let */
    struct text label; /* what people call it, in Chinese */
    /* For which cases; empty, 0: all. The first two and the months are
     * attributes of <set>; a value with any of the others is FIT_TOLD or
     * stands in the expression of a let. */
    struct text insurance, level;
    uint32_t month_from, month_to; /* yyyymm */
    struct text kind, layer, class, group;
    struct text value;  /* as it is to be written */
    struct text before; /* what stands there now; empty: nothing */
    int128 low, high;   /* the interval that the rows leave; equal if exact */
    bool exact;
    uint32_t support, total; /* rows that it explains, of those that ask it */
    struct text words;       /* a sentence more for the report, or empty */
};

/* Settings that explain the rows equally well. */
struct fit_tie {
    struct text name;       /* what they are settings of */
    struct text settings;   /* in words, 、 between them */
    struct text records[3]; /* stays without an answer of the platform that
                               would tell them apart; empty: none */
    struct text ask;        /* else what to ask the bureau; or empty */
};

/* Rows that none of the known forms explains. */
struct fit_strange {
    struct text name;       /* the step that is not explained */
    uint32_t count, total;  /* rows not explained, of those asked */
    int128 quantiles[5];    /* of what is left over: least, quarter, half, three
                               quarters, most */
    struct text records[3]; /* cases to look at */
    struct text words;      /* or empty */
};

/* A month's money. */
struct fit_month {
    uint32_t month; /* yyyymm */
    struct text insurance;
    int128 point_value; /* what the month's rows hold in common */
    bool known;
    uint32_t agreed, total; /* standards explained */
};

struct fit_result {
    struct arena texts;
    struct buffer values;             /* struct fit_value */
    struct buffer ties;               /* struct fit_tie */
    struct buffer strange;            /* struct fit_strange */
    struct buffer months;             /* struct fit_month, rising */
    uint32_t held_agreed, held_total; /* standards of held-out rows that what
                                         was found explains */
};

/* Finds the values of the settlement that explain the rows; false, after
 * saying so, where memory ended. Free it in either case. */
bool fit_money(const struct observed_set *set, struct fit_result *out);
void fit_free(struct fit_result *result);

#endif
