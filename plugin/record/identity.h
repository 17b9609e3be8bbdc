/*
 * identity.h -- what of a patient's identity may be shown.
 *
 * Names, ID numbers, addresses and phones (fields.csv, column identity) show
 * their first and last character and stars, unless the record was opened
 * with_identity.
 */
#ifndef RECORD_IDENTITY_H
#define RECORD_IDENTITY_H

#include "record/record.h"

/* The text of a cell as it may be shown; in the record's arena if masked. */
struct text identity_shown(struct record *r, uint32_t field, struct text t);

/* The same for a text that may have come from any field: masked if it is the
 * very text of an identity field's cell. */
struct text identity_checked(struct record *r, struct text t);

#endif
