#define _GNU_SOURCE
#include "serve/service.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "common/command.h"
#include "common/files.h"
#include "serve/listen.h"

/* Bytes of a body that are read after it was refused: who sends more is cut off
 * and does not see why. */
#define REFUSED_MOST (2 * SERVE_BODY)

static int64_t nanoseconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000 + t.tv_nsec;
}

/* ---- answers ------------------------------------------------------------- */

static struct MHD_Response *make_response(struct call *c)
{
    struct MHD_Response *r;

    if (c->file >= 0) {
        r = MHD_create_response_from_fd64(c->file_size, c->file);
        c->file = r != NULL ? -1 : c->file;
        return r;
    }
    if (c->out.length == 0)
        return MHD_create_response_from_buffer(0, "", MHD_RESPMEM_PERSISTENT);
    r = MHD_create_response_from_buffer(c->out.length, c->out.data,
                                        MHD_RESPMEM_MUST_FREE);
    if (r != NULL)
        c->out = (struct buffer){0};
    return r;
}

static void add_header(struct MHD_Response *r, const char *name,
                       const char *value)
{
    if (value != NULL && value[0] != '\0')
        MHD_add_response_header(r, name, value);
}

/* What a page of a named origin may send and read. */
static void add_origin(struct MHD_Response *r, const struct call *c)
{
    if (c->origin[0] == '\0')
        return;
    add_header(r, "Access-Control-Allow-Origin", c->origin);
    add_header(r, "Access-Control-Expose-Headers", "Location");
    add_header(r, "Vary", "Origin");
    if (c->status == 204) {
        add_header(r, "Access-Control-Allow-Methods", c->allow);
        add_header(r, "Access-Control-Allow-Headers",
                   "Authorization, Content-Type, Accept");
        add_header(r, "Access-Control-Allow-Private-Network", "true");
        add_header(r, "Access-Control-Max-Age", "600");
    }
}

static void add_headers(struct MHD_Response *r, const struct call *c)
{
    add_header(r, "Content-Type", c->type);
    add_header(r, "Cache-Control", "no-store");
    add_header(r, "X-Content-Type-Options", "nosniff");
    add_header(r, "Cross-Origin-Resource-Policy",
               c->origin[0] == '\0' ? "same-origin" : "cross-origin");
    add_header(r, "Content-Security-Policy", c->policy);
    add_header(r, "Referrer-Policy", c->policy != NULL ? "no-referrer" : NULL);
    add_header(r, "Location", c->place);
    add_header(r, "Content-Disposition", c->attach);
    add_header(r, "Allow", c->status == 405 ? c->allow : NULL);
    add_header(r, "WWW-Authenticate", c->status == 401 ? "Bearer" : NULL);
    add_header(r, "Retry-After", c->status == 503 ? "2" : NULL);
    add_header(r, "Connection", c->service->ends ? "close" : NULL);
    add_origin(r, c);
}

static void count_call(struct call *c, uint64_t out)
{
    struct service *s = c->service;
    const unsigned route = c->route != NULL
                               ? (unsigned)(c->route - service_routes)
                               : METRICS_ROUTES;
    const int64_t spent = nanoseconds() - c->begun;

    metrics_count(&s->metrics, route, c->status, spent, c->counted, out);
    if (s->options.log)
        command_say("%s %u 收 %llu 字节，发 %llu 字节，%lld 微秒\n",
                    service_route_name(route), c->status,
                    (unsigned long long)c->counted, (unsigned long long)out,
                    (long long)spent / 1000);
}

static enum MHD_Result send_answer(struct call *c)
{
    const uint64_t length = c->file >= 0 ? c->file_size : c->out.length;
    struct MHD_Response *r = make_response(c);
    enum MHD_Result sent;

    if (r == NULL)
        return MHD_NO;
    add_headers(r, c);
    links_turn(&c->service->links, c->link, LINK_MOVES, length);
    sent = MHD_queue_response(c->connection, c->status, r);
    MHD_destroy_response(r);
    count_call(c, length);
    return sent;
}

/* ---- calls --------------------------------------------------------------- */

static struct call *begin_call(struct service *s,
                               struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *own =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct call *c = calloc(1, sizeof *c);

    if (c == NULL)
        return NULL;
    c->service = s;
    c->connection = connection;
    c->link = own != NULL ? own->socket_context : NULL;
    c->file = -1;
    c->begun = nanoseconds();
    s->calls++;
    links_turn(&s->links, c->link, LINK_MOVES, 0);
    return c;
}

