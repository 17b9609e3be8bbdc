/*
 * bench-plugin PLUGIN FILE [RUNS] -- how long a host waits for one record.
 *
 * Cuts FILE (elem shape, UTF-8) into its records and gives them one by one
 * to pregroup.so, as a HIS does: run, read the summary and the report, free.
 * Prints the median, the 99th percentile and the longest.
 */
#include <dlfcn.h>
#include <pregroup/pregroup.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define RECORDS_MAX 1000
#define RUNS_DEFAULT 20000

struct record {
    const char *at;
    size_t length;
};

struct bench {
    const struct pregroup_api *api;
    struct pregroup_engine *engine;
    char *file;
    struct record records[RECORDS_MAX];
    size_t count;
    char report[1 << 20];
};

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int read_records(struct bench *b, const char *path)
{
    static const char begin[] = "<RECORD>", end[] = "</RECORD>";
    const size_t room = 16u << 20;
    FILE *file = fopen(path, "rb");
    const char *at;

    b->file = calloc(1, room + 1);
    if (file == NULL || b->file == NULL)
        return -1;
    if (fread(b->file, 1, room, file) == 0)
        return -1;
    fclose(file);
    at = b->file;
    while (b->count < RECORDS_MAX && (at = strstr(at, begin)) != NULL) {
        const char *last = strstr(at, end);
        if (last == NULL)
            break;
        last += sizeof(end) - 1;
        b->records[b->count++] = (struct record){at, (size_t)(last - at)};
        at = last;
    }
    return b->count != 0 ? 0 : -1;
}

static int load(struct bench *b, const char *path)
{
    const struct pregroup_api *(PREGROUP_CALL * get_api)(uint32_t) = NULL;
    const struct pregroup_config config = {.size = sizeof(config)};
    void *object = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    void *symbol = object != NULL ? dlsym(object, "pregroup_get_api") : NULL;

    memcpy(&get_api, &symbol, sizeof(symbol));
    b->api = get_api != NULL ? get_api(PREGROUP_MAJOR) : NULL;
    return b->api != NULL &&
                   b->api->open(&config, &b->engine, NULL) == PREGROUP_OK
               ? 0
               : -1;
}

/* Microseconds of one record, negative on failure. */
static double run_once(struct bench *b, const struct record *record)
{
    const struct pregroup_input input = {
        .size = sizeof(input), .length = record->length, .data = record->at};
    struct pregroup_summary summary = {.size = sizeof(summary)};
    struct pregroup_result *result = NULL;
    uint64_t length = sizeof(b->report);
    const double start = now();
    const int good =
        b->api->run(b->engine, &input, &result, NULL) == PREGROUP_OK &&
        b->api->result_summary(result, 0, &summary) == PREGROUP_OK &&
        b->api->result_text(result, b->report, &length) == PREGROUP_OK;

    b->api->result_free(result);
    return good ? now() - start : -1;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static int measure(struct bench *b, size_t runs)
{
    double *times = calloc(runs, sizeof(*times));

    if (times == NULL)
        return 2;
    for (size_t i = 0; i < runs; i++) {
        times[i] = run_once(b, &b->records[i % b->count]);
        if (times[i] < 0) {
            free(times);
            return 2;
        }
    }
    qsort(times, runs, sizeof(*times), by_size);
    printf("%.1f %.1f %.1f\n", times[runs / 2], times[runs * 99 / 100],
           times[runs - 1]);
    free(times);
    return 0;
}

int main(int argc, char **argv)
{
    static struct bench b;
    const long runs = argc > 3 ? atol(argv[3]) : RUNS_DEFAULT;
    int status;

    if (argc < 3 || runs < 1 || load(&b, argv[1]) != 0 ||
        read_records(&b, argv[2]) != 0) {
        fputs("bench-plugin: no plugin, no pack or no records\n", stderr);
        return 2;
    }
    status = measure(&b, (size_t)runs);
    b.api->close(b.engine);
    free(b.file);
    return status;
}
