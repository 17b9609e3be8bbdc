/*
 * child.h -- the program itself as a process of its own: what reads archives
 * and workbooks of whoever calls must not take the service with it.
 */
#ifndef SERVE_CHILD_H
#define SERVE_CHILD_H

#include <sys/types.h>

#include "base/buffer.h"

/* Begins `pregroup WORD...` (the list ends in NULL) with these files as its
 * standard input, output and error, and `extra` as file 3 (-1: none), in a
 * folder (NULL: that of the service). -1 and errno if that is not possible. */
pid_t child_begin(char *const *words, const int files[3], int extra,
                  const char *folder);

/* A file in memory that holds these bytes, at its beginning; -1 and errno. */
int child_file(struct text bytes);

/* Runs such a process on its input: what it prints is appended to `out`, what
 * it says on standard error to `said`. Its exit status; -1, if it could not be
 * begun, took too long or was ended by something else. Its words may not be
 * of those who call: who lists processes sees them. */
int child_answer(char *const *words, struct text input, struct text extra,
                 struct buffer *out, struct buffer *said);

#endif
