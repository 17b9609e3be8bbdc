/*
 * plan.h -- which tag of a dialect carries which field: its table read the
 * other way round.
 *
 * Of the tags that a field has, the first counts: a spare one only where
 * there is no other, one that joins several only where there is neither.
 */
#ifndef CONVERT_PLAN_H
#define CONVERT_PLAN_H

#include "convert/skeleton.h"
#include "record/record.h"

/* How the target is written; NONE: its table can not be turned round. */
enum plan_form { PLAN_NONE, PLAN_FLAT, PLAN_NESTED, PLAN_TREE, PLAN_JSON };

/* One meaning of a name that is written. The parts of one value are outlets
 * of one name, one behind the other. */
struct outlet {
    const struct pack_tag *tag;
    struct text name;
    uint16_t field;
    uint8_t list;
    bool more;      /* a further part of the name before */
    uint32_t row;   /* of a list; 0: every row has this tag */
    uint32_t group; /* JSON: row of plan.groups */
    uint16_t shift; /* TREE: of every row's number against the element's */
    struct text attribute; /* TREE: where it is written, empty: the text */
    uint32_t next;         /* TREE: another one of the same element */
};

/* JSON: an object, or the objects of an array that are of one kind. */
struct plan_group {
    struct text object, kind;      /* kind: empty for the plain one */
    uint8_t list;                  /* LIST_NONE for an object */
    const struct pack_tag *teller; /* TAG_KIND, NULL: none */
    const struct pack_tag *first;  /* TAG_FIRST, NULL: none */
};

struct plan {
    const struct pack *pack;
    uint32_t dialect;
    enum plan_form form;
    struct outlet *outlets;
    uint32_t count, room;
    struct plan_group *groups;
    uint32_t group_count;
    uint32_t *best; /* outlet of field and row: [field * (rows + 1) + row] */
    struct text record;       /* NESTED, TREE: the record's element */
    struct skeleton skeleton; /* TREE */
};

/* Plans how a dialect of the pack is written; false without memory. What can
 * not be written has the form NONE. The pack must outlive the plan. */
bool plan_open(struct plan *p, const struct pack *pack, uint32_t dialect);

/*
 * Makes the names the columns of a table: rows of a list side by side, the
 * names of one row behind those of the row before, and no more rows than the
 * interfaces have columns for. False where the target is no table.
 */
bool plan_as_table(struct plan *p);

/* True if the target has a tag for a field (row 0) or a row of a list. */
bool plan_carries(const struct plan *p, uint32_t field, uint32_t row);

/* The outlet behind the last part of the name that begins at `i`. */
uint32_t plan_name_end(const struct plan *p, uint32_t i);

/* JSON: the member's own name, behind the last point. */
struct text plan_member(struct text name);

void plan_close(struct plan *p);

#endif
