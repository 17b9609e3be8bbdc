/*
 * path.h -- from a tree's values to fields, by the paths of its dialect.
 *
 * Every attribute, and every element, is tried against the paths that end in
 * its name; a path holds if its steps are the element and its ancestors and
 * all their tests hold. Rows of a list are counted in the order in which their
 * first value is met.
 */
#ifndef INPUT_FIELDS_PATH_H
#define INPUT_FIELDS_PATH_H

#include "input/fields/collect.h"
#include "input/fields/tree.h"

/* Hands what the paths find to the collector, which has begun. False if the
 * dialect has required paths (TAG_REQUIRED) and none of them holds: the record
 * is not a page of this dialect. */
bool path_read(struct tree *tree, struct collector *collector);

#endif
