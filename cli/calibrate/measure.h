/*
 * measure.h -- how far a pack's answers are the platform's.
 */
#ifndef CALIBRATE_MEASURE_H
#define CALIBRATE_MEASURE_H

#include "calibration.h"

struct agreement {
    uint32_t groups, groups_agreed;       /* cases with an answer */
    uint32_t standards, standards_agreed; /* with a standard of the platform */
};

struct month_agreement {
    uint32_t month; /* yyyymm; 0: unknown */
    struct agreement all;
};

/* Of a case: what the pack pays as the platform does. */
enum agreed { AGREED_STANDARD = 1, AGREED_FUND = 2 };

struct measured {
    struct agreement fitted, held;
    struct buffer agreed; /* a byte of enum agreed for each case */
    struct buffer months; /* struct month_agreement, rising */
};

void measured_free(struct measured *m);

/* How many of the cases that it was fitted on lose what they had: a bit of enum
 * agreed. */
uint32_t measured_lost(const struct calibration *c,
                       const struct measured *before,
                       const struct measured *after, enum agreed what);

/* Groups and prices all cases with the pack, which knows the fields of c's.
 * False without memory. */
bool measure_pack(const struct calibration *c, const struct pack *pack,
                  struct measured *out);

#endif
