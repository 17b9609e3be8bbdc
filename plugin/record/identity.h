/*
 * identity.h -- what of a patient's identity may be shown.
 *
 * Names, ID numbers, addresses and phones (fields.csv, column identity) show
 * their first and last character and stars, unless the record was opened
 * with_identity. The same holds wherever else they stand, as a shifted column
 * or a broken page puts them: the record's own identity, what has the shape of
 * an ID number or of a telephone, and two to four Chinese characters where a
 * code is due, unless the pack knows the word (pack_knows).
 *
 * What is masked lies in the record's arena; all else is returned as it is.
 */
#ifndef RECORD_IDENTITY_H
#define RECORD_IDENTITY_H

#include "record/record.h"

/* The text of a cell as it may be shown. */
struct text identity_shown(struct record *r, uint32_t field, struct text t);

/* record_given_text, as it may be shown. */
struct text identity_given(struct record *r, uint32_t field, uint32_t row);

/* The same for a text that may be that of any cell. */
struct text identity_checked(struct record *r, struct text t);

/* A text in which texts of cells may stand. */
struct text identity_told(struct record *r, struct text t);

/* A code, or a name of a tag, of which nothing is known. */
struct text identity_word(struct record *r, struct text t);

/* `told` with the mask of a cell's text in its place, wherever it stands. */
struct text identity_replaced(struct record *r, struct text told,
                              struct text text, struct text mask);

#endif
