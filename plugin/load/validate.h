/*
 * validate.h -- checks the instructions of an expression before the machine
 * runs them.
 */
#ifndef LOAD_VALIDATE_H
#define LOAD_VALIDATE_H

#include "pack/pack.h"

/* Checks the instructions of an expression of a pack in memory, and the texts
 * and patterns they use, so that expr_run needs no checks: operands in range,
 * jumps forward and inside, loops well nested, stack within LIMIT_STACK. */
bool expr_validate(const struct pack *pack, const struct pack_expr *expr);

#endif
