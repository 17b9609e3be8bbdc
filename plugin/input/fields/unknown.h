/*
 * unknown.h -- the tags of a record that its dialect does not know: each name
 * once, with the shape of its first value and what it may stand for.
 */
#ifndef INPUT_FIELDS_UNKNOWN_H
#define INPUT_FIELDS_UNKNOWN_H

#include "result/result.h"

#define UNKNOWN_SLOTS 512 /* a power of two, at least twice LIMIT_UNKNOWN */

/* What a name may stand for, kept from record to record. */
#define GUESSES_KEPT 256 /* a power of two */
#define GUESS_NAME 48    /* bytes of the longest name that is kept */

struct kept_guess {
    char name[GUESS_NAME];
    uint32_t length; /* 0: free */
    uint32_t dialect, row;
    uint16_t field;
};

/* Of one parser, and so of one pack. */
struct unknown_tags {
    struct unknown_tag tags[LIMIT_UNKNOWN];
    uint32_t count;                /* of tags kept */
    uint32_t beyond;               /* leaves that were not kept */
    uint16_t slots[UNKNOWN_SLOTS]; /* 1 + place in tags, 0 free */
    struct kept_guess guesses[GUESSES_KEPT];
};

/* Begins a record; all zero before the first. */
void unknown_begin(struct unknown_tags *u);

/* A leaf without a meaning, its value trimmed; one without a value is passed
 * over. The name lives as long as the record. */
void unknown_add(struct unknown_tags *u, struct arena *arena, struct text name,
                 struct text value);

/* The record's cells are filled: hands the tags to the result, guesses what
 * they stand for, and adds a note. */
void unknown_end(struct unknown_tags *u, struct result *r, uint32_t dialect);

#endif
