/*
 * tree.h -- JSON that commands read back: our own, a platform's, a person's.
 * Every value is a text, numbers as they are written: an amount stays exact.
 */
#ifndef COMMON_TREE_H
#define COMMON_TREE_H

#include <jansson.h>

#include "base/buffer.h"

/* The object or array of t, for json_decref; NULL if t is no JSON, and errno is
 * then ENOMEM if that is for lack of memory. `scratch` is used up. */
json_t *tree_load(struct text t, struct buffer *scratch);

/* Reads `{..., `, the beginning of an object, as if it were all of it; NULL if
 * it is no object. */
json_t *tree_load_begun(struct text t);

/* The text of a value; empty for null and what is no text. Lives as long as
 * the tree. */
struct text tree_value(const json_t *value);

/* The text of a member. */
struct text tree_text(const json_t *object, const char *name);

/* A member that is a whole number from 0; 0 for any other. */
uint64_t tree_count(const json_t *object, const char *name);

/* True if a pack in the head of a summary.json has invented values; of a head
 * that could not be read (NULL) too: what nobody knows is not called real. */
bool tree_has_sample(const json_t *head);

bool tree_is_true(const json_t *object, const char *name);

/* The next object without members that are objects or arrays in t from *at on,
 * moving *at behind it; false if there are no more. */
bool tree_next(struct text t, size_t *at, struct text *object);

#endif
