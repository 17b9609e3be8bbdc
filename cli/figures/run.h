/*
 * run.h -- the figures of a table, computed.
 */
#ifndef FIGURES_RUN_H
#define FIGURES_RUN_H

#include "compile/figures/figures.h"
#include "expr/expr.h"

/* Running sums of one aggregate. */
struct sums {
    int128 sum, squares;
    uint64_t count;
    bool beyond; /* the range of decimals */
};

struct groups {
    struct buffer rows;   /* struct group */
    struct buffer values; /* struct value, level.slots of each group */
    struct buffer sums;   /* struct sums, level.sums of each group */
    struct buffer slots;  /* uint32_t: hash table of numbers */
};

struct group {
    struct text keys[LOOKUP_KEYS_MAX];
    uint32_t up[LEVELS_MAX]; /* its group of each coarser level */
};

struct run {
    struct figures *figures;
    struct table *table;
    struct pack view; /* of figures->build */
    struct groups groups[LEVELS_MAX];
    struct value values[FIGURES_MAX]; /* what an expression sees */
};

/* Computes all figures over a table whose columns were found; false without
 * memory. run_close in either case. */
bool run_open(struct run *r, struct figures *f, struct table *table);
void run_close(struct run *r);

uint32_t run_groups(const struct run *r, unsigned level);
const struct group *run_group(const struct run *r, unsigned level, uint32_t n);
const struct value *run_value(const struct run *r, const struct figure *figure,
                              uint32_t group);

/* Prints them (show.c). */
void figures_show(const struct run *r, bool json, struct buffer *out);

#endif
