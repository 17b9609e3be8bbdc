/* Sessions, what the packs say of themselves, handles that are none, and
 * engines that are closed while they are used: what came with 1.1. */
#include "host.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THREADS 4
#define RELOADS 20

/* A host's own memory, as large as any handle; all bytes the same. */
struct foreign {
    uint64_t words[64];
};

static struct pregroup_session *session_of(const struct host *host,
                                           struct pregroup_engine *engine,
                                           const char *options)
{
    struct pregroup_session *session = NULL;
    struct pregroup_error err = {.size = sizeof(err)};

    if (host->api->session_open(engine, options, &session, &err) != PREGROUP_OK)
        printf("# %s\n", err.text);
    return session;
}

/* The text of a page by a session, malloced; NULL on any failure. */
static char *session_text(const struct host *host,
                          struct pregroup_session *session, struct bytes page)
{
    const struct pregroup_input input = host_input(page);
    const struct pregroup_result *result = NULL;
    uint64_t length = 0;
    char *text;

    if (host->api->session_run(session, &input, &result, NULL) != PREGROUP_OK)
        return NULL;
    host->api->result_text(result, NULL, &length);
    text = malloc((size_t)length);
    if (text != NULL)
        host->api->result_text(result, text, &length);
    return text;
}

/* ---- runs ---------------------------------------------------------------- */

static void test_same(struct host *host, struct pregroup_engine *engine)
{
    struct pregroup_session *session = session_of(host, engine, NULL);
    bool same = session != NULL;

    for (unsigned i = 0; same && i < 6; i++) {
        struct bytes page = host->pages[i % 3];
        char *once = host_report(host, engine, page);
        char *text = session_text(host, session, page);

        same = once != NULL && text != NULL && strcmp(once, text) == 0;
        free(once);
        free(text);
    }
    host_verdict(host, "a session says what a run says, page after page", same);
    host->api->session_close(session);
}

static void test_result(struct host *host, struct pregroup_engine *engine)
{
    const struct pregroup_api *api = host->api;
    struct pregroup_session *session = session_of(host, engine, "");
    const struct pregroup_input input = host_input(host->pages[1]);
    struct pregroup_summary summary = {.size = sizeof(summary)};
    const struct pregroup_result *result = NULL;
    struct pregroup_input wrong = input;

    api->session_run(session, &input, &result, NULL);
    api->result_free((struct pregroup_result *)(uintptr_t)result);
    host_verdict(host, "freeing a session's result leaves it as it is",
                 api->result_records(result) == 1 &&
                     api->result_summary(result, 0, &summary) == PREGROUP_OK &&
                     summary.errors > 0);
    wrong.size = 4;
    host_verdict(
        host, "a session refuses what a run refuses",
        api->session_run(session, &wrong, &result, NULL) == PREGROUP_E_ARG &&
            result == NULL &&
            api->session_run(session, &input, NULL, NULL) == PREGROUP_E_ARG);
    host_verdict(host, "a session closes",
                 api->session_close(session) == PREGROUP_OK &&
                     api->session_close(NULL) == PREGROUP_OK);
}

static void test_options(struct host *host, struct pregroup_engine *engine)
{
    const struct pregroup_api *api = host->api;
    struct pregroup_error err = {.size = sizeof(err)};
    struct pregroup_session *session = (void *)&err;
    pregroup_status st = api->session_open(
        engine, "record=yes\r\n\nstage=final\n", &session, &err);

    host_verdict(host, "a bad value is E_ARG and names the line",
                 st == PREGROUP_E_ARG && session == NULL && err.line == 3 &&
                     strstr(err.text, "3") != NULL &&
                     strstr(err.text, "stage") != NULL);
    err = (struct pregroup_error){.size = sizeof(err)};
    st = api->session_open(engine, "nonsense=1", &session, &err);
    host_verdict(host, "an unknown name is E_ARG and is named",
                 st == PREGROUP_E_ARG && err.line == 1 &&
                     strstr(err.text, "nonsense") != NULL);
    err = (struct pregroup_error){.size = sizeof(err)};
    st = api->session_open(engine, "set=sex:1\n\nset=diagnoses[2].nosuch:\n",
                           &session, &err);
    host_verdict(host, "and so is a field that the pack lacks",
                 st == PREGROUP_E_ARG && session == NULL && err.line == 3 &&
                     strcmp(err.text, "第 3 行：set：规则包没有字段 "
                                      "diagnoses[2].nosuch") == 0);
}

