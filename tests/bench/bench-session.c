/*
 * bench-session PLUGIN FILE [RUNS] -- how long a host waits for one record.
 *
 * Gives FILE to pregroup.so RUNS times: on the main thread by `run`, by a
 * session, then by a session each in four threads. Prints for each the median,
 * the 99th and the 99.9th percentile, and the mean, of the thread's processor
 * time and of the clock, in microseconds, and what the process has grown by
 * (KB).
 */
#include <dlfcn.h>
#include <pregroup/pregroup.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define RUNS_DEFAULT 20000
#define THREADS 4
#define ROOM (4u << 20)

struct bench {
    const struct pregroup_api *api;
    struct pregroup_engine *engine;
    struct pregroup_input input;
    size_t runs;
};

/* One thread's times. */
struct worker {
    const struct bench *bench;
    int session; /* by one */
    double *cpu, *clock;
    int good;
};

static double now(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static long memory(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

/* As a HIS does: run, read the summary and the report. */
static int run_once(const struct bench *b, struct pregroup_session *session,
                    char *report)
{
    struct pregroup_summary summary = {.size = sizeof(summary)};
    struct pregroup_result *own = NULL;
    const struct pregroup_result *result = NULL;
    uint64_t length = ROOM;
    const pregroup_status st =
        session != NULL ? b->api->session_run(session, &b->input, &result, NULL)
                        : b->api->run(b->engine, &b->input, &own, NULL);
    const int good = st == PREGROUP_OK &&
                     b->api->result_summary(own != NULL ? own : result, 0,
                                            &summary) == PREGROUP_OK &&
                     b->api->result_text(own != NULL ? own : result, report,
                                         &length) == PREGROUP_OK;

    b->api->result_free(own);
    return good;
}

static void *work(void *context)
{
    struct worker *w = context;
    const struct bench *b = w->bench;
    struct pregroup_session *session = NULL;
    char *report = malloc(ROOM);

    w->good = report != NULL &&
              (!w->session || b->api->session_open(b->engine, NULL, &session,
                                                   NULL) == PREGROUP_OK);
    for (size_t i = 0; w->good && i < b->runs; i++) {
        const double clock = now(CLOCK_MONOTONIC),
                     cpu = now(CLOCK_THREAD_CPUTIME_ID);

        w->good = run_once(b, session, report);
        w->cpu[i] = now(CLOCK_THREAD_CPUTIME_ID) - cpu;
        w->clock[i] = now(CLOCK_MONOTONIC) - clock;
    }
    b->api->session_close(session);
    free(report);
    return NULL;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void show(double *times, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += times[i];
    qsort(times, count, sizeof(*times), by_size);
    printf(" %.0f %.0f %.0f (mean %.1f)", times[count / 2],
           times[count * 99 / 100], times[count * 999 / 1000],
           sum / (double)count);
}

/* Prints the line of a way. */
static int measure(const struct bench *b, const char *name, int session,
                   size_t threads)
{
    const size_t count = b->runs * threads;
    double *cpu = calloc(count, sizeof(*cpu)),
           *clock = calloc(count, sizeof(*clock));
    struct worker workers[THREADS];
    pthread_t ids[THREADS];
    const long before = memory();
    int good = cpu != NULL && clock != NULL;

    for (size_t i = 0; good && i < threads; i++)
        workers[i] = (struct worker){b, session, cpu + i * b->runs,
                                     clock + i * b->runs, 0};
    for (size_t i = 1; good && i < threads; i++)
        if (pthread_create(&ids[i], NULL, work, &workers[i]) != 0)
            exit(2);
    if (good)
        work(&workers[0]);
    for (size_t i = 1; good && i < threads; i++)
        pthread_join(ids[i], NULL);
    for (size_t i = 0; good && i < threads; i++)
        good = workers[i].good;
    if (good) {
        printf("%s: cpu", name);
        show(cpu, count);
        printf(", clock");
        show(clock, count);
        printf(", grown %ld\n", memory() - before);
    }
    free(cpu);
    free(clock);
    return good;
}

static int load(struct bench *b, const char *plugin, const char *page)
{
    const struct pregroup_api *(PREGROUP_CALL * get_api)(uint32_t) = NULL;
    const struct pregroup_config config = {.size = sizeof(config)};
    void *object = dlopen(plugin, RTLD_NOW | RTLD_LOCAL);
    void *symbol = object != NULL ? dlsym(object, "pregroup_get_api") : NULL;
    FILE *file = fopen(page, "rb");
    char *bytes = malloc(ROOM);

    if (file == NULL || bytes == NULL)
        return 0;
    b->input = (struct pregroup_input){.size = sizeof(b->input),
                                       .length = fread(bytes, 1, ROOM, file),
                                       .data = bytes};
    fclose(file);
    memcpy(&get_api, &symbol, sizeof(symbol));
    b->api = get_api != NULL ? get_api(PREGROUP_MAJOR) : NULL;
    return b->api != NULL &&
           b->api->open(&config, &b->engine, NULL) == PREGROUP_OK;
}

int main(int argc, char **argv)
{
    struct bench b = {.runs = RUNS_DEFAULT};
    int good;

    if (argc > 3)
        b.runs = (size_t)strtoul(argv[3], NULL, 10);
    if (argc < 3 || b.runs == 0 || !load(&b, argv[1], argv[2])) {
        fputs("bench-session: no plugin, no pack or no page\n", stderr);
        return 2;
    }
    good = measure(&b, "run", 0, 1) && measure(&b, "session", 1, 1) &&
           measure(&b, "session, four threads", 1, THREADS);
    b.api->close(b.engine);
    free((void *)(uintptr_t)b.input.data);
    return good ? 0 : 2;
}
