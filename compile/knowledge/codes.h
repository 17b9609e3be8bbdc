/*
 * codes.h -- a region's code tables and crosswalks while they are read.
 */
#ifndef COMPILE_KNOWLEDGE_CODES_H
#define COMPILE_KNOWLEDGE_CODES_H

#include "compile/read/element.h"
#include "compile/read/table.h"

/* What a cell of a code table says besides code and name; an empty cell says
 * nothing, a wrong one adds a fault (codes-attributes.c). */
uint8_t codes_class(const struct table *t, uint32_t row, unsigned heading);
uint8_t codes_level(const struct table *t, uint32_t row, unsigned heading);
uint8_t codes_sex(const struct table *t, uint32_t row, unsigned heading);

/* A limit of age in days of life: the first or (`upper`) the last one. */
int32_t codes_age(const struct table *t, uint32_t row, unsigned heading,
                  bool upper);

/*
 * The code in a cell; an operation's leading zero that a spreadsheet lost is
 * put back, with a note. False if there is none, or (with a fault) it cannot
 * be read.
 */
bool codes_cell(const struct table *t, uint32_t row, unsigned heading,
                enum code_system system, struct code *out);

/* Puts back the zeros of an operation code that was taken for a number: 6.31
 * is 06.31, or 06.3100 where only that stands in the region's table. With a
 * note at `at` (codes-attributes.c). */
void codes_mend(struct build *b, struct place at, struct code *code);

/* <crosswalk>, after the tables of its system (crosswalk.c). */
void region_crosswalk(struct region *r, const xmlNode *node);

/* <codes>: national tables and gray lists (codes.c). */
void region_codes(struct region *r, const xmlNode *node);

#endif
