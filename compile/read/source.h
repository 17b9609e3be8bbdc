/*
 * source.h -- the bytes of one source file, as UTF-8.
 */
#ifndef COMPILE_READ_SOURCE_H
#define COMPILE_READ_SOURCE_H

#include "compile/build/build.h"

/*
 * Reads a whole file and notes it among the pack's sources (once, however
 * often it is read). *out ends in NUL and is the caller's to free even on
 * failure. False after a fault: no such file, too large. `from` is where the
 * file is named, for the fault; its file may be NULL.
 */
bool source_load(struct build *b, const char *path, struct place from,
                 struct buffer *out);

/*
 * Makes bytes UTF-8 (encoding.c): with or without a byte order mark it stays,
 * UTF-16 is known by its mark, anything else is read as GB18030. False after a
 * fault: no text.
 */
bool source_text(struct build *b, const char *path, struct buffer *bytes);

/* Opens a regular file: -1 and errno for anything else. */
int source_open(const char *path);

/* Both: source_load, then source_text. */
bool source_read(struct build *b, const char *path, struct place from,
                 struct buffer *out);

/* Number of the file in SECTION_SOURCE that was read last. */
uint32_t source_last(const struct build *b);

/* Names (without folder) in `folder` that end in `suffix`, sorted by bytes. A
 * folder that is not there has none; one that cannot be read to its end is a
 * fault of the machine. NULL without memory. Free each name and the list. */
char **source_list(struct build *b, const char *folder, const char *suffix,
                   size_t *count);
void source_list_free(char **names, size_t count);

/* True if the folder has a file of that name, which ends in `suffix`. */
bool source_has(struct build *b, const char *folder, const char *suffix,
                const char *name);

/* folder/name, to be freed; NULL without memory. */
char *source_path(const char *folder, const char *name);

/* A path without its folder. */
const char *source_name(const char *path);

/* The folder of a path ("." if it has none), to be freed. */
char *source_folder(const char *path);

/*
 * True if a file, links followed, lies where `file`, which names it, lies or
 * below. A file may name any other, and whoever runs the compiler may read
 * more than whoever gets to see its messages: so of what lies elsewhere
 * nothing is quoted unless it shows that it is meant for us.
 */
bool source_beside(const char *file, const char *path);

#endif
