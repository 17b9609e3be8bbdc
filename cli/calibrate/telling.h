/*
 * telling.h -- what would tell settings apart that explain the platform's
 * groups equally well: stays that it has not answered for, or else a page to be
 * asked about.
 */
#ifndef CALIBRATE_TELLING_H
#define CALIBRATE_TELLING_H

#include "search.h"

#define TELLING_RECORDS 3

/* One value of a knob that is not the best's, but could be. */
struct telling {
    uint32_t knob, value;
    struct turn turn; /* with it; the rest as near the best as may be */
    uint32_t cases;   /* stays without an answer that tell them apart */
    struct text records[TELLING_RECORDS];
    struct text page; /* without such stays: diagnosis and operations; empty:
                         none was found */
    struct text here, there; /* groups of the page, or the first stay: by the
                                best, by this one; 不能入组 for none */
};

/* Finds them for all that ties; texts lie in c->texts. The knobs are left with
 * the best. False without memory. */
bool telling_find(struct calibration *c, const struct search_result *s,
                  struct buffer *out);

#endif
