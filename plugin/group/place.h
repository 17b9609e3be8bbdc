/*
 * place.h -- codes, conditions, table and row in words, “病种.csv”第 12 行, for
 * explanations and findings. All texts lie in the record's arena and end with a
 * NUL.
 */
#ifndef GROUP_PLACE_H
#define GROUP_PLACE_H

#include "result/result.h"

/* A code as people write it. */
const char *code_shown(struct result *r, struct code code);

/* The text of a condition, shortened if it is a long list of codes. */
const char *condition_shown(struct result *r, uint32_t expr);

/* The place of a row in a table that is given by its name. */
const char *place_in_table(struct result *r, struct pack_text table,
                           uint32_t row);

/* The place of a row of the catalogue. */
const char *place_of_group(struct result *r, const struct pack_group *g);

/* The place of a row of an exclusion list. */
const char *place_of_excluded(struct result *r, const struct pack_excluded *e);

/* The place of a code in the region's tables, or (`gray`) in its gray lists;
 * the empty text if it is in none. */
const char *place_of_code(struct result *r, enum code_system system,
                          struct code code, bool gray);

/* The place of the pair that maps a code; if no crosswalk lists it, the names
 * of those that were searched. */
const char *place_of_mapping(struct result *r, enum code_system system,
                             const struct mapped_code *m);

#endif
