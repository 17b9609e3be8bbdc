/*
 * spill.h -- files without a name for what does not fit in memory. They vanish
 * with the process.
 */
#ifndef BATCH_COMMON_SPILL_H
#define BATCH_COMMON_SPILL_H

#include <stdbool.h>
#include <stddef.h>

/* Opens one in `folder` for reading and writing; -1 and errno if that is not
 * possible. */
int spill_open(const char *folder);

/* Writes all of it, false and errno if that is not possible. Any file. */
bool spill_write(int fd, const void *bytes, size_t length);

#endif
