/*
 * seen.h -- the tags that stand in a record, each once, with the shape of its
 * first value.
 */
#ifndef DIALECTS_SEEN_H
#define DIALECTS_SEEN_H

#include "base/personal.h"
#include "compile/build/words.h"

#define SEEN_MAX 5000u /* tags */

struct seen_tag {
    char shape[PERSONAL_SHAPE];
    uint8_t length; /* of the shape; 0: no value was seen */
};

/* All zero at first. */
struct seen {
    struct words names; /* case folded: its number is that of the tag */
    struct buffer tags; /* struct seen_tag */
    bool beyond;        /* SEEN_MAX was met */
    bool json;          /* they are paths */
};

/* The leaves of an element and what lies in it, in clean UTF-8 (seen-xml.c). */
void seen_xml(struct seen *s, struct text t);

/* The values of JSON by their paths, `diseinfo[].diag_code` (seen-json.c). */
void seen_json(struct seen *s, struct text t);

/* A tag with a value, which may be empty. */
void seen_add(struct seen *s, struct text tag, struct text value);

uint32_t seen_count(const struct seen *s);
struct text seen_name(const struct seen *s, uint32_t number);
struct text seen_shape(const struct seen *s, uint32_t number);
bool seen_failed(const struct seen *s);
void seen_free(struct seen *s);

#endif
