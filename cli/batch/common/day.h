/*
 * day.h -- days as the tables have them.
 */
#ifndef BATCH_COMMON_DAY_H
#define BATCH_COMMON_DAY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

/* Reads 2025-03-10 as days since 1970-01-01; false if it is no such day. */
bool day_read(struct text t, int32_t *out);

#endif
