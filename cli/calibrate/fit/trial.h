/*
 * trial.h -- the region's own formulas over the rows, with other values in
 * their sets and in the numbers that stand in them.
 *
 * A row has no page any more: where a formula asks for a field of the page, its
 * step keeps the value that it had.
 */
#ifndef CALIBRATE_FIT_TRIAL_H
#define CALIBRATE_FIT_TRIAL_H

#include "calibrate/fit/fit.h"

/* A number that was found. */
struct number {
    double constant;               /* where it is the same for all rows */
    const struct account *account; /* else */
    const char *words;             /* what it is, in Chinese */
    struct common evidence;        /* its span, and the rows behind it */
    bool paired;  /* may make sense only together with another one */
    bool derived; /* of another one: not told by itself */
    bool present; /* the region has it already, and may keep it */
    const struct exception *exception; /* that it is the value of, or NULL */
    enum fit_key key;                  /* of the exception */
};

/* A number in the text of a formula. */
struct literal {
    uint32_t step; /* row of STEP */
    uint32_t at;   /* byte of the formula's source */
    uint32_t length;
    uint32_t row; /* of the trial's numbers */
    int128 before;
};

/* What a place of the region holds in a trial. */
enum trial_hold { HOLD_REGION, HOLD_CONSTANT, HOLD_NUMBER };

struct trial_set {
    enum trial_hold hold;
    double constant;
    const struct number *number;
    bool is_set;     /* a number that a <set> gives */
    bool is_blank;   /* nobody has given it so far */
    uint32_t column; /* of observed.steps, or PACK_NONE */
};

struct trial {
    struct fit *fit;
    struct pack pack;            /* the set's, with numbers of its own */
    struct pack_number *numbers; /* the pack's, then one of each literal */
    struct record record;        /* empty */
    struct value *variables;
    struct value cases[CASE_VALUES];
    struct trial_set *sets; /* by row of VARIABLE */
    uint32_t set_count;
    struct literal *literals;
    uint32_t literal_count;
    int points_places; /* to which the step `points` is rounded more; -1: not */
};

/* False, and fit->failed, where memory ended. Close it in either case. */
bool trial_open(struct trial *trial, struct fit *fit);
void trial_close(struct trial *trial);

/* Runs the region's formulas for a fact. */
void trial_run(struct trial *trial, const struct fact *fact);
/* What a name came to in the last run; NaN if nothing. */
double trial_value(const struct trial *trial, struct text name);

/* The name of a variable, and its row; PACK_NONE if there is none. */
struct text trial_name(const struct trial *trial, uint32_t variable);
uint32_t trial_find(const struct trial *trial, struct text name);

/* True if the region rounds the step `points` itself. */
bool trial_rounds_points(const struct trial *trial);

void trial_set_literal(struct trial *trial, const struct literal *literal,
                       double value);

/* What a number is for a row. */
double held_number(const struct number *number, const struct fact *fact);

#endif
