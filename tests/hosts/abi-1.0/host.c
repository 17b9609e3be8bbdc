/*
 * host.c -- a host that was built against the headers of 1.0, which lie beside
 * it, with the plugin of today: its structs are as small as they were then, and
 * what lies behind them stays its own.
 *
 * Environment: PLUGIN, FLAT (paths of the objects), srcdir.
 */
#include <dlfcn.h>
#include <pregroup/flat.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if PREGROUP_MINOR != 0
#error "these are not the headers of 1.0"
#endif

#define GUARD UINT64_C(0x5A5A5A5A5A5A5A5A)

/* 1.0's structs, and a word behind each that nobody may touch. */
static struct {
    struct pregroup_error error;
    uint64_t behind_error;
    struct pregroup_summary summary;
    uint64_t behind_summary;
    struct pregroup_finding finding;
    uint64_t behind_finding;
} out;

static int failed;

static void verdict(const char *name, bool good)
{
    printf("%s %s\n", good ? "PASS" : "FAIL", name);
    failed |= !good;
}

static void *load(const char *variable, const char *name)
{
    const char *path = getenv(variable);
    void *object = dlopen(path != NULL ? path : "none", RTLD_NOW | RTLD_LOCAL);

    if (object == NULL)
        printf("# %s\n", dlerror());
    return object != NULL ? dlsym(object, name) : NULL;
}

/* The page of the mistakes, NUL behind it. */
static char *read_page(void)
{
    static char page[1 << 20];
    const char *tree = getenv("srcdir");
    char path[1024];
    FILE *file;
    size_t n = 0;

    snprintf(path, sizeof(path), "%s/examples/mistakes.xml",
             tree != NULL ? tree : ".");
    file = fopen(path, "rb");
    if (file != NULL) {
        n = fread(page, 1, sizeof(page) - 1, file);
        fclose(file);
    }
    page[n] = '\0';
    return page;
}

static bool guarded(void)
{
    return out.behind_error == GUARD && out.behind_summary == GUARD &&
           out.behind_finding == GUARD;
}

static void read_result(const struct pregroup_api *api,
                        const struct pregroup_result *result)
{
    uint32_t count = 0;
    bool whole = true;

    verdict("1.0's summary is filled",
            api->result_summary(result, 0, &out.summary) == PREGROUP_OK &&
                out.summary.errors > 0 && out.summary.case_no[0] != '\0' &&
                out.summary.deviation != NULL);
    while (api->result_finding(result, 0, count, &out.finding) == PREGROUP_OK) {
        whole = whole && out.finding.rule[0] != '\0' &&
                out.finding.message[0] != '\0' && out.finding.basis != NULL;
        count++;
    }
    verdict("1.0's findings are filled",
            whole && count == out.summary.errors + out.summary.warnings +
                                  out.summary.infos);
    verdict("nothing is written behind 1.0's structs", guarded());
}

static void drive_table(const char *page)
{
    const struct pregroup_api *(PREGROUP_CALL * get_api)(uint32_t) = NULL;
    void *symbol = load("PLUGIN", "pregroup_get_api");
    const struct pregroup_config config = {.size = sizeof(config)};
    const struct pregroup_input input = {
        .size = sizeof(input), .length = strlen(page), .data = page};
    struct pregroup_engine *engine = NULL;
    struct pregroup_result *result = NULL;
    const struct pregroup_api *api;

    memcpy(&get_api, &symbol, sizeof(symbol));
    api = get_api != NULL ? get_api(PREGROUP_MAJOR) : NULL;
    verdict("the plugin is of 1.0's major, and no smaller",
            api != NULL && api->size >= sizeof(*api));
    if (api == NULL)
        return;
    verdict("1.0's config opens the built-in pack",
            api->open(&config, &engine, &out.error) == PREGROUP_OK);
    verdict("1.0's input runs",
            api->run(engine, &input, &result, &out.error) == PREGROUP_OK);
    read_result(api, result);
    api->result_free(result);
    verdict("1.0's error is filled",
            api->run(NULL, &input, &result, &out.error) == PREGROUP_E_ARG &&
                out.error.status == PREGROUP_E_ARG &&
                out.error.text[0] != '\0' && guarded());
    api->close(engine);
}

static void drive_flat(const char *page)
{
    int32_t(PREGROUP_CALL * open)(const char *, void **, int32_t, char *,
                                  int32_t) = NULL;
    int32_t(PREGROUP_CALL * run)(void *, const void *, int32_t, int32_t, char *,
                                 int32_t, int32_t *) = NULL;
    int32_t(PREGROUP_CALL * close)(void *) = NULL;
    void *symbols[] = {load("FLAT", "pregroup_flat_open"),
                       load("FLAT", "pregroup_flat_run"),
                       load("FLAT", "pregroup_flat_close")};
    static char text[1 << 20];
    void *engine = NULL;
    int32_t need = 0;

    memcpy(&open, &symbols[0], sizeof(open));
    memcpy(&run, &symbols[1], sizeof(run));
    memcpy(&close, &symbols[2], sizeof(close));
    verdict("1.0's flat calls do what they did",
            open != NULL &&
                open(NULL, &engine, PREGROUP_ENC_UTF8, text, sizeof(text)) ==
                    PREGROUP_OK &&
                run(engine, page, -1, PREGROUP_ENC_UTF8, NULL, 0, &need) ==
                    PREGROUP_E_BUFFER &&
                run(engine, page, -1, PREGROUP_ENC_UTF8, text, need, &need) ==
                    PREGROUP_OK &&
                strlen(text) + 1 == (size_t)need && text[0] == '{' &&
                close(engine) == PREGROUP_OK);
}

int main(void)
{
    const char *page = read_page();

    out.error.size = sizeof(out.error);
    out.summary.size = sizeof(out.summary);
    out.finding.size = sizeof(out.finding);
    out.behind_error = out.behind_summary = out.behind_finding = GUARD;
    drive_table(page);
    drive_flat(page);
    return failed;
}
