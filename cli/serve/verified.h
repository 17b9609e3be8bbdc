/*
 * verified.h -- the file of findings that coders have verified, kept by the
 * service for all of them. The lines are those of docs/rules.md.
 */
#ifndef SERVE_VERIFIED_H
#define SERVE_VERIFIED_H

#include <pthread.h>

#include "base/buffer.h"

struct call;

struct verified_file {
    pthread_mutex_t lock;
    const char *path; /* NULL: there is none */
};

/* False after saying why the file cannot be read or written; one that is not
 * there is made, its owner's alone. */
bool verified_file_open(struct verified_file *v, const char *path);
void verified_file_close(struct verified_file *v);

/* The file; lines that are added; lines that are taken back. */
void answer_verified(struct call *c);
void answer_verify(struct call *c);
void answer_unverify(struct call *c);
bool verify_takes_long(struct call *c);

#endif
