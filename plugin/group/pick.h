/*
 * pick.h -- the region's filters over the candidates of one layer.
 */
#ifndef GROUP_PICK_H
#define GROUP_PICK_H

#include "group/case.h"

struct contender {
    uint32_t group;       /* row of GROUP */
    uint32_t matched;     /* parts met */
    uint32_t used;        /* operations of the case that met a part */
    bool principal;       /* the case's first operation met a main part */
    struct text lost_by;  /* empty while still in */
    uint32_t lost_at;     /* number of the filter from 1, 0 while in */
};

/* Runs the filters; exactly one contender keeps lost_at 0 if there is one.
 * Sentences go to the record's arena. */
void pick_run(struct result *r, const struct group_case *c,
              struct contender *list, uint32_t count);

/* The filter's words in Chinese, for sentences. */
const char *pick_name(unsigned filter);

#endif
