/*
 * validity.h -- does the pack hold on the day of discharge?
 */
#ifndef CHECK_VALIDITY_H
#define CHECK_VALIDITY_H

#include "result/result.h"

/* True if the record's discharge lies in the validity of its pack; true also
 * where no discharge is given. */
bool validity_holds(const struct result *r);

/* Adds the finding PCK001 (info) where it does not hold (contracts.md 1). */
void validity_check(struct result *r);

#endif
