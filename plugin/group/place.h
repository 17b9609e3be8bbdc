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

/* Of a table by its name. */
const char *place_in_table(struct result *r, struct pack_text table,
                           uint32_t row);

/* Of a row of the catalogue. */
const char *place_of_group(struct result *r, const struct pack_group *g);

/* Of a row of an exclusion list. */
const char *place_of_excluded(struct result *r, const struct pack_excluded *e);

/* Of a code in the region's tables, or (`gray`) in its gray lists; the empty
 * text if it stands in none. */
const char *place_of_code(struct result *r, enum code_system system,
                          struct code code, bool gray);

/* Of the pair that maps a code; of one that no crosswalk lists, the crosswalks
 * that were searched. */
const char *place_of_mapping(struct result *r, enum code_system system,
                             const struct mapped_code *m);

#endif
