/*
 * json-walk.h -- through JSON that report_json wrote, which is taken to be
 * right: the other forms of a report are made of it, so that no key can be
 * missing in one of them.
 */
#ifndef REPORT_JSON_WALK_H
#define REPORT_JSON_WALK_H

#include <stdbool.h>

#include "base/text.h"

/* Where a walk through an object or a list is: {object}. */
struct json_walk {
    struct text text; /* with its brackets */
    size_t at;        /* behind what was given last */
};

/* The next value; of an object its name, too, which is else empty. False at
 * the end. */
bool json_walk_next(struct json_walk *walk, struct text *name,
                    struct text *value);

/* What a value is, by its first byte. */
static inline bool json_is(struct text value, char first)
{
    return value.at[0] == first;
}

static inline bool json_is_null(struct text value)
{
    return json_is(value, 'n');
}

static inline bool json_is_number(struct text value)
{
    return value.at[0] == '-' || (value.at[0] >= '0' && value.at[0] <= '9');
}

/* A value that holds others. */
static inline bool json_holds(struct text value)
{
    return json_is(value, '{') || json_is(value, '[');
}

/* The next byte of a value as a text, without quotes and escapes: a number or
 * a boolean as it stands, null as nothing. -1 at the end; *at begins at 0. */
int json_next_byte(struct text value, size_t *at);

/* What an element of a list is called: `finding` of `findings`; `row` of the
 * lists of `fields`. */
struct text json_item_of(struct text list);

#endif
