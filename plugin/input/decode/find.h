/*
 * find.h -- fast search in raw bytes. Pure functions; any thread.
 */
#ifndef INPUT_DECODE_FIND_H
#define INPUT_DECODE_FIND_H

#include "base/text.h"

/* First `part`, which is not empty, in t from `at` on; t.length if there is
 * none. */
size_t find_text(struct text t, size_t at, struct text part);

/* Position of the next `<name` or `</name` in t from `at` on with the byte
 * behind it, which ends the name; t.length if there is none. */
size_t find_tag(struct text t, size_t at, struct text name);

#endif
