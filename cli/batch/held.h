/*
 * held.h -- what summary.json says of the files it was made of and of those
 * that stand beside it, and whether that still holds.
 */
#ifndef BATCH_HELD_H
#define BATCH_HELD_H

#include "batch/common/batch.h"
#include "batch/facts.h"

/* Appends `{"name":...,"bytes":...,"digest":...}` of a result; false after
 * saying why it cannot be read. */
bool held_put_result(struct buffer *out, const char *path, const char *name);

/* The same of a table, whose digest is known, with its rows. */
void held_put_table(struct buffer *out, const char *name, uint64_t bytes,
                    uint64_t digest, uint64_t rows);

/* Appends such an object of each input of the command line, by its content and
 * by the name that results show (feed/shown.h); false after saying why that is
 * not possible. One that could not be read stands there without a digest; with
 * `all_read` there is none. */
bool held_put_inputs(struct buffer *out, const struct batch_options *options,
                     const struct pack *pack, bool all_read);

/* Appends the objects of the inputs that DIR's summary.json tells, the places
 * in masked names raised by `more`; false after saying why not. */
bool held_read_inputs(struct buffer *out, const char *dir, uint64_t more);

/* False after saying by name which result in DIR is missing or not what its
 * summary.json says. */
bool held_results(const char *dir, const struct facts *facts);

/* False after saying which input is not what DIR was made of. */
bool held_inputs(const char *dir, const struct batch_options *options,
                 const struct pack *pack);

#endif