/* The text of a page by these options contains a part, or does not. */
static bool text_has(const struct host *host, struct pregroup_engine *engine,
                     const char *options, const char *part)
{
    struct pregroup_session *session = session_of(host, engine, options);
    char *text = session_text(host, session, host->pages[0]);
    const bool has = text != NULL && strstr(text, part) != NULL;

    free(text);
    host->api->session_close(session);
    return has;
}

static void test_asked(struct host *host, struct pregroup_engine *engine)
{
    struct pregroup_engine *open =
        host_engine(host, PREGROUP_WITH_IDENTITY | PREGROUP_WITH_FIELDS);

    host_verdict(host, "options ask for what the command can",
                 text_has(host, engine, "why=yes", "\"why_not\":") &&
                     text_has(host, engine, "score=yes", "\"score\":{") &&
                     text_has(host, engine, "record=yes", "\"fields\":") &&
                     text_has(host, engine, "what-if=codes", "\"what_if\":"));
    host_verdict(host, "and a session without them does not",
                 !text_has(host, engine, NULL, "\"why_not\":") &&
                     !text_has(host, engine, NULL, "\"fields\":"));
    host_verdict(host, "a session begins with its engine's flags",
                 text_has(host, open, NULL, "\"fields\":") &&
                     !text_has(host, open, "record=no", "\"fields\":"));
    host_verdict(host, "rows and XML in place of JSON",
                 text_has(host, engine, "format=tsv", "settlement\tpriced") &&
                     text_has(host, engine, "format=xml",
                              "<settlement><status>priced</status>"));
    host->api->close(open);
}

/* ---- what the packs say -------------------------------------------------- */

static void test_info(struct host *host, struct pregroup_engine *engine)
{
    const struct pregroup_api *api = host->api;
    char text[1024] = "", small[8] = "abc";
    uint64_t need = 0, length = sizeof(text);

    host_verdict(host, "the size of a pack's description",
                 api->info(engine, NULL, NULL, &need, NULL) ==
                         PREGROUP_E_BUFFER &&
                     need > 1 && need < sizeof(text));
    host_verdict(host, "a pack's description",
                 api->info(engine, NULL, text, &length, NULL) == PREGROUP_OK &&
                     strlen(text) + 1 == need &&
                     strstr(text, "\"sample\":true") != NULL);
    length = sizeof(small);
    host_verdict(host, "a small buffer stays as it was",
                 api->info(engine, NULL, small, &length, NULL) ==
                         PREGROUP_E_BUFFER &&
                     length == need && strcmp(small, "abc") == 0);
    length = sizeof(text);
    host_verdict(host, "as a row",
                 api->info(engine, "format=tsv", text, &length, NULL) ==
                         PREGROUP_OK &&
                     strncmp(text, "info\t", 5) == 0);
    host_verdict(host, "by wrong options it is E_ARG",
                 api->info(engine, "format=pdf", text, &length, NULL) ==
                         PREGROUP_E_ARG &&
                     api->info(engine, NULL, text, NULL, NULL) ==
                         PREGROUP_E_ARG);
}

/* ---- handles that are none ----------------------------------------------- */

