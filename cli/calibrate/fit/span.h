/*
 * span.h -- a number of which it is only known between which two it lies,
 * and the number that most of many such spans hold in common.
 *
 * An official number of so many places stands for all that are rounded to it:
 * half a unit of its last place to either side. What they hold in common
 * narrows with every row, and rows with a mistake in them are outvoted.
 *
 * Spans are of doubles: they are estimates. What is written is a decimal, and
 * what it pays is worked out by the formulas that it stands in.
 */
#ifndef CALIBRATE_FIT_SPAN_H
#define CALIBRATE_FIT_SPAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/decimal.h"

struct span {
    double low, high;
};

/* What most of `total` spans hold in common: `support` of them. */
struct common {
    struct span span;
    uint32_t support, total;
};

/* Finds it among `count` spans; `room` is for 2 * count numbers. Without spans
 * support is 0. Spans with an end that is no number hold nothing. */
void span_common(const struct span *spans, uint32_t count, double *room,
                 struct common *out);

/* A decimal that a span holds. */
struct span_value {
    int128 n;
    uint8_t places;
    bool exact; /* it is hardly by chance that so short a decimal lies in it */
};

/* The shortest decimal in a span; of several the one next to its middle. */
struct span_value span_value(struct span s);

/* The number itself, as wide as its places: half a unit to either side. */
struct span span_rounded(int128 n, unsigned places);

double span_number(int128 n);
int128 span_decimal(double d);

/* Puts doubles in order, for qsort. */
int span_order(const void *a, const void *b);

/* Both positive, the divisor not 0. */
static inline struct span span_divide(struct span a, struct span b)
{
    return (struct span){a.low / b.high, a.high / b.low};
}

static inline struct span span_scale(struct span a, double by)
{
    return by >= 0 ? (struct span){a.low * by, a.high * by}
                   : (struct span){a.high * by, a.low * by};
}

static inline struct span span_shift(struct span a, double by)
{
    return (struct span){a.low + by, a.high + by};
}

static inline double span_middle(struct span s)
{
    return (s.low + s.high) / 2;
}

/* True if they have a number in common. */
static inline bool spans_meet(struct span a, struct span b)
{
    return a.low <= b.high && b.low <= a.high;
}

/* True if d lies in s, but for what is lost in computing. */
static inline bool span_holds(struct span s, double d)
{
    const double lost = (d < 0 ? -d : d) * 1e-12 + 1e-12;

    return s.low - lost <= d && d <= s.high + lost;
}

#endif
