/*
 * changes.h -- values that a caller puts in place of a page's own before
 * anything looks at them: what would be found if the page said this.
 *
 * The values are in our words, as the report's `fields` show them, not in those
 * of the page's interface.
 */
#ifndef INPUT_FIELDS_CHANGES_H
#define INPUT_FIELDS_CHANGES_H

#include "record/record.h"
#include "result/result.h"

#define CHANGES_MAX 1024

/* `diagnoses[2].code:K35.800`; a value of nothing empties the field. Or
 * `diagnoses:3,1`: the rows of a list in another order, those that are not
 * named behind them. */
struct field_change {
    enum record_list list;
    uint32_t row;       /* 0: none */
    struct text column; /* a scalar's whole name; empty: the list's order */
    struct text value;
    struct text place; /* what stands before the value */
    uint32_t line;     /* of the text that asked for it; 0: none */
};

/* False if t is neither. The texts lie in t. */
bool change_read(struct text t, struct field_change *out);

/* A change by a pack's fields. */
struct field_change_at {
    uint16_t field; /* PACK_NO_FIELD: the order of `list` */
    uint8_t list;   /* enum record_list */
    uint32_t row;
    struct text value;
};

/* Finds what a change is about; false if the pack has no such field. */
bool change_find(const struct pack *pack, const struct field_change *change,
                 struct field_change_at *out);

/* Before a record is read: the changed cells are held against what the page
 * says. */
void changes_put(struct record *r, const struct field_change_at *list,
                 uint32_t count);

/* After: cells that the page does not have get the dialect's tag, rows their
 * order. */
void changes_end(struct result *r, uint32_t dialect,
                 const struct field_change_at *list, uint32_t count);

#endif
