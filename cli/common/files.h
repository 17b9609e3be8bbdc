/*
 * files.h -- opening and writing files, and files without a name for what does
 * not fit in memory, which vanish with the process.
 */
#ifndef COMMON_FILES_H
#define COMMON_FILES_H

#include "base/buffer.h"

/* Opens a file for reading, `-` is standard input; -1 after saying why not. */
int file_open(const char *path);

/* Appends the first bytes of a file, `most` at the most, and a NUL; false and
 * errno if that is not possible. */
bool file_load(const char *path, size_t most, struct buffer *out);

/* Opens a file without a name in `folder` for reading and writing; -1 and
 * errno if that is not possible. */
int file_spill(const char *folder);

/* Writes all of it, false and errno if that is not possible. */
bool file_write(int fd, const void *bytes, size_t length);

/* Makes a file of bytes in memory; false after saying why not. */
bool file_make(const char *path, const struct buffer *bytes);

/* Brings a file or folder to the disk; false and errno if that fails. */
bool file_sync(const char *path);

#endif
