/*
 * host.c [ROUNDS] -- a C host of pregroup.so and libpregroup_flat.so.
 *
 * Loads both, drives both through everything a host may do or get wrong,
 * unloads them, and does it once more. Environment: PLUGIN, FLAT (paths of
 * the objects), srcdir.
 */
#include "host.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void host_verdict(struct host *host, const char *name, bool good)
{
    printf("%s %s\n", good ? "PASS" : "FAIL", name);
    host->failed += !good;
}

struct pregroup_input host_input(struct bytes bytes)
{
    return (struct pregroup_input){.size = sizeof(struct pregroup_input),
                                   .length = bytes.length,
                                   .data = bytes.at};
}

struct pregroup_engine *host_engine(const struct host *host, uint32_t flags)
{
    const struct pregroup_config config = {.size = sizeof(config),
                                           .flags = flags};
    struct pregroup_error err = {.size = sizeof(err)};
    struct pregroup_engine *engine = NULL;

    if (host->api->open(&config, &engine, &err) != PREGROUP_OK)
        printf("# %s\n", err.text);
    return engine;
}

char *host_report(const struct host *host, const struct pregroup_engine *engine,
                  struct bytes page)
{
    const struct pregroup_input input = host_input(page);
    struct pregroup_result *result = NULL;
    uint64_t length = 0;
    char *text = NULL;

    if (host->api->run(engine, &input, &result, NULL) != PREGROUP_OK)
        return NULL;
    host->api->result_text(result, NULL, &length);
    text = malloc((size_t)length);
    if (text != NULL &&
        host->api->result_text(result, text, &length) != PREGROUP_OK) {
        free(text);
        text = NULL;
    }
    host->api->result_free(result);
    return text;
}

static bool read_page(const char *name, struct bytes *out)
{
    const char *srcdir = getenv("srcdir");
    char path[1024];
    FILE *file;

    snprintf(path, sizeof(path), "%s/examples/%s",
             srcdir != NULL ? srcdir : ".", name);
    file = fopen(path, "rb");
    out->at = calloc(1, 1u << 20);
    if (file == NULL || out->at == NULL) {
        if (file != NULL)
            fclose(file);
        return false;
    }
    out->length = fread(out->at, 1, (1u << 20) - 1, file);
    fclose(file);
    return out->length > 0;
}

/* A function of an object; C has no cast from object to function pointer. */
static void find(void *object, const char *name, void *out)
{
    void *symbol = dlsym(object, name);

    memcpy(out, &symbol, sizeof(symbol));
}

static bool load_plugin(struct host *host)
{
    const struct pregroup_api *(PREGROUP_CALL * get_api)(uint32_t) = NULL;
    const char *path = getenv("PLUGIN");

    host->plugin_object = dlopen(path != NULL ? path : "./.libs/pregroup.so",
                                 RTLD_NOW | RTLD_LOCAL);
    if (host->plugin_object == NULL) {
        printf("# %s\n", dlerror());
        return false;
    }
    find(host->plugin_object, "pregroup_get_api", &get_api);
    host->api = get_api != NULL ? get_api(PREGROUP_MAJOR) : NULL;
    return host->api != NULL && get_api(0) == NULL &&
           get_api(PREGROUP_MAJOR + 1) == NULL;
}

static bool load_flat(struct host *host)
{
    const char *path = getenv("FLAT");

    host->flat_object =
        dlopen(path != NULL ? path : "./.libs/libpregroup_flat.so",
               RTLD_NOW | RTLD_LOCAL);
    if (host->flat_object == NULL) {
        printf("# %s\n", dlerror());
        return false;
    }
    find(host->flat_object, "pregroup_flat_version", &host->flat.version);
    find(host->flat_object, "pregroup_flat_open", &host->flat.open);
    find(host->flat_object, "pregroup_flat_run", &host->flat.run);
    find(host->flat_object, "pregroup_flat_close", &host->flat.close);
    return host->flat.version != NULL && host->flat.open != NULL &&
           host->flat.run != NULL && host->flat.close != NULL;
}

static bool load(struct host *host)
{
    const bool plugin = load_plugin(host), flat = load_flat(host);

    host_verdict(host, "pregroup.so loads and gives major 1 only", plugin);
    host_verdict(host, "libpregroup_flat.so loads beside it", flat);
    if (plugin)
        host_verdict(host, "pregroup.so shows no flat function",
                     dlsym(host->plugin_object, "pregroup_flat_run") == NULL);
    if (flat)
        host_verdict(host, "libpregroup_flat.so shows no table",
                     dlsym(host->flat_object, "pregroup_get_api") == NULL);
    return plugin && flat;
}

static void unload(struct host *host)
{
    if (host->plugin_object != NULL)
        dlclose(host->plugin_object);
    if (host->flat_object != NULL)
        dlclose(host->flat_object);
    host->plugin_object = host->flat_object = NULL;
}

/* The report of a fresh load, for a comparison with the first one. */
static char *first_report(const struct host *host)
{
    struct pregroup_engine *engine = host_engine(host, 0);
    char *text =
        engine != NULL ? host_report(host, engine, host->pages[0]) : NULL;

    host->api->close(engine);
    return text;
}

static void drive(struct host *host)
{
    char *before, *after;

    if (!load(host))
        return;
    before = first_report(host);
    test_arguments(host);
    test_results(host);
    test_threads(host);
    test_flat(host);
    test_session(host);
    unload(host);
    if (!load(host)) {
        free(before);
        return;
    }
    after = first_report(host);
    host_verdict(host, "the same bytes after unloading and loading again",
                 before != NULL && after != NULL && strcmp(before, after) == 0);
    free(before);
    free(after);
}

int main(int argc, char **argv)
{
    static const char *const names[] = {"clean.xml", "mistakes.xml",
                                        "wrong-encoding.xml"};
    struct host host = {.rounds = 20};
    bool ready = true;

    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc > 1)
        host.rounds = (unsigned)atoi(argv[1]);
    for (size_t i = 0; i < 3; i++)
        ready = read_page(names[i], &host.pages[i]) && ready;
    host_verdict(&host, "the sample records are there", ready);
    if (ready)
        drive(&host);
    unload(&host);
    for (size_t i = 0; i < 3; i++)
        free(host.pages[i].at);
    return host.failed != 0;
}
