/*
 * search.h -- which settings of grouping explain the platform's groups.
 */
#ifndef CALIBRATE_SEARCH_H
#define CALIBRATE_SEARCH_H

#include "calibration.h"

/* A combination of settings, and how it does. */
struct trial {
    struct turn turn;
    uint32_t agreed, held; /* cases that agree: fitted on, and held out */
    uint32_t moved;        /* cases with another group than the reference's */
    uint32_t gained, lost; /* fitted cases that agree here only, there only */
};

struct search_result {
    uint32_t fitted, held;           /* cases with an answer */
    struct trial own, best;          /* own: as the region has it */
    struct trial without[KNOBS_MAX]; /* the best, but for one knob, which is as
                                        the region has it; against the best */
    struct buffer ties; /* struct trial: explain as much as the best, but for
                           `slack` cases; the best among them */
    uint32_t slack;
    /* Of each knob: which values are among the ties, or never differ. */
    bool open[KNOBS_MAX][KNOB_VALUES];
    /* Which of them differ in no case at all. */
    bool idle[KNOBS_MAX][KNOB_VALUES];
};

/* Tries them; c's pack is left with the best. False without memory. */
bool search_settings(struct calibration *c, struct search_result *out);
void search_free(struct search_result *s);

#endif
