/*
 * validity.h -- is the pack valid on the day of discharge?
 */
#ifndef CHECK_VALIDITY_H
#define CHECK_VALIDITY_H

#include "result/result.h"

/* True if the day of discharge lies within the validity of the pack, or if none
 * is given. */
bool validity_holds(const struct result *r);

/* Adds the finding PCK001 (info) if the pack is not valid then. */
void validity_check(struct result *r);

#endif
