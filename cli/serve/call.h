/*
 * call.h -- one request on its way through the service, and its answer.
 */
#ifndef SERVE_CALL_H
#define SERVE_CALL_H

#include <microhttpd.h>

#include "base/buffer.h"
#include "pregroup/pregroup.h"
#include "serve/request.h"

struct service;
struct call;
struct intake;

#define JSON "application/json"
#define NDJSON "application/x-ndjson"
#define PLAIN "text/plain; charset=utf-8"

/* Who may call a route. */
enum route_access {
    ROUTE_DATA, /* whoever has a token, where tokens are asked for */
    ROUTE_OPEN  /* everybody: there is no data, or its place is the secret */
};

struct route {
    const char *name;          /* for logs and figures */
    const char *method, *path; /* as request_path has it */
    enum route_access access;
    void (*answer)(struct call *c);
    /* NULL: answered at once. True if that would take long. */
    bool (*takes_long)(struct call *c);
    /* NULL: the body is kept in memory. Takes some of it; false after
     * call_refuse. */
    bool (*begin)(struct call *c);
    bool (*take)(struct call *c, const char *bytes, size_t length);
    void (*end)(struct call *c); /* however the call ended */
};

struct call {
    struct service *service;
    struct MHD_Connection *connection;
    struct link *link;
    const struct route *route; /* NULL: there is none */
    struct text parts[REQUEST_PARTS];
    struct buffer body;
    uint64_t counted;      /* bytes of the body that came */
    uint64_t held;         /* those that the service counts as in memory */
    struct intake *intake; /* of a batch */
    int64_t begun;         /* nanoseconds */
    bool answered;
    bool there; /* a process of its own answers */

    /* The answer. */
    unsigned status; /* 0: there is none yet */
    const char *type;
    struct buffer out;
    int file; /* its bytes instead, -1: none */
    uint64_t file_size;
    char place[128];    /* header Location; empty: none */
    const char *policy; /* Content-Security-Policy of a page; NULL: none */
    const char *attach; /* its name where it is to be saved; NULL: shown */
    char allow[64];     /* methods, with 405 */
    char origin[256];   /* that may read the answer; empty: none */
};

/* A header of the request; empty if it has none. */
struct text call_header(struct call *c, const char *name);

/* A word of its query, decoded; empty if there is none. */
struct text call_word(struct call *c, const char *name);

/* Appends the words of the query as one text of options (plugin/options.h), but
 * for `name`; false after refusing what cannot be a line of it. */
bool call_options(struct call *c, struct buffer *out);

/* False after refusing if the query has a word that is none of the list, nor
 * `name`. */
bool call_words_among(struct call *c, const char *const *list, size_t count);

/* False after refusing if the text is no options. */
bool call_try_options(struct call *c, struct text options);

/* Refuses for what the engine said of a run; what it quotes of the request is
 * left out. */
void call_refuse_run(struct call *c, const struct pregroup_error *err);

/* Gives the answer its status and type; what is in c->out is its body. */
void call_answer(struct call *c, unsigned status, const char *type);

/* Makes the answer a problem: `detail` is Chinese. Returns false. */
bool call_refuse(struct call *c, unsigned status, const char *detail, ...)
    __attribute__((format(printf, 3, 4)));

/* False, after refusing, where memory was lacking for the answer. */
bool call_whole(struct call *c);

#endif
