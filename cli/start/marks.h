/*
 * marks.h -- which marks between operations stand for `or`, which for `and`.
 */
#ifndef START_MARKS_H
#define START_MARKS_H

#include "start/start.h"

#define MARKS 12

struct mark {
    char text[5];
    uint32_t code;
    uint32_t pairs, alike;      /* neighbours of it; of one category */
    uint32_t like_or, like_and; /* the group's code has such a mark there */
    char there[2];              /* the one of like_and */
};

struct marks {
    struct mark all[MARKS];
    uint32_t count;
    struct text group; /* of the row at hand */
};

/* Counts a pair of neighbours, as cell_operations tells them of; context:
 * struct marks. */
void marks_count(void *context, uint32_t code, struct text one,
                 struct text next);

/* Adds a mark to a list of them that has room for `size`, if it is not there.
 */
void marks_add(char *marks, size_t size, const char *mark);

/* The marks of the region, by all pairs. */
void marks_settle(const struct marks *m, struct start *s);

#endif
