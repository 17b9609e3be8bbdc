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

struct measured {
    struct agreement fitted, held;
    struct buffer months; /* struct month_agreement, rising */
};

/* Groups and prices all cases with the pack, which knows the fields of c's.
 * False without memory. */
bool measure_pack(const struct calibration *c, const struct pack *pack,
                  struct measured *out);

#endif