static bool refused(const struct host *host, void *handle)
{
    const struct pregroup_api *api = host->api;
    const struct pregroup_input input = host_input(host->pages[0]);
    struct pregroup_summary summary = {.size = sizeof(summary)};
    struct pregroup_finding finding = {.size = sizeof(finding)};
    struct pregroup_session *session = NULL;
    struct pregroup_result *result = NULL;
    const struct pregroup_result *kept = NULL;
    uint64_t length = 0;

    api->close(handle);
    api->result_free(handle);
    return api->run(handle, &input, &result, NULL) == PREGROUP_E_ARG &&
           api->session_open(handle, NULL, &session, NULL) == PREGROUP_E_ARG &&
           api->session_run(handle, &input, &kept, NULL) == PREGROUP_E_ARG &&
           api->info(handle, NULL, NULL, &length, NULL) == PREGROUP_E_ARG &&
           api->result_records(handle) == 0 &&
           api->result_summary(handle, 0, &summary) == PREGROUP_E_ARG &&
           api->result_finding(handle, 0, 0, &finding) == PREGROUP_E_ARG &&
           api->result_text(handle, NULL, &length) == PREGROUP_E_ARG &&
           (handle == NULL || api->session_close(handle) == PREGROUP_E_ARG) &&
           result == NULL && session == NULL && kept == NULL;
}

/* Each call with the two kinds of handles that are not its own. */
static bool mixed_refused(const struct host *host,
                          struct pregroup_engine *engine)
{
    const struct pregroup_api *api = host->api;
    const struct pregroup_input input = host_input(host->pages[0]);
    struct pregroup_session *session = session_of(host, engine, NULL);
    struct pregroup_result *result = NULL, *other = NULL;
    const struct pregroup_result *kept = NULL;
    uint64_t length = 0;
    bool good;

    api->run(engine, &input, &result, NULL);
    good = api->run((void *)session, &input, &other, NULL) == PREGROUP_E_ARG &&
           api->run((void *)result, &input, &other, NULL) == PREGROUP_E_ARG &&
           api->session_run((void *)engine, &input, &kept, NULL) ==
               PREGROUP_E_ARG &&
           api->session_run((void *)result, &input, &kept, NULL) ==
               PREGROUP_E_ARG &&
           api->session_close((void *)engine) == PREGROUP_E_ARG &&
           api->info((void *)session, NULL, NULL, &length, NULL) ==
               PREGROUP_E_ARG &&
           api->result_records((void *)engine) == 0 &&
           api->result_text((void *)session, NULL, &length) == PREGROUP_E_ARG;
    api->close((void *)session);
    api->close((void *)result);
    api->result_free((void *)engine);
    api->result_free((void *)session);
    good = good && api->result_records(result) == 1 &&
           api->session_run(session, &input, &kept, NULL) == PREGROUP_OK;
    api->result_free(result);
    api->session_close(session);
    return good;
}

/* The flat object's engine is none of the other object's. */
static bool other_refused(const struct host *host)
{
    void *engine = NULL;
    bool good;

    host->flat.open(NULL, &engine, PREGROUP_ENC_UTF8, NULL, 0);
    good = engine != NULL && refused(host, engine);
    return host->flat.close(engine) == PREGROUP_OK && good;
}

static void test_handles(struct host *host, struct pregroup_engine *engine)
{
    struct foreign zeros = {{0}}, ones;

    memset(&ones, 0xFF, sizeof(ones));
    host_verdict(host, "NULL is E_ARG everywhere", refused(host, NULL));
    host_verdict(host, "memory that is none of ours is E_ARG everywhere",
                 refused(host, &zeros) && refused(host, &ones) &&
                     refused(host, (char *)&zeros + 1));
    host_verdict(host, "one kind of handle for another is E_ARG",
                 mixed_refused(host, engine));
    host_verdict(host, "an engine of the other object is E_ARG",
                 other_refused(host));
}

/* ---- closing ------------------------------------------------------------- */

