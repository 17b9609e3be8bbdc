/*
 * run.h -- the settlement of one case while it is computed (inside
 * plugin/price).
 */
#ifndef PRICE_RUN_H
#define PRICE_RUN_H

#include "price/auxiliary.h"
#include "result/result.h"

/* Which value of the region's sets: the given one, or an end of their range
 * (low=, high=). */
enum price_bound { BOUND_LIKELY, BOUND_LOW, BOUND_HIGH };

/* A set that is held at a value within its range (range.c). */
struct run_axis {
    const struct pack_step *step;
    int128 at;
};

struct run {
    struct result *r;
    const struct pack *pack;
    struct value cases[CASE_VALUES];
    struct value *variables; /* by row of VARIABLE */
    int32_t month;           /* yyyy*12+mm of discharge, 0 unknown */
    struct auxiliary aux;    /* of the group that was priced last */
    bool noted;              /* a number went beyond the range */
    uint8_t bound;           /* enum price_bound */
    const struct run_axis *axes;
    uint32_t axis_count;
};

static inline const struct pack_step *run_step(const struct run *run,
                                               uint32_t i)
{
    return PACK_ROW(run->pack, SECTION_STEP, pack_step, i);
}

static inline struct text run_name(const struct run *run, uint32_t variable)
{
    return pack_variable_name(run->pack, variable);
}

/* The text of a step's formula; empty for a blank. */
struct text run_formula(const struct run *run, const struct pack_step *step);

/* True for a `set` or a blank whose conditions the case meets. */
bool run_set_fits(const struct run *run, const struct pack_step *step);

/* The set or blank that gave a variable its value, NULL if none fits. */
const struct pack_step *run_set_of(const struct run *run, uint32_t variable);

/* All steps for one group of the catalogue. A later `set` that fits holds. */
void run_steps(struct run *run, uint32_t group);

/* A variable by its name after run_steps; missing where there is none. */
struct value run_variable(const struct run *run, struct text name);

/* ---- in words (why.c) ---------------------------------------------------- */

/* Why there is no payment: what the first missing step lacks. */
struct text why_unpriced(struct run *run);

/* Says in r->grouping.why which steps rest on invented parameters of the
 * hospital's file; nothing if none. */
void why_sample(struct run *run);

#endif
