/*
 * collect.h -- from the leaves of one record's XML to fields.
 *
 * A leaf is an element or attribute with text. Leaves right below the record
 * are fields by their tag. Leaves of a child element wait until it closes:
 * if all of them can stand in a list, the child is a row whose position among
 * children of its name is the number (`<ZDXX><JBDM>` twice is JBDM1, JBDM2);
 * else the child only holds fields together.
 */
#ifndef INPUT_FIELDS_COLLECT_H
#define INPUT_FIELDS_COLLECT_H

#include "input/fields/changes.h"
#include "input/fields/marks.h"
#include "input/fields/meaning.h"
#include "input/fields/names.h"
#include "input/fields/unknown.h"

#define CHILD_NAMES 64
#define LATE_MAX 256

struct leaf {
    const struct pack_tag *tag; /* with the meaning that counts */
    struct text name, value;
    uint32_t line;
    struct mended mended;
};

/* A leaf that is put into its field at the record's end. */
struct late_leaf {
    struct leaf leaf;
    uint16_t field;
    uint32_t row;
};

/* How often a child of this name was seen in the record. */
struct child_count {
    const char *name; /* known_name.at: compared by address */
    uint32_t count;
};

struct collector {
    struct result *result;
    uint32_t dialect;
    struct leaf *waiting; /* of open children, LIMIT_FIELDS */
    uint32_t waiting_count, leaves;
    struct child_count children[CHILD_NAMES];
    uint32_t child_count;
    struct unknown_tags unknown;
    struct meanings meanings;
    struct late_leaf late[LATE_MAX];
    uint32_t late_count;
    uint32_t rows[LIST_COUNT]; /* highest row in which something stood */
    const uint64_t *bad;       /* offsets behind the MARK_BAD marks */
    bool marked;               /* values may hold marks or private characters */
    bool limited;              /* LIMIT_FIELDS was met */
    const struct field_change_at
        *changes; /* the caller's, from record to record */
    uint32_t change_count;
};

/* Begins a record. c->marked is set; a caller that knows there are no marks may
 * clear it. */
void collect_begin(struct collector *c, struct result *result, uint32_t dialect,
                   const uint64_t *bad);

/* A leaf: `below` says that it stands in a child, not in the record. The value
 * is read now; the name's text lives as long as the record's content. */
void collect_leaf(struct collector *c, bool below,
                  const struct known_name *name, struct text value,
                  uint32_t line);

/* A leaf whose path says where it stands: in `row` of a list, or 0. The name
 * is what is shown; NULL tag: the dialect has none. */
void collect_value(struct collector *c, const struct pack_tag *tag,
                   struct text name, uint32_t row, struct text value,
                   uint32_t line);

/* A leaf whose meaning is known; `position` counts from 1 where the tag means
 * rows. */
void collect_found(struct collector *c, const struct pack_tag *tag,
                   uint32_t position, struct text value, uint32_t line);

/* A child closes: `mark` is c->waiting_count when it opened, `name` its
 * known_name.at. */
void collect_child(struct collector *c, uint32_t mark, const char *name);

/* A leaf without text may be an empty row: it keeps its number. */
void collect_empty(struct collector *c, const struct known_name *name);

/* The record ends: fields still waiting, joined times, row checks. */
void collect_end(struct collector *c);

#endif
