/*
 * skeleton.h -- the elements that a dialect with conditions in its paths
 * (CDA) writes, from the record down.
 *
 * The paths are their own template: a step is an element, its conditions are
 * what is written in it (`[code@code='A|B']`: <code code="A"/>), steps of one
 * name and the same conditions are one element. Paths that are known, not
 * read (use `known`) say where elements stand: `section/entry/observation` is
 * the way from a section to an observation wherever another path leaves it
 * open. One from the record down that ends in conditions is written always.
 */
#ifndef CONVERT_SKELETON_H
#define CONVERT_SKELETON_H

#include "base/arena.h"
#include "pack/pack.h"

#define NO_NODE UINT32_MAX

/* What an element always says: an attribute, or its text (no attribute). */
struct constant {
    struct text attribute, text;
    uint32_t next; /* of the same element; NO_NODE: the last */
};

struct node {
    struct text name;
    const struct pack_path_step *step; /* NULL: without conditions */
    uint32_t child, next;              /* NO_NODE */
    uint32_t constant;                 /* of skeleton.constants, NO_NODE */
    uint32_t outlet; /* the first one that is written here, NO_NODE */
    uint16_t shift;  /* a row: the list's number less the element's */
    uint8_t list;    /* LIST_NONE, or each row of it has this element */
    bool filler;     /* between the ends of a known path */
    bool always;     /* written though nothing is given */
    bool company;    /* a condition of the element above: written with it */
};

struct skeleton {
    const struct pack *pack;
    struct pack_range tags; /* of the dialect */
    struct node *nodes;     /* the record first */
    uint32_t count, room;
    struct constant *constants;
    uint32_t constant_count, constant_room;
    struct arena texts;
    bool failed; /* no memory */
};

/* The record's element with what each record has. */
void skeleton_open(struct skeleton *s, const struct pack *pack,
                   struct pack_range tags, struct text record);

/* True if all conditions of a path can be met by writing what they ask for. */
bool skeleton_can(const struct skeleton *s, const struct pack_tag *tag);

/* The element in which a path ends, made if there is none; a row's element is
 * one for all paths of its list. NO_NODE without memory. */
uint32_t skeleton_place(struct skeleton *s, const struct pack_tag *tag);

void skeleton_close(struct skeleton *s);

#endif