static void test_orphan(struct host *host)
{
    struct pregroup_engine *engine = host_engine(host, 0);
    struct pregroup_session *session = session_of(host, engine, NULL);
    const struct pregroup_input input = host_input(host->pages[1]);
    struct pregroup_error err = {.size = sizeof(err)};
    const struct pregroup_result *result = NULL;

    host->api->close(engine);
    host_verdict(host, "a session whose engine is closed runs no more",
                 host->api->session_run(session, &input, &result, &err) ==
                         PREGROUP_E_ARG &&
                     result == NULL && err.text[0] != '\0');
    host_verdict(host, "and closes as any other",
                 host->api->session_close(session) == PREGROUP_OK);
}

/* The engine that runs now; threads take it anew for each page. */
struct reload {
    const struct host *host;
    struct pregroup_engine *engine;
    pthread_mutex_t lock;
    char **expected;
    bool stop, good;
};

/* A run that has begun, while its engine is closed, ends as any other. The lock
 * is the host's and held only while a run begins: it stands for whatever makes
 * sure that nobody begins on a handle that is gone. */
static void *work(void *context)
{
    struct reload *r = context;
    bool good = true, stop = false;

    for (unsigned i = 0; !stop; i++) {
        struct pregroup_session *session;
        char *text;

        pthread_mutex_lock(&r->lock);
        session = session_of(r->host, r->engine, NULL);
        stop = r->stop;
        pthread_mutex_unlock(&r->lock);
        text = session_text(r->host, session, r->host->pages[i % 3]);
        /* NULL: it was closed before this run began. */
        good = good && session != NULL &&
               (text == NULL || strcmp(text, r->expected[i % 3]) == 0);
        free(text);
        r->host->api->session_close(session);
    }
    return good ? r : NULL;
}

static bool reload(struct reload *r)
{
    struct pregroup_engine *fresh = host_engine(r->host, 0), *old;

    pthread_mutex_lock(&r->lock);
    old = r->engine;
    r->engine = fresh;
    pthread_mutex_unlock(&r->lock);
    r->host->api->close(old);
    return fresh != NULL;
}

static bool run_reloads(struct reload *r)
{
    pthread_t threads[THREADS];
    size_t started = 0;
    bool good = true;

    while (started < THREADS &&
           pthread_create(&threads[started], NULL, work, r) == 0)
        started++;
    for (unsigned i = 0; i < RELOADS; i++)
        good = reload(r) && good;
    pthread_mutex_lock(&r->lock);
    r->stop = true;
    pthread_mutex_unlock(&r->lock);
    for (size_t i = 0; i < started; i++) {
        void *told = NULL;
        pthread_join(threads[i], &told);
        good = good && told != NULL;
    }
    return good && started == THREADS;
}

static void test_reload(struct host *host)
{
    char *expected[3] = {0};
    struct reload r = {.host = host,
                       .engine = host_engine(host, 0),
                       .lock = PTHREAD_MUTEX_INITIALIZER,
                       .expected = expected};
    bool good = r.engine != NULL;

    for (unsigned i = 0; good && i < 3; i++) {
        expected[i] = host_report(host, r.engine, host->pages[i]);
        good = expected[i] != NULL;
    }
    host_verdict(host, "engines are closed while four threads use them",
                 good && run_reloads(&r));
    host->api->close(r.engine);
    for (unsigned i = 0; i < 3; i++)
        free(expected[i]);
}

void test_session(struct host *host)
{
    struct pregroup_engine *engine = host_engine(host, 0);

    if (!PREGROUP_HAS(host->api, info) || engine == NULL) {
        host_verdict(host, "the plugin has what came with 1.1", false);
        return;
    }
    test_same(host, engine);
    test_result(host, engine);
    test_options(host, engine);
    test_asked(host, engine);
    test_info(host, engine);
    test_handles(host, engine);
    host->api->close(engine);
    test_orphan(host);
    test_reload(host);
}
