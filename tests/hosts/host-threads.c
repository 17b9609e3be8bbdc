/* Four threads with one engine: every run gives the bytes of the first. */
#include "host.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define THREADS 4
#define PAGES 3

struct worker {
    const struct host *host;
    const struct pregroup_engine *engine;
    char **expected; /* of every page */
    bool good;
};

static void *work(void *context)
{
    struct worker *w = context;

    for (unsigned i = 0; i < w->host->rounds * PAGES; i++) {
        const unsigned page = i % PAGES;
        char *text = host_report(w->host, w->engine, w->host->pages[page]);
        w->good =
            w->good && text != NULL && strcmp(text, w->expected[page]) == 0;
        free(text);
    }
    return NULL;
}

static bool run_threads(struct worker *w)
{
    pthread_t threads[THREADS];
    struct worker workers[THREADS];
    size_t started = 0;
    bool good = true;

    for (; started < THREADS; started++) {
        workers[started] = *w;
        if (pthread_create(&threads[started], NULL, work, &workers[started]) !=
            0)
            break;
    }
    for (size_t i = 0; i < started; i++) {
        pthread_join(threads[i], NULL);
        good = good && workers[i].good;
    }
    return good && started == THREADS;
}

/* A second engine of the same pack says the same, while the first is open. */
static void test_second(struct host *host, const char *expected)
{
    struct pregroup_engine *engine = host_engine(host, 0);
    char *text =
        engine != NULL ? host_report(host, engine, host->pages[1]) : NULL;

    host_verdict(host, "a second engine beside the first says the same",
                 text != NULL && strcmp(text, expected) == 0);
    free(text);
    host->api->close(engine);
}

/* ---- a small stack ----------------------------------------------------------
 */

/* What docs/hosts.md asks for, and the thread's own. */
#define STACK ((48u + 16u) << 10)
#define DEEP 2000 /* the deepest that jansson goes down */

/* The bytes of `head`, then `open` and `close` DEEP times, then `tail`. */
static struct bytes nest(const char *head, const char *open, const char *close,
                         const char *tail)
{
    const size_t room =
        strlen(head) + strlen(tail) + 1 + DEEP * (strlen(open) + strlen(close));
    struct bytes out = {malloc(room), room - 1};

    if (out.at == NULL)
        return (struct bytes){NULL, 0};
    strcpy(out.at, head);
    for (unsigned i = 0; i < DEEP; i++)
        strcat(out.at, open);
    for (unsigned i = 0; i < DEEP; i++)
        strcat(out.at, close);
    strcat(out.at, tail);
    return out;
}

/* context: a worker; `good` if every page gives a report. */
static void *work_small(void *context)
{
    struct worker *w = context;
    struct bytes deep[] = {
        nest("<RECORD><BAH>1</BAH>", "<a b='1'>", "</a>", "</RECORD>"),
        nest("{\"setlinfo\":{\"medcasno\":\"1\",\"x\":", "[", "]", "}}"),
        nest("{\"setlinfo\":{\"medcasno\":\"1\",\"x\":", "{\"\":", "}", "}}"),
    };

    for (size_t i = 0; i < PAGES; i++) {
        char *text = host_report(w->host, w->engine, w->host->pages[i]);
        w->good = w->good && text != NULL;
        free(text);
    }
    for (size_t i = 0; i < sizeof(deep) / sizeof(deep[0]); i++) {
        char *text = deep[i].at != NULL
                         ? host_report(w->host, w->engine, deep[i])
                         : NULL;
        w->good = w->good && text != NULL;
        free(text);
        free(deep[i].at);
    }
    return NULL;
}

/* A sanitizer's frames are several times as large; on ARM the C library gives
 * no thread less than 128 KB. */
static size_t stack_size(void)
{
    const size_t least = (size_t)sysconf(_SC_THREAD_STACK_MIN);

    if (getenv("SANITIZED") != NULL)
        return 16 * STACK;
    return least > STACK ? least : STACK;
}

static bool run_small(struct worker *w)
{
    pthread_attr_t attributes;
    pthread_t thread;
    bool good = pthread_attr_init(&attributes) == 0;

    good = good && pthread_attr_setstacksize(&attributes, stack_size()) == 0 &&
           pthread_create(&thread, &attributes, work_small, w) == 0 &&
           pthread_join(thread, NULL) == 0;
    pthread_attr_destroy(&attributes);
    return good && w->good;
}

void test_threads(struct host *host)
{
    struct pregroup_engine *engine = host_engine(host, 0);
    char *expected[PAGES] = {0};
    struct worker worker = {host, engine, expected, true};
    bool ready = engine != NULL;

    for (unsigned i = 0; ready && i < PAGES; i++) {
        expected[i] = host_report(host, engine, host->pages[i]);
        ready = expected[i] != NULL;
    }
    host_verdict(host, "one engine in four threads gives the same bytes",
                 ready && run_threads(&worker));
    if (ready)
        test_second(host, expected[1]);
    host_verdict(host, "deep pages in a thread with 48 KB of stack",
                 ready && run_small(&worker));
    host->api->close(engine);
    for (unsigned i = 0; i < PAGES; i++)
        free(expected[i]);
}
