/*
 * tokens.h -- the secrets by which programs call the service.
 */
#ifndef SERVE_TOKENS_H
#define SERVE_TOKENS_H

#include <pthread.h>

#include "base/buffer.h"

struct tokens {
    pthread_rwlock_t lock;
    const char *path;     /* NULL: none is asked for */
    struct buffer secret; /* the file */
    struct buffer lines;  /* rows of struct text in it */
};

/* Reads the file, a token a line, `#` for comments; it must be its owner's
 * alone. False after saying why not; close it in either case. */
bool tokens_open(struct tokens *t, const char *path);

/* Reads it again; what is wrong is said, and the old ones stay. */
void tokens_renew(struct tokens *t);

/* True if it is one of them, or none is asked for. How long that takes tells
 * nothing of them. */
bool tokens_know(struct tokens *t, struct text token);

void tokens_close(struct tokens *t);

#endif
