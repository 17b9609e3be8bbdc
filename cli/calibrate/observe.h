/*
 * observe.h -- every case priced by the platform's group, beside the
 * platform's money: what the money half reads.
 */
#ifndef CALIBRATE_OBSERVE_H
#define CALIBRATE_OBSERVE_H

#include "calibrate/fit/observed.h"
#include "calibration.h"

/* The rows, with what they point to. */
struct observation {
    struct observed_set set;
    struct buffer rows;    /* struct observed */
    struct buffer numbers; /* struct observed_number: factors, then steps */
    struct buffer names;   /* struct text: the same */
    struct arena texts;
};

/* Prices all cases that the platform has an answer for, as the knobs stand.
 * False without memory. */
bool observe_cases(struct calibration *c, struct observation *out);
void observation_free(struct observation *o);

#endif
