/*
 * stack.c [FILE...] -- how much stack a call needs: of a thread whose stack is
 * painted before it runs a page, the bytes that are no longer paint.
 *
 * Without files all goldens and the pages in which the depth of brackets is the
 * greatest. Each goes through run and through a session that is asked for
 * everything. Environment: PLUGIN, srcdir; PACKS: more packs, with blanks
 * between them.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <glob.h>
#include <pregroup/pregroup.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST (48u << 10) /* what pregroup.h and docs/hosts.md say */
#define STACK (1u << 20)
#define PAINT 0xA5
#define DEEP 2000
#define ASK                                                                    \
    "what-if=codes\nwhat-if=procedures[2] first\nwhy=yes\nscore=yes\n"         \
    "record=yes\nformat=xml\n"

struct call {
    const struct pregroup_api *api;
    const char *pack; /* of an engine that is opened; NULL: built in */
    struct pregroup_engine *engine;
    const char *bytes;
    size_t length;
    bool session; /* run by one */
    bool good;
};

static void *open_pack(void *context)
{
    struct call *c = context;
    const struct pregroup_config config = {.size = sizeof(config),
                                           .pack = c->pack};
    struct pregroup_error err = {.size = sizeof(err)};

    c->good = c->api->open(&config, &c->engine, &err) == PREGROUP_OK;
    if (!c->good)
        printf("# %s\n", err.text);
    return NULL;
}

static void *run_page(void *context)
{
    struct call *c = context;
    const struct pregroup_input input = {
        .size = sizeof(input), .data = c->bytes, .length = c->length};
    struct pregroup_session *session = NULL;
    struct pregroup_result *result = NULL;
    const struct pregroup_result *kept = NULL;

    if (!c->session) {
        c->good = c->api->run(c->engine, &input, &result, NULL) == PREGROUP_OK;
        c->api->result_free(result);
        return NULL;
    }
    c->good =
        c->api->session_open(c->engine, ASK, &session, NULL) == PREGROUP_OK &&
        c->api->session_run(session, &input, &kept, NULL) == PREGROUP_OK;
    c->api->session_close(session);
    return NULL;
}

static void *do_nothing(void *context)
{
    ((struct call *)context)->good = true;
    return NULL;
}

/* The bytes of stack that a thread with this work touches. */
static size_t depth(void *(*work)(void *), struct call *c)
{
    unsigned char *stack = aligned_alloc(4096, STACK);
    pthread_attr_t attributes;
    pthread_t thread;
    size_t at = 0;

    if (stack == NULL)
        return STACK;
    memset(stack, PAINT, STACK);
    c->good = false;
    pthread_attr_init(&attributes);
    pthread_attr_setstack(&attributes, stack, STACK);
    if (pthread_create(&thread, &attributes, work, c) == 0)
        pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
    while (at < STACK && stack[at] == PAINT)
        at++;
    free(stack);
    return c->good ? STACK - at : STACK;
}

/* ---- the pages ----------------------------------------------------------- */

static char *read_file(const char *path, size_t *length)
{
    char *bytes = calloc(1, 8u << 20);
    FILE *file = fopen(path, "rb");

    *length = 0;
    if (file != NULL) {
        *length = fread(bytes, 1, 8u << 20, file);
        fclose(file);
    }
    return bytes;
}

static char *nest(const char *head, const char *open, const char *close,
                  const char *tail, size_t *length)
{
    char *out = calloc(1, strlen(head) + strlen(tail) + 1 +
                              DEEP * (strlen(open) + strlen(close)));

    strcpy(out, head);
    for (unsigned i = 0; i < DEEP; i++)
        strcat(out, open);
    for (unsigned i = 0; i < DEEP; i++)
        strcat(out, close);
    strcat(out, tail);
    *length = strlen(out);
    return out;
}

/* The deepest call that was seen. */
struct worst {
    size_t depth;
    char name[1024];
};

static void look(struct worst *worst, size_t found, const char *name)
{
    if (found <= worst->depth)
        return;
    worst->depth = found;
    snprintf(worst->name, sizeof(worst->name), "%s", name);
}

