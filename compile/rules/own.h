/*
 * own.h -- the checks that stand in no rule file: what the program itself
 * finds about bytes, structure, codes and groups. For lists of the checks and
 * for a hospital that grades them; tests/own-checks.sh compares the ids with
 * those of the plugin.
 */
#ifndef COMPILE_RULES_OWN_H
#define COMPILE_RULES_OWN_H

#include <stdint.h>

#include "base/text.h"

struct own_check {
    const char *id, *message, *advice;
    uint8_t severity; /* enum severity */
};

/* Check n from 0; id NULL behind the last. */
struct own_check own_check_at(uint32_t n);

/* Number of the check with this id, case folded; behind the last if there is
 * none. */
uint32_t own_check_find(struct text id);

/* The checks across the pages of a batch, BAT001 from 0, in the same way. No
 * pack grades them: a batch may be read by several. */
struct own_check batch_check_at(uint32_t n);
uint32_t batch_check_find(struct text id);

#endif
