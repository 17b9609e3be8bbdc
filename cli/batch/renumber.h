/*
 * renumber.h -- sources of a shard whose names are masked, in the order of all
 * inputs of a merge: the `#n` at the end of each is raised (feed/shown.h).
 */
#ifndef BATCH_RENUMBER_H
#define BATCH_RENUMBER_H

#include "batch/tables/output.h"
#include "common/step.h"

/* STEP_ITEM if a source in these rows of cases.csv has a mark, STEP_END if
 * none has; STEP_FAILED if they cannot be read. */
STEP_CHECKED enum step renumber_look(int fd, uint64_t from, uint64_t to);

/* Appends these bytes of a shard's table to that of the output, the marks of
 * its sources raised by `more`; false after saying why not. */
bool renumber_table(struct output *o, enum batch_table table, int fd,
                    uint64_t from, uint64_t to, uint64_t more);

/* The same of an object that begins with the name of an input. */
void renumber_input(struct text object, uint64_t more, struct buffer *out);

#endif