static void look_at_page(struct worst *worst, struct call *c, const char *name,
                         char *bytes)
{
    char both[1024];

    c->bytes = bytes;
    for (int session = 0; session < 2; session++) {
        c->session = session != 0;
        snprintf(both, sizeof(both), "%s, %s, %s", name,
                 c->pack != NULL ? c->pack : "built in",
                 c->session ? "session" : "run");
        look(worst, depth(run_page, c), both);
    }
    free(bytes);
}

static void look_at_deep(struct worst *worst, struct call *c)
{
    look_at_page(worst, c, "deep XML",
                 nest("<RECORD><BAH>1</BAH>", "<a b='1'>", "</a>", "</RECORD>",
                      &c->length));
    look_at_page(worst, c, "deep arrays",
                 nest("{\"setlinfo\":{\"medcasno\":\"1\",\"x\":", "[", "]",
                      "}}", &c->length));
    look_at_page(worst, c, "deep objects",
                 nest("{\"setlinfo\":{\"medcasno\":\"1\",\"x\":", "{\"\":", "}",
                      "}}", &c->length));
}

static void look_at_pack(struct worst *worst, const struct pregroup_api *api,
                         const char *pack, char **files, size_t count)
{
    struct call c = {.api = api, .pack = pack};

    look(worst, depth(open_pack, &c), pack != NULL ? pack : "opening");
    if (c.engine == NULL)
        return;
    for (size_t i = 0; i < count; i++) {
        char *bytes = read_file(files[i], &c.length);
        look_at_page(worst, &c, files[i], bytes);
    }
    look_at_deep(worst, &c);
    api->close(c.engine);
}

static const struct pregroup_api *load(void)
{
    const struct pregroup_api *(PREGROUP_CALL * get_api)(uint32_t) = NULL;
    const char *path = getenv("PLUGIN");
    void *object = dlopen(path != NULL ? path : "none", RTLD_NOW | RTLD_LOCAL);
    void *symbol = object != NULL ? dlsym(object, "pregroup_get_api") : NULL;

    memcpy(&get_api, &symbol, sizeof(symbol));
    return get_api != NULL ? get_api(PREGROUP_MAJOR) : NULL;
}

static void find_pages(glob_t *pages)
{
    static const char *const patterns[] = {
        "tests/golden/*.xml", "tests/golden/*.jsonl", "tests/golden/*.bin",
        "tests/dialects/*.xml", "examples/*.xml"};
    const char *tree = getenv("srcdir");
    char pattern[1024];

    for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
        snprintf(pattern, sizeof(pattern), "%s/%s", tree != NULL ? tree : ".",
                 patterns[i]);
        glob(pattern, i > 0 ? GLOB_APPEND : 0, NULL, pages);
    }
}

int main(int argc, char **argv)
{
    const struct pregroup_api *api = load();
    char *packs = getenv("PACKS");
    struct worst worst = {0};
    glob_t pages = {0};
    struct call nothing = {0};
    size_t thread = depth(do_nothing, &nothing);
    bool good;

    if (getenv("SANITIZED") != NULL) {
        puts("SKIP a call needs at most 48 KB of stack: sanitizers have their "
             "own");
        return 0;
    }
    if (argc < 2)
        find_pages(&pages);
    if (api != NULL)
        look_at_pack(&worst, api, NULL, argc > 1 ? argv + 1 : pages.gl_pathv,
                     argc > 1 ? (size_t)argc - 1 : pages.gl_pathc);
    for (char *pack = packs != NULL ? strtok(packs, " ") : NULL; pack != NULL;
         pack = strtok(NULL, " "))
        look_at_pack(&worst, api, pack, argc > 1 ? argv + 1 : pages.gl_pathv,
                     argc > 1 ? (size_t)argc - 1 : pages.gl_pathc);
    good = worst.depth > thread && worst.depth - thread <= MOST &&
           (argc > 1 || pages.gl_pathc > 100);
    printf("# %zu pages; the deepest call: %zu bytes (%s)\n",
           argc > 1 ? (size_t)argc - 1 : pages.gl_pathc, worst.depth - thread,
           worst.name);
    printf("%s a call needs at most 48 KB of stack\n", good ? "PASS" : "FAIL");
    if (argc < 2)
        globfree(&pages);
    return !good;
}
