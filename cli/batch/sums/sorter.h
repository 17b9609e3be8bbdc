/*
 * sorter.h -- sorts any number of rows of one size in bounded memory: full
 * buffers go sorted to a spill file and are merged at the end.
 */
#ifndef BATCH_SUMS_SORTER_H
#define BATCH_SUMS_SORTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/step.h"

struct sorter_run; /* a sorted piece of the spill file, being read */

struct sorter {
    size_t size;        /* bytes of a row; rows are in order of their bytes */
    const char *folder; /* for the spill file */
    unsigned char *rows;
    size_t count, room; /* of rows in memory */
    size_t at;          /* next one to be given out */
    int fd;             /* -1: nothing was spilled */
    uint64_t spilled;   /* bytes */
    struct sorter_run *runs;
    size_t run_count;
    bool failed; /* no memory, no room on disk */
};

/* Writes a number of `size` bytes into a row so that rows sort by it: the high
 * byte first; such a number. */
void sorter_put(unsigned char *out, size_t size, uint64_t n);
uint64_t sorter_get(const unsigned char *in, size_t size);

void sorter_open(struct sorter *s, size_t size, const char *folder);

void sorter_add(struct sorter *s, const void *row);

/* After the last row. False if it failed. */
bool sorter_finish(struct sorter *s);

/* The next row in order, until the next call. */
STEP_CHECKED enum step sorter_next(struct sorter *s, const unsigned char **row);

void sorter_close(struct sorter *s);

#endif
