/*
 * conditions.h -- what to write so that the conditions of a path's step hold.
 */
#ifndef CONVERT_CONDITIONS_H
#define CONVERT_CONDITIONS_H

#include "base/buffer.h"
#include "pack/pack.h"

const struct pack_path_test *conditions_test(const struct pack *pack,
                                             const struct pack_path_step *step,
                                             uint32_t i);

/* True if both ask for the same, in the same order; NULL asks for nothing. */
bool conditions_equal(const struct pack *pack, const struct pack_path_step *a,
                      const struct pack_path_step *b);

/* True if no condition before the i-th speaks of the same value. */
bool conditions_first(const struct pack *pack,
                      const struct pack_path_step *step, uint32_t i);

/* A text for the value of which the i-th condition speaks, with which all
 * conditions on it hold; false if there is none. */
bool conditions_text(const struct pack *pack, const struct pack_path_step *step,
                     uint32_t i, struct buffer *out);

#endif
