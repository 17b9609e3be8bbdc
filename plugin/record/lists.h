/*
 * lists.h -- the lists of a front page and settlement list, by name.
 *
 * Row 1 of diagnoses is the principal one, of procedures the principal
 * operation; row 1 of tcm_diagnoses is 主病, the others 主证. Pure functions.
 */
#ifndef RECORD_LISTS_H
#define RECORD_LISTS_H

#include "record/record.h"

/* As fields.csv and expressions write it, "" for LIST_NONE. */
const char *record_list_name(enum record_list list);

/* In Chinese, for people. */
const char *record_list_words(enum record_list list);

/* LIST_NONE if there is no such list. */
enum record_list record_list_named(struct text name);

/* The list of a field's full name (`diagnoses.code`); *column is the rest of
 * it, for a scalar the whole name. */
enum record_list record_list_of(struct text field, struct text *column);

#endif
