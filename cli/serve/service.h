/*
 * service.h -- the parts of a running service, and who calls it.
 */
#ifndef SERVE_SERVICE_H
#define SERVE_SERVICE_H

#include <stdatomic.h>

#include "common/options.h"
#include "serve/batches.h"
#include "serve/call.h"
#include "serve/engines.h"
#include "serve/jobs.h"
#include "serve/links.h"
#include "serve/metrics.h"
#include "serve/tokens.h"
#include "serve/verified.h"

struct serve_options {
    const char *pack, *listen, *token_file, *tls_cert, *tls_key;
    const char *verified, *watch, *data;
    struct option_texts hosts, origins, ancestors;
    uint32_t threads, keep; /* keep: hours */
    bool log;
};

struct service {
    struct serve_options options;
    struct engines engines;
    struct tokens tokens;
    struct links links;
    struct metrics metrics;
    struct jobs jobs;
    struct batches batches;
    struct verified_file verified;
    struct MHD_Daemon *daemon;
    const char *scheme;          /* http or https */
    char *page;                  /* the folder of the page, NULL: none */
    _Atomic uint64_t bodies;     /* bytes of bodies that are in memory */
    _Atomic uint32_t calls;      /* that have begun and not ended */
    _Atomic bool ends;           /* no call may begin any more */
    struct buffer embed, policy; /* Content-Security-Policy of /embed, / */
    uint64_t secret;             /* of this process */
};

/* The routes, in the order in which they are tried. */
extern const struct route service_routes[];
extern const unsigned service_route_count;

/* Of a route's number; beyond the last: "other". */
const char *service_route_name(unsigned route);

/* Runs until it is told to end; the exit status. */
int service_run(struct service *s);

/* ---- guard.c ------------------------------------------------------------- */

/* Finds the route of a call and asks whether it may be called by whoever does;
 * if not, the call has an answer. */
void guard_call(struct call *c, struct text method, struct text path);

/* ---- what the routes answer ---------------------------------------------- */

void answer_check(struct call *c);
bool check_takes_long(struct call *c);
void answer_codes(struct call *c);
bool codes_take_long(struct call *c);
void answer_rules(struct call *c);
void answer_rule(struct call *c);
void answer_pack(struct call *c);
void answer_health(struct call *c);
void answer_metrics(struct call *c);
void answer_page(struct call *c);
void answer_embed(struct call *c);
void answer_page_file(struct call *c);

#endif
