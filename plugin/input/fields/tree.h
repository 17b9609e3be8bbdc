/*
 * tree.h -- one record's elements and attributes, for dialects in which the
 * meaning of a tag depends on where it stands.
 *
 * Nodes stand in the order of the document. A tree belongs to one parser and
 * is used again for every record.
 */
#ifndef INPUT_FIELDS_TREE_H
#define INPUT_FIELDS_TREE_H

#include "base/arena.h"
#include "input/fields/names.h"

#define TREE_NODES (1u << 16)
#define TREE_NONE 0xffffffffu

struct tree_node {
    uint32_t name;   /* row of TAG, PACK_NONE: the dialect does not ask */
    uint32_t parent; /* TREE_NONE for the record */
    uint32_t child, last_child, next; /* elements and attributes alike */
    uint32_t line;
    uint32_t position; /* as a row of a list, 0: not counted yet */
    bool attribute;
    struct text text; /* of an attribute, or of an element without children */
};

struct tree {
    struct tree_node *nodes;
    uint32_t count, room;
    bool full;   /* TREE_NODES was reached: what came later is lost */
    bool failed; /* no memory: the same */
};

void tree_begin(struct tree *tree);

/* Adds a node; TREE_NONE, and `full` or `failed`, without room. */
uint32_t tree_add(struct tree *tree, uint32_t parent, uint32_t name,
                  bool attribute, uint32_t line);

void tree_free(struct tree *tree);

#endif