static void take_body(struct call *c, const char *bytes, size_t length)
{
    struct service *s = c->service;

    links_moved(&s->links, c->link, length);
    c->counted += length;
    if (c->status != 0)
        return; /* it is read to its end, so that the answer can be, too */
    if (c->route->take != NULL) {
        c->route->take(c, bytes, length);
        return;
    }
    c->held += length;
    s->bodies += length;
    if (c->counted > SERVE_BODY)
        call_refuse(c, 413,
                    "送来的字节数超过上限 %u MB，大批的请用 /v1/batches",
                    SERVE_BODY >> 20);
    else if (s->bodies > SERVE_BODIES)
        call_refuse(c, 503, "正在检查的太多，请稍后再试");
    else
        buffer_put(&c->body, bytes, length);
    if (c->body.failed)
        call_refuse(c, 503, "内存不足，请稍后再试");
}

static void do_job(void *job)
{
    struct call *c = job;
    struct MHD_Connection *connection = c->connection;

    c->route->answer(c);
    MHD_resume_connection(connection); /* the call is no longer ours */
}

/* Answers now, or lets a worker do it; true if the answer is there. */
static bool make_answer(struct call *c)
{
    links_turn(&c->service->links, c->link, LINK_WORKS, 0);
    c->answered = true;
    if (c->route->takes_long == NULL || !c->route->takes_long(c)) {
        c->route->answer(c);
        return true;
    }
    MHD_suspend_connection(c->connection);
    if (!jobs_add(&c->service->jobs, c)) {
        call_refuse(c, 503, "等着检查的太多，请稍后再试");
        MHD_resume_connection(c->connection);
    }
    return false;
}

static enum MHD_Result on_call(void *context, struct MHD_Connection *connection,
                               const char *url, const char *method,
                               const char *version, const char *bytes,
                               size_t *length, void **own)
{
    struct call *c = *own;

    (void)version;
    if (c == NULL) {
        *own = c = begin_call(context, connection);
        if (c == NULL)
            return MHD_NO;
        guard_call(c, text_of(method), text_of(url));
        /* What is too large is not read. */
        return c->status == 413 ? send_answer(c) : MHD_YES;
    }
    if (*length != 0) {
        take_body(c, bytes, *length);
        *length = 0;
        return c->status == 0 || c->counted < REFUSED_MOST ? MHD_YES : MHD_NO;
    }
    if (c->status == 0 && !c->answered && !make_answer(c))
        return MHD_YES;
    return send_answer(c);
}

static void on_end(void *context, struct MHD_Connection *connection, void **own,
                   enum MHD_RequestTerminationCode how)
{
    struct service *s = context;
    struct call *c = *own;

    (void)connection;
    (void)how;
    if (c == NULL)
        return;
    if (c->route != NULL && c->route->end != NULL)
        c->route->end(c);
    if (c->file >= 0)
        close(c->file);
    s->bodies -= c->held;
    links_turn(&s->links, c->link, LINK_WAITS, 0);
    buffer_free(&c->body);
    buffer_free(&c->out);
    free(c);
    *own = NULL;
    s->calls--;
}

static void on_connection(void *context, struct MHD_Connection *connection,
                          void **own, enum MHD_ConnectionNotificationCode what)
{
    struct service *s = context;
    const union MHD_ConnectionInfo *fd =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    bool crowded = false;

    if (what == MHD_CONNECTION_NOTIFY_CLOSED)
        links_remove(&s->links, *own);
    else if (fd != NULL)
        *own = links_add(&s->links, fd->connect_fd, &crowded);
    if (crowded)
        kill(getpid(), SIGUSR1); /* the loop below tends them */
}

/* ---- the service --------------------------------------------------------- */

/* What the library says is of its own workings, and may quote a request. */
static void say_nothing_of_it(void *context, const char *format, va_list args)
{
    (void)context;
    (void)format;
    (void)args;
}

static bool load_pem(const char *path, struct buffer *out)
{
    if (!command_readable(path))
        return false;
    if (path != NULL && !file_load(path, 1u << 20, out))
        return command_refused("%s：读不出来", path);
    return path == NULL || out->length != 0 ||
           command_refused("%s：是空的；请写 PEM 格式的证书、密钥", path);
}

static void add_option(struct MHD_OptionItem *list, unsigned *count,
                       enum MHD_OPTION option, intptr_t value, void *pointer)
{
    list[(*count)++] = (struct MHD_OptionItem){option, value, pointer};
}

