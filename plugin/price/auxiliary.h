/*
 * auxiliary.h -- the auxiliary catalogue (dip-rules.md 1.3): classes of a
 * case in several dimensions, and the factor they give to its group.
 */
#ifndef PRICE_AUXILIARY_H
#define PRICE_AUXILIARY_H

#include "result/result.h"

/* A dimension whose class gives the group a factor. */
struct aux_hit {
    uint32_t class; /* row of AUX_CLASS */
    uint32_t row;   /* of AUX_FACTOR; PACK_NONE: the class's own factor */
    int128 factor;
};

struct auxiliary {
    struct value factor; /* 1 without a hit; missing beyond the range */
    struct aux_hit hits[DIMENSIONS_MAX];
    uint32_t count;
};

/* Fills *out for the group of the frame, whose variables hold the sets. In
 * each dimension the first class that holds is the case's; it counts if the
 * group has a factor for it. Cannot fail. */
void auxiliary_find(const struct pack *pack, struct expr_frame *frame,
                    struct auxiliary *out);

/* Says in r->grouping.why which classes gave the factor; nothing if none. */
void auxiliary_explain(struct result *r, const struct auxiliary *a);

#endif
