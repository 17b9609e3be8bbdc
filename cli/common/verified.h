/*
 * verified.h -- findings that a coder has verified (已核实): a text file, a
 * line each: rule, record number, admission, digest of what was found, with
 * tabs between; # begins a comment line. docs/rules.md tells people.
 */
#ifndef COMMON_VERIFIED_H
#define COMMON_VERIFIED_H

#include "base/buffer.h"
#include "check/quiet.h"

/* Keeps the memory of a list; {0} is empty. */
struct verified_file {
    struct verified list;
    struct buffer keys; /* uint64_t */
};

/* Reads a file, adding to the list; false after saying why not. */
bool verified_read(struct verified_file *v, const char *path);
void verified_free(struct verified_file *v);

/* The lines that would quiet the findings of a result, errors left out. */
void verified_put(const struct result *r, struct buffer *out);

#endif