static bool start_daemon(struct service *s, int fd, bool here,
                         const struct buffer *cert, const struct buffer *key)
{
    const unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD |
                           MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO |
                           (cert->length != 0 ? MHD_USE_TLS : 0u);
    struct MHD_OptionItem list[8];
    unsigned n = 0;

    if (!here)
        add_option(list, &n, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
                   SERVE_PER_CLIENT, NULL);
    if (cert->length != 0) {
        add_option(list, &n, MHD_OPTION_HTTPS_MEM_CERT, 0, cert->data);
        add_option(list, &n, MHD_OPTION_HTTPS_MEM_KEY, 0, key->data);
        add_option(list, &n, MHD_OPTION_HTTPS_PRIORITIES, 0,
                   "NORMAL:-VERS-TLS1.0:-VERS-TLS1.1");
    }
    add_option(list, &n, MHD_OPTION_END, 0, NULL);
    s->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, on_call, s, MHD_OPTION_EXTERNAL_LOGGER,
        say_nothing_of_it, NULL, MHD_OPTION_LISTEN_SOCKET, fd,
        MHD_OPTION_NOTIFY_COMPLETED, on_end, s, MHD_OPTION_NOTIFY_CONNECTION,
        on_connection, s, MHD_OPTION_THREAD_POOL_SIZE,
        (unsigned)s->options.threads, MHD_OPTION_CONNECTION_LIMIT,
        SERVE_CONNECTIONS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)(2 * SERVE_HEAD), MHD_OPTION_ARRAY, list, MHD_OPTION_END);
    if (s->daemon == NULL && cert->length != 0)
        return command_refused(
            "HTTPS 开不了：请看证书和密钥是否相配、是否 PEM");
    return s->daemon != NULL ||
           command_refused("服务开不了：%s", command_reason(errno));
}

static void block_signals(sigset_t *ours)
{
    static const int list[] = {SIGHUP, SIGINT, SIGTERM, SIGUSR1};

    sigemptyset(ours);
    for (size_t i = 0; i < COUNT_OF(list); i++)
        sigaddset(ours, list[i]);
    pthread_sigmask(SIG_BLOCK, ours, NULL);
    signal(SIGPIPE, SIG_IGN);
}

/* Looks after what nobody calls for, until it is told to end. */
static void tend(struct service *s, const sigset_t *ours)
{
    static const struct timespec second = {1, 0};
    int what;

    do {
        what = sigtimedwait(ours, NULL, &second);
        links_tend(&s->links, false);
        if (what == SIGUSR1)
            continue;
        if (what == SIGHUP)
            tokens_renew(&s->tokens);
        engines_renew(&s->engines, what == SIGHUP);
        batches_tend(&s->batches);
    } while (what != SIGTERM && what != SIGINT);
}

/* Calls that run come to their end. */
static void let_end(struct service *s)
{
    static const struct timespec moment = {0, 10000000};
    const int64_t until = links_clock() + SERVE_END_SECONDS * 1000;
    const int fd = MHD_quiesce_daemon(s->daemon);

    s->ends = true;
    while (s->calls != 0 && links_clock() < until) {
        links_tend(&s->links, true);
        nanosleep(&moment, NULL);
    }
    jobs_close(&s->jobs);
    MHD_stop_daemon(s->daemon);
    if (fd >= 0)
        close(fd);
}

static int run_daemon(struct service *s, const sigset_t *ours)
{
    struct buffer cert = {0}, key = {0};
    struct listen_at at;
    bool good =
        load_pem(s->options.tls_cert, &cert) &&
        load_pem(s->options.tls_key, &key) &&
        listen_open(&at, s->options.listen, s->options.token_file != NULL);

    s->scheme = cert.length != 0 ? "https" : "http";
    if (good) {
        good = start_daemon(s, at.fd, at.here, &cert, &key);
        if (!good)
            close(at.fd);
    }
    if (good) {
        command_say("正在 %s://%s/ 服务\n", s->scheme, at.name);
        tend(s, ours);
        let_end(s);
    } else {
        jobs_close(&s->jobs);
    }
    buffer_free(&cert);
    buffer_free(&key);
    return good ? EXIT_FINE : EXIT_FAILED;
}

int service_run(struct service *s)
{
    sigset_t ours;
    int status = EXIT_FAILED;
    const bool good = engines_open(&s->engines, s->options.pack) &&
                      tokens_open(&s->tokens, s->options.token_file);

    block_signals(&ours);
    links_open(&s->links, SERVE_CONNECTIONS);
    if (good && verified_file_open(&s->verified, s->options.verified) &&
        batches_open(&s->batches, s->options.data, s->engines.path,
                     s->options.keep) &&
        jobs_open(&s->jobs, do_job))
        status = run_daemon(s, &ours);
    batches_close(&s->batches);
    verified_file_close(&s->verified);
    tokens_close(&s->tokens);
    engines_close(&s->engines);
    return status;
}
