/*
 * many.c [OPENS [LOADS [THREADS]]] -- the same again and again: an engine
 * opened and closed OPENS times; the object loaded and unloaded LOADS times;
 * THREADS threads at once, each with a session of an engine they share, while
 * engines come and go; a child made by fork that goes on with its parent's
 * engine. Every answer is the first one's, byte for byte.
 *
 * Environment: PLUGIN, srcdir.
 */
#include <dlfcn.h>
#include <pregroup/pregroup.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define THREADS_MAX 256
#define ROUNDS 5

static char page[1 << 20], expected[1 << 20];
static size_t page_length;
static int failed;

static void verdict(const char *name, bool good)
{
    printf("%s %s\n", good ? "PASS" : "FAIL", name);
    fflush(stdout);
    failed |= !good;
}

static const struct pregroup_api *load(void **object)
{
    const struct pregroup_api *(PREGROUP_CALL * get_api)(uint32_t) = NULL;
    const char *path = getenv("PLUGIN");
    void *symbol;

    *object = dlopen(path != NULL ? path : "none", RTLD_NOW | RTLD_LOCAL);
    symbol = *object != NULL ? dlsym(*object, "pregroup_get_api") : NULL;
    memcpy(&get_api, &symbol, sizeof(symbol));
    return get_api != NULL ? get_api(PREGROUP_MAJOR) : NULL;
}

static struct pregroup_engine *open_engine(const struct pregroup_api *api)
{
    struct pregroup_engine *engine = NULL;

    api->open(NULL, &engine, NULL);
    return engine;
}

/* Runs the page by a session; a text that is there already must be the same. */
static bool answers(const struct pregroup_api *api,
                    struct pregroup_session *session)
{
    const struct pregroup_input input = {
        .size = sizeof(input), .data = page, .length = page_length};
    const struct pregroup_result *result = NULL;
    char *text = malloc(sizeof(expected));
    uint64_t length = sizeof(expected);
    bool good =
        text != NULL &&
        api->session_run(session, &input, &result, NULL) == PREGROUP_OK &&
        api->result_text(result, text, &length) == PREGROUP_OK;

    if (good && expected[0] == '\0')
        strcpy(expected, text);
    good = good && strcmp(text, expected) == 0;
    free(text);
    return good;
}

static bool answers_once(const struct pregroup_api *api,
                         struct pregroup_engine *engine)
{
    struct pregroup_session *session = NULL;
    bool good =
        api->session_open(engine, "why=yes", &session, NULL) == PREGROUP_OK &&
        answers(api, session);

    api->session_close(session);
    return good;
}

static bool open_often(const struct pregroup_api *api, unsigned opens)
{
    bool good = true;

    for (unsigned i = 0; i < opens; i++) {
        struct pregroup_engine *engine = open_engine(api);

        good = answers_once(api, engine) && good;
        api->close(engine);
    }
    return good;
}

static bool load_often(unsigned loads)
{
    bool good = true;

    for (unsigned i = 0; i < loads; i++) {
        void *object;
        const struct pregroup_api *api = load(&object);

        good = api != NULL && open_often(api, 1) && good;
        if (object != NULL)
            dlclose(object);
    }
    return good;
}

struct worker {
    const struct pregroup_api *api;
    struct pregroup_engine *engine;
    bool good;
};

static void *work(void *context)
{
    struct worker *w = context;
    struct pregroup_session *session = NULL;

    w->good = w->api->session_open(w->engine, "why=yes", &session, NULL) ==
              PREGROUP_OK;
    for (unsigned i = 0; i < ROUNDS; i++)
        w->good = w->good && answers(w->api, session);
    w->good = w->good && open_often(w->api, 1);
    w->api->session_close(session);
    return NULL;
}

static bool run_threads(const struct pregroup_api *api, unsigned threads)
{
    struct worker workers[THREADS_MAX];
    pthread_t ids[THREADS_MAX];
    struct pregroup_engine *engine = open_engine(api);
    unsigned started = 0;
    bool good = true;

    for (; started < threads; started++) {
        workers[started] = (struct worker){api, engine, false};
        if (pthread_create(&ids[started], NULL, work, &workers[started]) != 0)
            break;
    }
    for (unsigned i = 0; i < started; i++) {
        pthread_join(ids[i], NULL);
        good = good && workers[i].good;
    }
    api->close(engine);
    return good && started == threads;
}

/* The child uses what the parent opened, and closes it for itself. */
static bool run_fork(const struct pregroup_api *api)
{
    struct pregroup_engine *engine = open_engine(api);
    struct pregroup_session *session = NULL;
    int status = 1;
    bool good =
        api->session_open(engine, "why=yes", &session, NULL) == PREGROUP_OK &&
        answers(api, session);
    const pid_t child = fork();

    if (child == 0) {
        good = good && answers(api, session) && answers_once(api, engine) &&
               open_often(api, 2);
        api->session_close(session);
        api->close(engine);
        _exit(!good);
    }
    good = good && child > 0 && waitpid(child, &status, 0) == child &&
           status == 0 && answers(api, session);
    api->session_close(session);
    api->close(engine);
    return good;
}

static bool read_page(void)
{
    const char *tree = getenv("srcdir");
    char path[1024];
    FILE *file;

    snprintf(path, sizeof(path), "%s/examples/mistakes.xml",
             tree != NULL ? tree : ".");
    file = fopen(path, "rb");
    if (file == NULL)
        return false;
    page_length = fread(page, 1, sizeof(page), file);
    fclose(file);
    return page_length > 0;
}

static unsigned number(int argc, char **argv, int at, unsigned usual)
{
    return argc > at ? (unsigned)strtoul(argv[at], NULL, 10) : usual;
}

int main(int argc, char **argv)
{
    const unsigned opens = number(argc, argv, 1, 20),
                   loads = number(argc, argv, 2, 5),
                   threads = number(argc, argv, 3, 8);
    void *object = NULL;
    const struct pregroup_api *api;

    if (!read_page() || threads > THREADS_MAX) {
        verdict("the page is there", false);
        return 1;
    }
    verdict("loaded and unloaded again and again", load_often(loads));
    api = load(&object);
    if (api == NULL)
        return 1;
    verdict("opened and closed again and again", open_often(api, opens));
    verdict("many threads with a session each", run_threads(api, threads));
    verdict("a child goes on with its parent's engine", run_fork(api));
    dlclose(object);
    return failed;
}
