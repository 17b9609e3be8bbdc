/*
 * row-text.h -- values as the cells of a row: texts in the record's arena,
 * empty without memory.
 */
#ifndef BATCH_TABLES_ROW_TEXT_H
#define BATCH_TABLES_ROW_TEXT_H

#include "result/result.h"

struct text row_number(struct result *r, int128 n);
struct text row_integer(struct result *r, int64_t n);

/* Rounded to `places` digits behind the point. */
struct text row_rounded(struct result *r, int128 n, unsigned places);

/* a / b; empty where that is no number. */
struct text row_quotient(struct result *r, int128 a, int128 b, unsigned places);

/* A number or a text; empty for what is missing. */
struct text row_value(struct result *r, const struct value *v);

/* An amount to the fen: what exports add in binary has dirt behind it. */
struct text row_amount(struct result *r, const struct value *v);

/* What the dictionary of a field says of a given cell's code, or NULL. */
const struct pack_entry *row_entry(const struct result *r, uint16_t field,
                                   const struct cell *cell);

/* A day as 2025-03-10. */
struct text row_day(struct result *r, int32_t day);

#endif
