/*
 * age.h -- limits of age in tables.
 */
#ifndef COMPILE_READ_AGE_H
#define COMPILE_READ_AGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

/* The first and the last day of life on which a person is of an age. Years are
 * counted with 365.25 days, both ends generously. */
struct age_days {
    int32_t first, last;
};

/* Reads `10y`, `6m` or `28d` (also 岁, 月, 天), moving *t behind it; false if
 * it begins otherwise. */
bool age_read(struct text *t, struct age_days *out);

#endif
