#include "input/fields/tree.h"

#include <stdlib.h>

#define NODES_FIRST 1024

void tree_begin(struct tree *tree)
{
    tree->count = 0;
    tree->full = tree->failed = false;
}

static bool grow_nodes(struct tree *tree)
{
    const uint32_t room = tree->room == 0 ? NODES_FIRST : 2 * tree->room;
    struct tree_node *nodes;

    tree->full = room > TREE_NODES;
    if (tree->full)
        return false;
    nodes = realloc(tree->nodes, room * sizeof *nodes);
    tree->failed = nodes == NULL;
    if (tree->failed)
        return false;
    tree->nodes = nodes;
    tree->room = room;
    return true;
}

static void link_child(struct tree *tree, uint32_t parent, uint32_t node)
{
    struct tree_node *p = &tree->nodes[parent];

    if (p->child == TREE_NONE)
        p->child = node;
    else
        tree->nodes[p->last_child].next = node;
    p->last_child = node;
}

uint32_t tree_add(struct tree *tree, uint32_t parent, uint32_t name,
                  bool attribute, uint32_t line)
{
    const uint32_t node = tree->count;

    if (tree->full || tree->failed || (node == tree->room && !grow_nodes(tree)))
        return TREE_NONE;
    tree->nodes[tree->count++] = (struct tree_node){
        .name = name,
        .parent = parent,
        .child = TREE_NONE,
        .last_child = TREE_NONE,
        .next = TREE_NONE,
        .line = line,
        .attribute = attribute,
        .text = {"", 0},
    };
    if (parent != TREE_NONE)
        link_child(tree, parent, node);
    return node;
}

void tree_free(struct tree *tree)
{
    free(tree->nodes);
    *tree = (struct tree){0};
}
