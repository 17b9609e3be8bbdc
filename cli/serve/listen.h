/*
 * listen.h -- where the service listens.
 */
#ifndef SERVE_LISTEN_H
#define SERVE_LISTEN_H

#include <stdbool.h>

struct listen_at {
    int fd;
    bool here;      /* only this machine can call */
    char name[128]; /* as an address of the web has it: 127.0.0.1:8470 */
};

/* Listens at ADDRESS:PORT, with port 0 at one that is free. What others than
 * this machine can call is refused without a token (`guarded`). False after
 * saying why not. */
bool listen_open(struct listen_at *at, const char *told, bool guarded);

#endif
