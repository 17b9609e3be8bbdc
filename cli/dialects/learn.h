/*
 * learn.h -- the beginning of a dialect file from tags that were seen.
 */
#ifndef DIALECTS_LEARN_H
#define DIALECTS_LEARN_H

#include "dialects/seen.h"
#include "pack/pack.h"

/* How many tags are what. */
struct learnt {
    uint32_t known, guessed, unknown;
    bool keyed; /* a tag of them is a key */
};

/* Appends the table: tag,field,use,map,name,shape,note. `dialect` is what the
 * pages are in, PACK_NONE: none that the pack has. */
struct learnt learn_rows(const struct pack *pack, uint32_t dialect,
                         const struct seen *seen, struct buffer *out);

/* The same for the columns of a table: `<columns>` of a hospital's file. What
 * is known needs no line there. */
struct learnt learn_columns(const struct pack *pack, uint32_t dialect,
                            const struct seen *seen, struct buffer *out);

int command_learn(int argc, char **argv);

#endif
