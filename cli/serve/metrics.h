/*
 * metrics.h -- what the service counts of itself, as text for Prometheus.
 * Nothing of what was asked or answered stands in it.
 */
#ifndef SERVE_METRICS_H
#define SERVE_METRICS_H

#include <stdatomic.h>

#include "base/buffer.h"

#define METRICS_ROUTES 32
#define METRICS_BOUNDS 9

/* What was counted of one route. */
struct metrics_route {
    _Atomic uint64_t by_class[6]; /* of status: 2 for 200 to 299 */
    _Atomic uint64_t nanoseconds, bytes_in, bytes_out;
    _Atomic uint64_t within[METRICS_BOUNDS]; /* of the bounds in seconds */
};

struct metrics {
    struct metrics_route routes[METRICS_ROUTES + 1]; /* the last: no route */
};

void metrics_count(struct metrics *m, unsigned route, unsigned status,
                   int64_t nanoseconds, uint64_t in, uint64_t out);

/* Appends the lines of a number of routes, named by `name`. */
void metrics_put(const struct metrics *m, unsigned routes,
                 const char *(*name)(unsigned route), struct buffer *out);

/* Appends a number of its own, with what it is. */
void metrics_put_one(struct buffer *out, const char *name, const char *type,
                     const char *help, uint64_t value);

#endif
