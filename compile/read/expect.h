/*
 * expect.h -- how many rows of a kind a table has by the notice that brought
 * it (`expect` beside `file`).
 */
#ifndef COMPILE_READ_EXPECT_H
#define COMPILE_READ_EXPECT_H

#include "compile/read/element.h"

/* How many there are of a kind of group, of all for an empty word. */
typedef uint32_t expect_count(const void *table, struct text kind);

/* Notes at `place` each number of the element's `expect` that is not what
 * `count` says of the table; a fault for what cannot be read. A bureau may
 * have changed its table since, so that the pack is built all the same. */
void expect_check(struct region *r, const xmlNode *node, struct place place,
                  expect_count *count, const void *table);

#endif
