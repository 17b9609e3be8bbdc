/*
 * causes.h -- differences gathered by what they have in common: one ratio over
 * the file or within a kind, group, insurance or month; a function of cost
 * over mean; another formula of the fund; another setting of grouping.
 *
 * The cases that were compared at a step are its members. Hypotheses are
 * offered; the one that explains most of the members that differ is taken, its
 * members are done with, and the rest is looked at again.
 */
#ifndef COMPARE_CAUSES_H
#define COMPARE_CAUSES_H

#include "compare.h"

#define CAUSE_CASES 3

/* What a set of differences comes from, in words. */
struct cause {
    struct text word; /* for programs: point_value, deviation, pick ... */
    enum compare_step step;
    struct text by, value; /* what its cases have in common; empty: all */
    struct text what, setting;
    int128 ratio; /* the platform's over ours, of one that is constant */
    bool has_ratio, rest;
    uint32_t count, of;   /* its cases, of so many that were compared there */
    int128 money, weight; /* summed; the same without signs */
    uint32_t counted;     /* cases whose money is known */
    bool estimated;
    uint32_t cases[CAUSE_CASES], shown; /* rows of the comparisons */
    uint32_t found;                     /* number in the order of finding */
};

/* Finds the causes of all differences. False without memory. */
bool compare_causes(struct comparisons *all);

/* ---- hypotheses ---------------------------------------------------------- */

struct member {
    struct comparison *c;
    bool differs, done, aside;
    bool has; /* the numbers that follow, ours not 0 */
    int128 ours, official;
    int128 low, high; /* the platform's over ours, as both are rounded */
};

enum hypothesis_kind {
    BY_CELL,      /* one ratio where a variable has one value */
    BY_DEVIATION, /* a run of cost over mean */
    BY_MEAN,      /* the deviations of one group */
    BY_ROUNDING,
    BY_INPUT,  /* the page's cost or the patient's part is another */
    BY_FORMULA /* of the fund */
};

struct hypothesis {
    enum hypothesis_kind kind;
    uint32_t explained, of;
    unsigned variable;       /* BY_CELL */
    struct text name, value; /* of a step; what the variable has */
    int128 low, high;        /* ratios of a cell; costs over mean of a run */
    enum compare_step input; /* BY_INPUT */
    unsigned formula;        /* BY_FORMULA */
    int128 share;            /* of the standard, where the formula has one */
};

struct edge {
    int128 at;
    bool end;
};

struct search {
    struct comparisons *all;
    enum compare_step measure; /* whose numbers the members have */
    struct member *list;
    uint32_t count;
    struct member **order; /* as many, to be sorted */
    struct edge *edges;    /* twice as many */
    struct hypothesis best;
};

/* Keeps it if it explains more than what was offered before. */
void causes_offer(struct search *s, const struct hypothesis *h);

/* True if the member differs by the hypothesis. */
bool causes_explains(const struct search *s, const struct hypothesis *h,
                     const struct member *m);

/* One ratio (causes-cells.c). */
void causes_offer_cells(struct search *s);
bool causes_in_cell(const struct hypothesis *h, const struct member *m);
void causes_word_cell(struct search *s, const struct hypothesis *h,
                      struct cause *out);

/* Cost over mean (causes-deviation.c, causes-fit.c). */
void causes_offer_deviation(struct search *s);
void causes_offer_means(struct search *s);
void causes_word_deviation(struct search *s, const struct hypothesis *h,
                           struct cause *out);

/* The fund's formula, what goes into it, and rounding (causes-fund.c). */
void causes_offer_formulas(struct search *s);
void causes_offer_inputs(struct search *s);
void causes_offer_rounding(struct search *s);
bool causes_by_formula(const struct search *s, const struct hypothesis *h,
                       const struct member *m);
bool causes_by_input(const struct search *s, enum compare_step input,
                     const struct member *m);
bool causes_by_rounding(const struct search *s, const struct member *m);
void causes_word_fund(struct search *s, const struct hypothesis *h,
                      struct cause *out);

/* The members that are not done, in order of cost over mean; how many. */
uint32_t causes_by_ratio(struct search *s);

#endif
