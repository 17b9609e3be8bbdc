/*
 * json-find.h -- values in the text of a summary.json, found without building
 * a tree: the files are our own, and few of their values are wanted.
 */
#ifndef BATCH_COMMON_JSON_FIND_H
#define BATCH_COMMON_JSON_FIND_H

#include "base/buffer.h"

/* The text of a member's value in the text of an object; empty if there is
 * none, or the object is broken before it. */
struct text json_find_member(struct text object, const char *name);

/* The next element of an array, `*at` being 0 at first; empty at the end. */
struct text json_find_element(struct text array, size_t *at);

/* What a JSON string says, appended; nothing for any other value. */
void json_find_string(struct text value, struct buffer *out);

/* A whole number from 0; 0 for any other value. */
uint64_t json_find_count(struct text value);

#endif
