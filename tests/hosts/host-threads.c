/* Four threads with one engine: every run gives the bytes of the first. */
#include "host.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

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
    host->api->close(engine);
    for (unsigned i = 0; i < PAGES; i++)
        free(expected[i]);
}
