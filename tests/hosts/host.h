/*
 * host.h -- what the parts of the C host share.
 *
 * The host knows the plugin by its headers and by dlopen only; nothing of
 * the project is linked into it.
 */
#ifndef HOSTS_HOST_H
#define HOSTS_HOST_H

#include <pregroup/flat.h>
#include <stdbool.h>

/* The flat functions as dlsym finds them. */
struct flat {
    int32_t(PREGROUP_CALL *version)(void);
    int32_t(PREGROUP_CALL *open)(const char *pack, void **engine, int32_t enc,
                                 char *msg, int32_t cap);
    int32_t(PREGROUP_CALL *run)(void *engine, const void *bytes, int32_t len,
                                int32_t enc, char *out, int32_t cap,
                                int32_t *need);
    int32_t(PREGROUP_CALL *close)(void *engine);
};

/* A file in memory, NUL behind it; freed by the caller. */
struct bytes {
    char *at;
    size_t length;
};

struct host {
    void *plugin_object, *flat_object; /* of dlopen */
    const struct pregroup_api *api;
    struct flat flat;
    struct bytes pages[3]; /* the shipped sample records */
    unsigned rounds;       /* runs of every page in every thread */
    unsigned failed;
};

/* Prints the line that tests/run.sh counts. */
void host_verdict(struct host *host, const char *name, bool good);

/* The built-in pack through the table; NULL if it does not open. */
struct pregroup_engine *host_engine(const struct host *host, uint32_t flags);

/* An input of UTF-8 or whatever the bytes are. */
struct pregroup_input host_input(struct bytes bytes);

/* The JSON lines of a page, malloced; NULL on any failure. */
char *host_report(const struct host *host, const struct pregroup_engine *engine,
                  struct bytes page);

/* The parts. */
void test_arguments(struct host *host);
void test_results(struct host *host);
void test_threads(struct host *host);
void test_flat(struct host *host);
void test_session(struct host *host);

#endif
