/*
 * number.h -- a number as tables and documents write it.
 */
#ifndef COMPILE_READ_NUMBER_H
#define COMPILE_READ_NUMBER_H

#include "base/text.h"

/*
 * A number of a table as millionths, rounded half up: plain decimals, or with
 * an exponent as spreadsheets write them. False for anything else (number.c).
 */
bool number_read(struct text t, int64_t *out);

#endif
