/*
 * place.h -- where the region holds the numbers that were found: which of
 * its sets, and which of the numbers in its formulas, have to hold which of
 * them so that its own formulas give what the platform gives.
 */
#ifndef CALIBRATE_FIT_PLACE_H
#define CALIBRATE_FIT_PLACE_H

#include "calibrate/fit/trial.h"

#define NUMBERS_MAX 32
/* Words of numbers that sets of bands are looked for by. */
#define HIGH_WORDS "偏高界限"
#define BAND_WORDS "分档的分值界限"

/* A set, or all numbers in formulas that are the same one. */
struct place {
    uint32_t variable;          /* PACK_NONE: literals */
    int128 literal;             /* what stands there now */
    const struct number *holds; /* NULL: what it held */
};

struct placing {
    struct trial trial;
    struct number numbers[NUMBERS_MAX];
    uint32_t number_count;
    struct place *places;
    uint32_t place_count;
    const struct fact **sample;
    uint32_t sample_count;
    bool points_placed; /* the region's formulas explain the points so */
    bool fund_placed;   /* and the funds */
};

/* Lists the numbers that were found; limits that are only known to lie between
 * two numbers stay what the region has there (numbers.c). */
void numbers_find(struct placing *placing, struct fit *fit);

/* Places what was found. False, and fit->failed, where memory ended. */
bool place_numbers(struct placing *placing, struct fit *fit);
void place_close(struct placing *placing);

#endif
