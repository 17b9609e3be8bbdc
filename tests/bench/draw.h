/*
 * draw.h -- random numbers, the same for the same seed on every machine.
 */
#ifndef BENCH_DRAW_H
#define BENCH_DRAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct draw {
    uint64_t state; /* the seed at first */
};

/* 0 to n-1; n is not 0. */
uint32_t draw_below(struct draw *d, uint32_t n);

/* From `from` to `to`, both included; from <= to. */
int32_t draw_between(struct draw *d, int32_t from, int32_t to);

/* True in one of n cases. */
bool draw_one_in(struct draw *d, uint32_t n);

/* One of a list of strings. */
#define DRAW_OF(d, list)                                                       \
    ((list)[draw_below((d), sizeof(list) / sizeof(*(list)))])

#endif
