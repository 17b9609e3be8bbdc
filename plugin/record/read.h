/*
 * read.h -- from texts of an export to typed values, one function for each kind
 * of type.
 *
 * Every function gets a trimmed text in which something stands and fills the
 * cell's value, plain text and flags; it returns CELL_GIVEN, CELL_MARKER (a
 * null date) or CELL_BAD. docs/record.md lists the forms.
 */
#ifndef RECORD_READ_H
#define RECORD_READ_H

#include "record/record.h"

/* Full-width forms of ASCII become ASCII, in the arena; sets CELL_WIDE if
 * there were any. */
struct text read_narrow(struct arena *arena, struct text t, uint16_t *flags);

/* True for the whole texts that stand for "nothing": - -- / 无 NULL ... */
bool read_is_marker(struct text t);

/* True if t is one of the words, a NUL-separated list with two at the end. */
bool read_one_of(struct text t, const char *words);

/* True if something other than visible ASCII stands in a code. */
bool read_has_signs(struct text t);

/* The code with the signs and letters of other alphabets that look like its own
 * replaced by these, and blanks of all kinds by ' ', in the arena. */
struct text read_signs(struct arena *arena, struct text t);

/* The first such sign in t, and what it is called; if there are but blanks,
 * the name alone. */
struct text read_first_sign(struct text t, const char **name);

/* ICD-10 and ICD-9-CM-3 codes, type FIELD_DIAGNOSIS, _PROCEDURE or
 * _MORPHOLOGY: case, dagger and asterisk, companion, glued morphology; signs
 * that look like the code's own, and blanks in it. What begins with a code and
 * goes on with something else is CELL_BAD, unless that is another code. */
enum cell_state read_code(struct arena *arena, struct text t, unsigned type,
                          struct cell *cell);

/* 中医 codes: texts in upper case, for GB/T 15657-2021 has up to 20 bytes. */
enum cell_state read_tcm(struct arena *arena, struct text t, struct cell *cell);

/* ID numbers: a small x becomes X. */
enum cell_state read_id(struct arena *arena, struct text t, struct cell *cell);

/* count amount hour: plain numbers, `1,200.50`, `7天`. */
enum cell_state read_number(struct text t, struct cell *cell);

/* True, with the value, if t is a bare number of at most LIMIT_DIGITS bytes:
 * most are. */
bool read_plain_number(struct text t, struct cell *cell);

/* Grams: `3200`, `3200g`, `3.2kg`. */
enum cell_state read_weight(struct text t, struct cell *cell);

/* Hours: `37`, `37.5小时`, and 天/小时/分 as settlement lists write it. */
enum cell_state read_duration(struct text t, struct cell *cell);

/* Completed years: `68`, `68岁`, `2岁3月`; `3月`, `15/30`, `10天` are 0. */
enum cell_state read_age(struct text t, struct cell *cell);

/* Days of an infant: `15/30`, `3月`, `3 15/30`, `10天`; a bare number is in
 * `unit` (enum tag_unit), months of 30 days or days. */
enum cell_state read_infant_age(struct text t, unsigned unit,
                                struct cell *cell);

/* Dates and times in every form of exports, those of other zones as of +08:00;
 * day_only cuts the time. A birth may be of 1970-01-01, which elsewhere is a
 * database's "none". */
enum cell_state read_date(struct text t, bool day_only, bool birth,
                          struct cell *cell);

/* What a bad date's enum date_part is called: 月, 日 ... */
struct text date_part_name(const struct cell *cell);

#endif
