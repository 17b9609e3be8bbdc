/*
 * tree.h -- JSON that a person or a platform wrote, for commands: every value
 * is a text, numbers as they are written.
 */
#ifndef COMPARE_TREE_H
#define COMPARE_TREE_H

#include <jansson.h>

#include "base/buffer.h"

/* The object or array of t, for json_decref; NULL if t is no JSON. `scratch`
 * is used up. */
json_t *tree_load(struct text t, struct buffer *scratch);

/* The text of a value; empty for null and what is no text. Lives as long as
 * the tree. */
struct text tree_value(const json_t *value);

/* The text of a member. */
struct text tree_text(const json_t *object, const char *name);

/* The next object without members that are objects or arrays in t from *at on,
 * moving *at behind it; false if there are no more. */
bool tree_next(struct text t, size_t *at, struct text *object);

#endif
