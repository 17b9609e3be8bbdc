/*
 * batches.h -- batches that clients have sent: each is a folder that only we
 * may read, with a name that nobody guesses, and a process of its own. All of
 * it goes when its time is over, when it is deleted, or at exit.
 */
#ifndef SERVE_BATCHES_H
#define SERVE_BATCHES_H

#include <pthread.h>

#include "base/buffer.h"

struct call;
struct batch;

struct batches {
    pthread_mutex_t lock;
    struct batch *list;
    char *root;   /* their folder, NULL: there is none */
    char *pack;   /* its path from the root; NULL: the built-in one */
    int64_t keep; /* milliseconds */
    /* Those that are known, and of them that run; read without the lock. */
    _Atomic unsigned count, live;
};

/* Makes a folder below `data` (NULL: of temporary files). False after saying
 * why not; close them in either case. */
bool batches_open(struct batches *b, const char *data, const char *pack,
                  unsigned hours);

/* Removes those whose time is over. */
void batches_tend(struct batches *b);

/* Ends and removes all. */
void batches_close(struct batches *b);

/* Files come for a new one: multipart/form-data, or one file as the body. */
bool batch_begin(struct call *c);
bool batch_take(struct call *c, const char *bytes, size_t length);
void batch_end(struct call *c);

void answer_batch_begun(struct call *c);
void answer_batch(struct call *c);
void answer_batch_file(struct call *c);
void answer_batch_removed(struct call *c);

#endif
