/*
 * links.h -- the connections of the service, so that none may hold a place for
 * longer than it has a reason to.
 */
#ifndef SERVE_LINKS_H
#define SERVE_LINKS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum link_state {
    LINK_WAITS, /* for a request's head */
    LINK_MOVES, /* a body comes, or an answer goes */
    LINK_WORKS  /* an answer is being made */
};

struct link {
    struct link *next, *before;
    int fd;
    enum link_state state;
    int64_t since, until; /* milliseconds; until: it is closed then */
    bool closed;
};

struct links {
    pthread_mutex_t lock;
    struct link all; /* a ring; its own entry is none */
    unsigned most;
    _Atomic unsigned count; /* these are read without the lock, too */
    _Atomic uint64_t ended; /* how many were closed by us */
};

void links_open(struct links *l, unsigned most);

/* A connection more; NULL without memory. True in *crowded if there are so
 * many that links_tend should be called at once. */
struct link *links_add(struct links *l, int fd, bool *crowded);
void links_remove(struct links *l, struct link *link);

/* What the connection does from now on, and how many bytes that may take. */
void links_turn(struct links *l, struct link *link, enum link_state state,
                uint64_t bytes);

/* Some of these bytes have come. */
void links_moved(struct links *l, struct link *link, uint64_t bytes);

/* Closes those whose time is over, and where there are too many those that
 * have waited for the longest time; `all`: each that waits. */
void links_tend(struct links *l, bool all);

/* Milliseconds of a clock that nobody sets. */
int64_t links_clock(void);

#endif
