/*
 * jobs.h -- threads for what takes long, so that the connections beside it are
 * served meanwhile.
 */
#ifndef SERVE_JOBS_H
#define SERVE_JOBS_H

#include <pthread.h>
#include <stdbool.h>

#include "serve/limits.h"

struct jobs {
    pthread_mutex_t lock;
    pthread_cond_t more;
    void (*work)(void *job);
    void *waiting[SERVE_WAITING];
    unsigned first, count, threads;
    bool ends;
    pthread_t list[SERVE_WORKERS];
};

/* False after saying why not; close it in either case. */
bool jobs_open(struct jobs *j, void (*work)(void *job));

/* False if too many are waiting. */
bool jobs_add(struct jobs *j, void *job);

/* After the last job was done. */
void jobs_close(struct jobs *j);

#endif
