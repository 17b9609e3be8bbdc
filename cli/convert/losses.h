/*
 * losses.h -- what did not arrive in the target, field by field, in numbers
 * alone: no value is ever shown.
 */
#ifndef CONVERT_LOSSES_H
#define CONVERT_LOSSES_H

#include "convert/plan.h"
#include "result/result.h"

enum loss {
    LOSS_NO_TAG,  /* the target has no such item, or not so many rows */
    LOSS_NO_CODE, /* the target's dictionary can not say it */
    LOSS_ORDER,   /* a flag that contradicts the order of the rows */
    LOSS_UNREAD,  /* could not be read; carried as it stands */
    LOSSES
};

/* What did not become a field: findings that say so. */
enum unseen {
    UNSEEN_TAGS,
    UNSEEN_REPEATED,
    UNSEEN_ROWS,
    UNSEEN_BROKEN,
    UNSEEN_PAGES,
    UNSEEN
};

struct losses {
    const struct pack *pack;
    uint64_t *counts[LOSSES]; /* by field */
    uint64_t unseen[UNSEEN];  /* records */
};

/* False without memory. */
bool losses_open(struct losses *l, const struct pack *pack);

static inline void losses_add(struct losses *l, enum loss loss, uint32_t field)
{
    l->counts[loss][field]++;
}

/* Counts what a record gives and the plan does not carry, what could not be
 * read, and what the reader itself left aside. False if the document is no
 * page: nothing of it is to be written. */
bool losses_count(struct losses *l, const struct plan *p,
                  const struct result *r);

/* A line each in Chinese; true if anything was said. */
bool losses_put(const struct losses *l, struct buffer *out);

void losses_close(struct losses *l);

#endif
