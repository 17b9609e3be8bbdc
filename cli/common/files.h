/*
 * files.h -- opening and writing files, and files without a name for what does
 * not fit in memory, which vanish with the process.
 */
#ifndef COMMON_FILES_H
#define COMMON_FILES_H

#include <stdio.h>
#include <sys/types.h>

#include "base/buffer.h"

/* Opens a file for reading, `-` is standard input; -1 after saying why not. */
int file_open(const char *path);

/* Appends the first bytes of a file, `most` at the most, and a NUL; false and
 * errno if that is not possible. */
bool file_load(const char *path, size_t most, struct buffer *out);

/* The next line, its end with it, in place of what was in the buffer; false
 * at the end of the file (feof), or with errno: a line that does not end is
 * EFBIG. */
bool file_line(FILE *file, struct buffer *line);

/* What is no file may never end: a device, a pipe whose writer goes on. It is
 * given up where so many bytes have come since its last record. */
#define BARREN_MAX ((uint64_t)1 << 30)
bool file_may_not_end(int fd);

/* Counts n bytes that came from it; false, after saying so, where it is to be
 * given up. */
bool file_barren(uint64_t *barren, size_t n, struct text name);

/* Calls `each` with every entry of a folder but hidden ones, in the order of
 * their names, until it is false. False then, or after saying why the folder
 * is not read to its end. */
bool file_folder(const char *folder,
                 bool (*each)(void *context, const char *path), void *context);

/* Opens a file without a name in `folder` for reading and writing; -1 and
 * errno if that is not possible. */
int file_spill(const char *folder);

/* Reads bytes at a place; fewer only at the end of the file, -1 and errno if
 * that is not possible. */
ssize_t file_read_at(int fd, void *out, size_t room, uint64_t at);

/* Writes all of it, false and errno if that is not possible. */
bool file_write(int fd, const void *bytes, size_t length);

/* Makes a file of bytes in memory; false after saying why not. */
bool file_make(const char *path, const struct buffer *bytes);

/* A file that is written aside and takes its name when it is whole: until then
 * what had the name before stands untouched. What is no regular file (a pipe, a
 * device) is written in place. */
struct file_aside {
    char *path, *aside; /* NULL: in place */
    int fd;
};

/* Opens it for writing, with `mode` if it is new; false after saying why
 * not. */
bool file_aside_open(struct file_aside *f, const char *path, unsigned mode);

/* Gives it its name, or where it is not whole takes it away; false after
 * saying why that was not possible, or without a word if it is not whole. */
bool file_aside_close(struct file_aside *f, bool whole);

/* A whole file of bytes in memory, written aside; false after saying why
 * not. */
bool file_replace(const char *path, const struct buffer *bytes);

/* False after saying so if a file, read again, is not these bytes. */
bool file_is(const char *path, const struct buffer *bytes);

/* Brings a file or folder to the disk; false and errno if that fails. */
bool file_sync(const char *path);

#endif
