#include "serve/metrics.h"

#include <stdio.h>

#include "common/put.h"

/* Seconds, and how they are written. */
static const struct {
    int64_t nanoseconds;
    const char *seconds;
} bounds[METRICS_BOUNDS] = {
    {500000, "0.0005"}, {1000000, "0.001"}, {2500000, "0.0025"},
    {5000000, "0.005"}, {10000000, "0.01"}, {25000000, "0.025"},
    {100000000, "0.1"}, {1000000000, "1"},  {10000000000, "10"}};

void metrics_count(struct metrics *m, unsigned route, unsigned status,
                   int64_t nanoseconds, uint64_t in, uint64_t out)
{
    struct metrics_route *r =
        &m->routes[route < METRICS_ROUTES ? route : METRICS_ROUTES];

    r->by_class[status / 100 % 6]++;
    r->nanoseconds += (uint64_t)nanoseconds;
    r->bytes_in += in;
    r->bytes_out += out;
    for (unsigned i = METRICS_BOUNDS; i-- > 0;) {
        if (nanoseconds > bounds[i].nanoseconds)
            break;
        r->within[i]++;
    }
}

static void put_family(struct buffer *out, const char *name, const char *type,
                       const char *help)
{
    put(out, "# HELP ", name, " ", help, "\n# TYPE ", name, " ", type, "\n");
}

void metrics_put_one(struct buffer *out, const char *name, const char *type,
                     const char *help, uint64_t value)
{
    put_family(out, name, type, help);
    put(out, name, " ", value, "\n");
}

static uint64_t calls_of(const struct metrics_route *r)
{
    uint64_t all = 0;

    for (unsigned i = 0; i < COUNT_OF(r->by_class); i++)
        all += r->by_class[i];
    return all;
}

static void put_calls(const struct metrics_route *r, const char *route,
                      struct buffer *out)
{
    for (unsigned i = 0; i < COUNT_OF(r->by_class); i++)
        if (r->by_class[i] != 0)
            put(out, "pregroup_requests_total{route=\"", route, "\",status=\"",
                i, "xx\"} ", (uint64_t)r->by_class[i], "\n");
}

static void put_times(const struct metrics_route *r, const char *route,
                      struct buffer *out)
{
    static const char name[] = "pregroup_request_seconds";
    const uint64_t calls = calls_of(r);
    char sum[32];

    for (unsigned i = 0; i < METRICS_BOUNDS; i++)
        put(out, name, "_bucket{route=\"", route, "\",le=\"", bounds[i].seconds,
            "\"} ", (uint64_t)r->within[i], "\n");
    put(out, name, "_bucket{route=\"", route, "\",le=\"+Inf\"} ", calls, "\n");
    snprintf(sum, sizeof sum, "%llu.%09llu",
             (unsigned long long)r->nanoseconds / 1000000000,
             (unsigned long long)r->nanoseconds % 1000000000);
    put(out, name, "_sum{route=\"", route, "\"} ", sum, "\n");
    put(out, name, "_count{route=\"", route, "\"} ", calls, "\n");
}

static void put_traffic(const char *name, const char *route, uint64_t bytes,
                        struct buffer *out)
{
    put(out, name, "{route=\"", route, "\"} ", bytes, "\n");
}

void metrics_put(const struct metrics *m, unsigned routes,
                 const char *(*name)(unsigned route), struct buffer *out)
{
    static const char in[] = "pregroup_request_bytes_total";
    static const char answered[] = "pregroup_response_bytes_total";

    put_family(out, "pregroup_requests_total", "counter", "Answered requests.");
    for (unsigned i = 0; i <= routes; i++)
        put_calls(&m->routes[i < routes ? i : METRICS_ROUTES], name(i), out);
    put_family(out, "pregroup_request_seconds", "histogram",
               "From the head of a request to its answer.");
    for (unsigned i = 0; i < routes; i++)
        if (calls_of(&m->routes[i]) != 0)
            put_times(&m->routes[i], name(i), out);
    put_family(out, in, "counter", "Bytes of bodies that came.");
    for (unsigned i = 0; i < routes; i++)
        put_traffic(in, name(i), m->routes[i].bytes_in, out);
    put_family(out, answered, "counter", "Bytes of bodies that went.");
    for (unsigned i = 0; i < routes; i++)
        put_traffic(answered, name(i), m->routes[i].bytes_out, out);
}
