/*
 * idcard.h -- what a resident's ID number says (GB 11643-1999).
 *
 * 18 characters: region, birth yyyymmdd, order, check; or the older 15
 * digits: region, birth yymmdd of 19yy, order. The order's last digit is odd
 * for men. Pure functions.
 */
#ifndef EXPR_IDCARD_H
#define EXPR_IDCARD_H

#include "base/text.h"

/* Form, date of birth and, with 18 characters, the check character hold. */
bool idcard_valid(struct text id);

/* Day of birth (days since 1970); false if the form or the date is wrong.
 * The check character is not asked. */
bool idcard_birth(struct text id, int32_t *day);

/* 1 male, 2 female, 0 if the form is wrong. */
unsigned idcard_sex(struct text id);

#endif
