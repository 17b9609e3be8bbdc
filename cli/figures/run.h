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
    struct buffer order;  /* struct group_place, when all is computed */
};

struct group {
    struct text keys[LOOKUP_KEYS_MAX];
    struct text shown;       /* its name; empty if there is none */
    uint32_t up[LEVELS_MAX]; /* its group of each coarser level */
};

struct group_place {
    struct text keys[LOOKUP_KEYS_MAX];
    uint32_t group;
};

struct run {
    struct figures *figures;
    struct table *table;
    bool guarded;     /* it is a batch's CSV */
    int cause;        /* its column that says which sources have no page, or
                         -1 */
    bool sample;      /* it says of a row that its money is invented */
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

/* The heading of the column that a figure lacks; empty: it lacks none. */
struct text run_lacks(const struct run *r, const struct figure *figure);

/* A group by its place in the order of the keys. */
uint32_t run_nth(const struct run *r, unsigned level, uint32_t n);

enum figures_form { FIGURES_TEXT, FIGURES_JSON, FIGURES_CSV, FIGURES_XLSX };

/* Prints them as text, JSON or CSV (show.c). */
void figures_show(const struct run *r, enum figures_form form,
                  struct buffer *out);

/* The heading of such a CSV file. */
void figures_csv_head(struct buffer *out);

/* True if there is something to show of a level; `all`: not only what has a
 * label, which people read. */
bool figures_level_shown(const struct figures *f, unsigned level, bool all);
bool figures_shown(const struct figure *f, unsigned level, bool all);

#endif
