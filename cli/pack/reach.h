/*
 * reach.h -- can any case get a row of the catalogue, and which one?
 *
 * A row's own specimens are the cases most in its favour: exactly its
 * operations, its main one first, its mean cost. A row that loses to another
 * one with all of them always loses.
 */
#ifndef PACK_REACH_H
#define PACK_REACH_H

#include "specimen.h"

enum reach_how {
    REACH_WINS,  /* by `way` the row is chosen */
    REACH_TIES,  /* only the order of the table decides against it */
    REACH_LOSES, /* a candidate, but always beaten */
    REACH_NEVER  /* no specimen made it a candidate */
};

struct reach {
    enum reach_how how;
    uint32_t way;
    uint32_t winner; /* row of GROUP that way, or PACK_NONE */
    uint8_t filter;  /* enum pick_filter the row lost by */
};

/* Tries the row's specimens with r, an open result of the pool's pack. On
 * return *s is the specimen of out->way and r its result. */
void reach_find(const struct specimen_pool *pool, uint32_t group,
                struct result *r, struct specimen *s, struct reach *out);

/* The candidate of a row in a result; NULL if it is none. */
const struct candidate *reach_candidate(const struct result *r, uint32_t group);

#endif
