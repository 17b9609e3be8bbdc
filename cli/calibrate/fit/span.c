#include "calibrate/fit/span.h"

#include <math.h>
#include <stdlib.h>

#include "base/text.h"

/* Doubles carry fewer places than decimals do; a value is read from its
 * spans' common part, whose ends need no more. */
#define PLACES_TRIED 9
/* A decimal of so many places lies in a span by chance as often as the span
 * is wide in units of the last place. */
#define BY_CHANCE 0.05

double span_number(int128 n)
{
    const double high = (double)(int64_t)(n >> 64);

    /* The cast of 128 bits is a function that not every compiler brings. */
    return (high * 0x1p64 + (double)(uint64_t)n) / 1e12;
}

int128 span_decimal(double d)
{
    return (int128)llround(d * 1e9) * 1000;
}

struct span span_rounded(int128 n, unsigned places)
{
    const double half = 0.5 * pow(10, -(double)places);

    return (struct span){span_number(n) - half, span_number(n) + half};
}

int span_order(const void *a, const void *b)
{
    return ORDER(*(const double *)a, *(const double *)b);
}

/* The ends of the spans that hold something, each in its half of the room. */
static uint32_t sort_ends(const struct span *spans, uint32_t count,
                          double *lows, double *highs)
{
    uint32_t used = 0;

    for (uint32_t i = 0; i < count; i++) {
        const double lost = fabs(spans[i].high) * 1e-13;

        if (!(spans[i].low <= spans[i].high))
            continue;
        lows[used] = spans[i].low - lost;
        highs[used++] = spans[i].high + lost;
    }
    qsort(lows, used, sizeof *lows, span_order);
    qsort(highs, used, sizeof *highs, span_order);
    return used;
}

void span_common(const struct span *spans, uint32_t count, double *room,
                 struct common *out)
{
    double *lows = room, *highs = room + count;
    const uint32_t used = sort_ends(spans, count, lows, highs);
    uint32_t ended = 0;

    *out = (struct common){.total = count};
    for (uint32_t begun = 0; begun < used; begun++) {
        while (highs[ended] < lows[begun])
            ended++;
        if (begun + 1 - ended <= out->support)
            continue;
        out->support = begun + 1 - ended;
        out->span = (struct span){lows[begun], highs[ended]};
    }
}

/* 1000 is shorter than 998. */
#define LARGEST_UNIT 1e4

struct span_value span_value(struct span s)
{
    const double middle = span_middle(s);
    int places = -4;

    for (double unit = 1 / LARGEST_UNIT; places < PLACES_TRIED;
         places++, unit *= 10) {
        const double nearest = round(middle * unit);

        if (fabs(nearest) < 9e15 && span_holds(s, nearest / unit))
            return (struct span_value){
                .n = decimal_round(span_decimal(nearest / unit),
                                   places > 0 ? (unsigned)places : 0),
                .places = (uint8_t)(places > 0 ? places : 0),
                .exact = (s.high - s.low) * unit <= BY_CHANCE};
    }
    return (struct span_value){.n = span_decimal(middle),
                               .places = PLACES_TRIED};
}
