/*
 * heading.h -- what the columns of a table are called, and what that means.
 *
 * The heading of a table is its columns' names in clean UTF-8, each ended by a
 * line feed. A name is a tag of a dialect: as it stands, or folded, without
 * blanks, brackets and other signs and with full-width characters as ASCII
 * (`入院时间（时）` is 入院时间时), or without the zeros before a number.
 */
#ifndef INPUT_TABLE_HEADING_H
#define INPUT_TABLE_HEADING_H

#include "base/buffer.h"
#include "pack/pack.h"

#define HEADING_COLUMNS 16384 /* more are counted, not read */
#define HEADING_NAME 192      /* bytes of a name, the rest does not count */

/* What the name of a column means. */
struct heading_meaning {
    const struct pack_tag *tag; /* NULL: nothing that is known */
    uint32_t number; /* that stands in the name beside the tag, or 0 */
};

/* The tag that a column of this name has in a dialect. In one of names of
 * columns (DIALECT_TABLE) a number may stand before, in or behind the tag. */
struct heading_meaning heading_find(const struct pack *pack, uint32_t dialect,
                                    struct text name);

/* How well a heading fits. */
struct heading_fit {
    uint32_t dialect; /* the one most names belong to; PACK_NONE */
    uint32_t names;   /* that are its tags */
    uint32_t known;   /* tags that are names here */
    uint32_t keys;    /* of these, key tags */
};

/* The dialect most names belong to, if possible one with a key. Paths are no
 * names of columns; a dialect with marks needs one of them. */
struct heading_fit heading_fit(const struct pack *pack, struct text heading);

/* Takes the next name from a heading; false at its end. */
bool heading_next(struct text *heading, struct text *name);

/* A cell of a heading in that encoding as a name, in `out`: without blanks at
 * its ends, a line end in it as a blank. */
struct text heading_name(struct text cell, bool gb18030,
                         char out[HEADING_NAME]);

#endif
