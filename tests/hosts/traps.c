/*
 * traps.c -- a host as Delphi makes it: floating-point errors trap, numbers are
 * rounded upwards. It must live, get the same bytes, and find its own settings
 * afterwards.
 *
 * Environment: PLUGIN, srcdir.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fenv.h>
#include <pregroup/pregroup.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TRAPS (FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW)

static const struct pregroup_api *api;
static int failed;

static void verdict(const char *name, bool good)
{
    printf("%s %s\n", good ? "PASS" : "FAIL", name);
    failed |= !good;
}

static bool load(void)
{
    const struct pregroup_api *(PREGROUP_CALL * get_api)(uint32_t) = NULL;
    const char *path = getenv("PLUGIN");
    void *object = dlopen(path != NULL ? path : "none", RTLD_NOW | RTLD_LOCAL);
    void *symbol = object != NULL ? dlsym(object, "pregroup_get_api") : NULL;

    memcpy(&get_api, &symbol, sizeof(symbol));
    api = get_api != NULL ? get_api(PREGROUP_MAJOR) : NULL;
    return api != NULL;
}

static size_t read_page(const char *name, char *page, size_t room)
{
    const char *tree = getenv("srcdir");
    char path[1024];
    FILE *file;
    size_t n = 0;

    snprintf(path, sizeof(path), "%s/%s", tree != NULL ? tree : ".", name);
    file = fopen(path, "rb");
    if (file != NULL) {
        n = fread(page, 1, room, file);
        fclose(file);
    }
    return n;
}

static bool as_set(int rounding)
{
    return fegetexcept() == TRAPS && fegetround() == rounding &&
           fetestexcept(FE_ALL_EXCEPT) == 0;
}

/* A text of everything a host may call, with the settings looked at after each
 * call. */
static char *drive(const char *page, size_t length, int traps, int rounding,
                   bool *kept)
{
    const struct pregroup_config config = {.size = sizeof(config)};
    const struct pregroup_input input = {
        .size = sizeof(input), .data = page, .length = length};
    struct pregroup_engine *engine = NULL;
    struct pregroup_session *session = NULL;
    struct pregroup_result *result = NULL;
    const struct pregroup_result *second = NULL;
    char *text = calloc(2, 1u << 20);
    uint64_t room = 1u << 20;

    *kept = true;
    feclearexcept(FE_ALL_EXCEPT);
    fesetround(rounding);
    feenableexcept(traps);
#define KEPT() (*kept = *kept && (traps == 0 || as_set(rounding)))
    api->open(&config, &engine, NULL), KEPT();
    api->run(engine, &input, &result, NULL), KEPT();
    api->result_text(result, text, &room), KEPT();
    api->session_open(engine, "what-if=codes\nwhy=yes\nscore=yes", &session,
                      NULL),
        KEPT();
    api->session_run(session, &input, &second, NULL), KEPT();
    room = 1u << 20;
    api->result_text(second, text + strlen(text), &room), KEPT();
    api->result_free(result), KEPT();
    api->session_close(session), KEPT();
    room = 1u << 20;
    api->info(engine, NULL, text + strlen(text), &room, NULL), KEPT();
    api->close(engine), KEPT();
    fedisableexcept(FE_ALL_EXCEPT);
    fesetround(FE_TONEAREST);
    return text;
}

int main(void)
{
    static const char *const pages[] = {"examples/mistakes.xml",
                                        "tests/dialects/western.cda.xml"};
    static char page[1 << 20];
    bool good = load(), kept = true, same = good;

    /* The first call of all is under traps: libxml2 begins there. */
    for (size_t i = 0; good && i < sizeof(pages) / sizeof(pages[0]); i++) {
        const size_t length = read_page(pages[i], page, sizeof(page));
        bool before, now, ignored;
        char *up = drive(page, length, TRAPS, FE_UPWARD, &now);
        char *down = drive(page, length, TRAPS, FE_DOWNWARD, &before);
        char *plain = drive(page, length, 0, FE_TONEAREST, &ignored);

        kept = kept && now && before;
        same = same && length != 0 && strlen(plain) > 1000 &&
               strcmp(up, plain) == 0 && strcmp(down, plain) == 0;
        free(up);
        free(down);
        free(plain);
    }
    verdict("the plugin lives where floating-point errors trap", good);
    verdict("the same bytes under traps and other rounding", same);
    verdict("traps, rounding and flags are the host's after each call", kept);
    return failed;
}
