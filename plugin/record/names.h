/*
 * names.h -- whether Chinese characters are somebody's name: where a code is
 * due, those are that the pack does not know.
 */
#ifndef RECORD_NAMES_H
#define RECORD_NAMES_H

#include "record/record.h"

#define NAME_LONGEST 4 /* characters */

/* Bytes of a name at t[at], a text of the field (NULL: of none), before which
 * no Chinese character stands; 0 if there is none. */
size_t name_at(struct record *r, const struct pack_field *field, struct text t,
               size_t at);

/* True if these bytes at t[at], which are those of a person's name, are there
 * by chance: they are a word (the contact is called 本人), or a part of what a
 * code is called (肌张力障碍). */
bool name_by_chance(struct record *r, struct text t, size_t at, size_t length);

#endif
