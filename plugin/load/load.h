/*
 * load.h -- a pack into memory, every byte of it checked before use.
 */
#ifndef LOAD_LOAD_H
#define LOAD_LOAD_H

#include "base/error.h"
#include "pack/pack.h"

/*
 * Reads and checks a pack file; the pack holds a copy of its own, so that the
 * file may be replaced or written over while it is used. E_IO if it cannot be
 * read, E_TABLE if it is no pack, damaged in any byte, or of another format;
 * the sentence in err names the file and what would be right. On failure *out
 * is NULL.
 */
pregroup_status pack_open(const char *path, struct pack **out,
                          struct pregroup_error *err);

/* The same for bytes in memory, 16-byte aligned, which must outlive the pack;
 * `name` is for messages. */
pregroup_status pack_open_bytes(const void *bytes, size_t size,
                                const char *name, struct pack **out,
                                struct pregroup_error *err);

/* Why a file or folder cannot be read, in Chinese, by errno. */
const char *load_reason(int number);

/* NULL is allowed. */
void pack_close(struct pack *pack);

/* Checks all references of all rows (check.c); part of pack_open. */
pregroup_status pack_validate(const struct pack *pack, const char *name,
                              struct pregroup_error *err);

#endif
