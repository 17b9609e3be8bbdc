/*
 * diff.h -- what changes from one pack to another: shared by the files of
 * `pack diff`.
 */
#ifndef PACK_DIFF_H
#define PACK_DIFF_H

#include "common/lanes.h"

/* A case that falls in another group, or in none. */
struct diff_move {
    uint32_t from, to; /* rows of GROUP of the packs, PACK_NONE: no group */
    bool priced;       /* by both packs */
    int128 change;     /* of the standard, if priced */
};

struct diff_cases {
    struct buffer moves; /* struct diff_move */
    uint64_t records, priced;
    int128 before, after; /* standards of the cases both packs price */
};

/* Appends the groups that came, went and changed (diff-groups.c). */
void diff_groups(const struct pack *a, const struct pack *b,
                 struct buffer *out);

/* Groups the records of a file, or of all files of a folder, by both packs
 * and counts them in (diff-cases.c). False after saying what was not read, or
 * without memory. */
bool diff_read(struct diff_cases *cases, const struct packs *packs,
               const char *path);

/* Appends how many cases move, from where to where, and the money. */
void diff_cases_show(const struct diff_cases *cases, const struct packs *packs,
                     struct buffer *out);

#endif
