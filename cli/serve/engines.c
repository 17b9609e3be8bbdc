#include "serve/engines.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "common/command.h"
#include "handle.h"
#include "load/folder.h"
#include "lookup/lookup.h"

/* ---- sessions ------------------------------------------------------------ */

#define SESSIONS 2 /* a HIS with options of its own beside a page's edits */

struct kept_session {
    struct pregroup_session *session;
    uint64_t engine; /* its number */
    struct buffer options;
};

struct thread_sessions {
    const struct pregroup_api *api;
    struct kept_session list[SESSIONS];
    unsigned oldest;
};

static void forget_session(const struct pregroup_api *api,
                           struct kept_session *kept)
{
    api->session_close(kept->session);
    buffer_free(&kept->options);
    *kept = (struct kept_session){0};
}

static void free_sessions(void *own)
{
    struct thread_sessions *sessions = own;

    for (unsigned i = 0; i < SESSIONS; i++)
        forget_session(sessions->api, &sessions->list[i]);
    free(sessions);
}

static struct thread_sessions *own_sessions(struct engines *e)
{
    struct thread_sessions *own = pthread_getspecific(e->sessions);

    if (own != NULL)
        return own;
    own = calloc(1, sizeof *own);
    if (own == NULL || pthread_setspecific(e->sessions, own) != 0) {
        free(own);
        return NULL;
    }
    own->api = e->api;
    return own;
}

static bool fits(const struct kept_session *kept, uint64_t engine,
                 struct text options)
{
    return kept->session != NULL && kept->engine == engine &&
           text_equal(buffer_view(&kept->options), options);
}

/* The session of this thread for an engine and options; NULL after saying why
 * there is none. */
static struct pregroup_session *session_for(struct engines *e,
                                            const struct held_engine *held,
                                            struct text options,
                                            struct pregroup_error *err)
{
    struct thread_sessions *own = own_sessions(e);
    struct kept_session *kept;

    if (own == NULL) {
        fail(err, PREGROUP_E_NOMEM, "内存不足");
        return NULL;
    }
    for (unsigned i = 0; i < SESSIONS; i++)
        if (fits(&own->list[i], held->number, options))
            return own->list[i].session;
    kept = &own->list[own->oldest];
    own->oldest = (own->oldest + 1) % SESSIONS;
    forget_session(e->api, kept);
    buffer_text(&kept->options, options);
    kept->engine = held->number;
    if (kept->options.failed)
        fail(err, PREGROUP_E_NOMEM, "内存不足");
    else
        e->api->session_open(held->engine, buffer_view(&kept->options).at,
                             &kept->session, err);
    return kept->session;
}

/* ---- engines ------------------------------------------------------------- */

/* A number that is another where a file is. */
static uint64_t stamp_file(const char *path)
{
    struct stat st;

    if (stat(path, &st) != 0)
        return 0;
    const int64_t parts[] = {(int64_t)st.st_ino, st.st_size, st.st_mtim.tv_sec,
                             st.st_mtim.tv_nsec};
    return pack_hash((const char *)parts, sizeof parts, 1);
}

/* Of a folder, of all its packs in whatever order. */
static uint64_t stamp_of(const char *path)
{
    DIR *folder = packs_is_folder(path) ? opendir(path) : NULL;
    uint64_t all = 0;
    char file[4096];

    if (folder == NULL)
        return path != NULL ? stamp_file(path) : 0;
    for (struct dirent *d = readdir(folder); d != NULL; d = readdir(folder))
        if (text_ends(text_of(d->d_name), TEXT(".pack")) &&
            snprintf(file, sizeof file, "%s/%s", path, d->d_name) <
                (int)sizeof file)
            all += stamp_file(file);
    closedir(folder);
    return all;
}

static struct held_engine *open_held(struct engines *e)
{
    const struct pregroup_config config = {.size = sizeof config,
                                           .pack = e->path};
    struct pregroup_error err = {.size = sizeof err};
    struct held_engine *held = calloc(1, sizeof *held);

    if (held != NULL &&
        e->api->open(&config, &held->engine, &err) == PREGROUP_OK) {
        held->users = 1;
        pthread_mutex_init(&held->searching, NULL);
        held->number = e->opened + 1;
        return held;
    }
    if (held != NULL)
        command_refuse_pack(&err);
    else
        command_failed("内存不足");
    free(held);
    return NULL;
}

bool engines_open(struct engines *e, const char *path)
{
    const char *usual = getenv("PREGROUP_PACK");

    *e = (struct engines){.api = pregroup_get_api(PREGROUP_MAJOR)};
    pthread_mutex_init(&e->lock, NULL);
    if (pthread_key_create(&e->sessions, free_sessions) != 0)
        return command_refused("内存不足");
    e->path = path != NULL                        ? path
              : usual != NULL && usual[0] != '\0' ? usual
                                                  : NULL;
    e->stamp = stamp_of(e->path);
    e->now = open_held(e);
    e->opened = e->now != NULL;
    return e->now != NULL;
}

void engines_renew(struct engines *e, bool asked)
{
    const uint64_t stamp = stamp_of(e->path);
    struct held_engine *held, *old = NULL;

    if (!asked && stamp == e->stamp)
        return;
    e->stamp = stamp;
    held = open_held(e);
    pthread_mutex_lock(&e->lock);
    if (held != NULL) {
        old = e->now;
        e->now = held;
    }
    *(held != NULL ? &e->opened : &e->refused) += 1;
    pthread_mutex_unlock(&e->lock);
    if (old != NULL)
        engines_give_back(e, old);
    command_say(held != NULL ? "已换用新的规则包\n"
                             : "新的规则包打不开，仍用原来的\n");
}

struct held_engine *engines_take(struct engines *e)
{
    struct held_engine *held;

    pthread_mutex_lock(&e->lock);
    held = e->now;
    held->users++;
    pthread_mutex_unlock(&e->lock);
    return held;
}

void engines_give_back(struct engines *e, struct held_engine *held)
{
    bool last;

    pthread_mutex_lock(&e->lock);
    last = --held->users == 0;
    pthread_mutex_unlock(&e->lock);
    if (!last)
        return;
    if (held->lookup != NULL)
        lookup_close(held->lookup);
    e->api->close(held->engine);
    pthread_mutex_destroy(&held->searching);
    free(held);
}

const struct pack *engines_pack(const struct held_engine *held)
{
    const struct packs *packs = &held->engine->packs;

    return packs->list[packs->count - 1];
}

/* Appends the report of a result. */
static pregroup_status append_report(const struct pregroup_api *api,
                                     const struct pregroup_result *result,
                                     struct buffer *out,
                                     struct pregroup_error *err)
{
    uint64_t length = 0;
    char *room;

    api->result_text(result, NULL, &length);
    room = buffer_reserve(out, (size_t)length);
    if (room == NULL || api->result_text(result, room, &length) != PREGROUP_OK)
        return fail(err, PREGROUP_E_NOMEM, "内存不足");
    out->length += (size_t)length - 1;
    return PREGROUP_OK;
}

pregroup_status engines_run(struct engines *e, struct text options,
                            const struct pregroup_input *input,
                            struct buffer *out, struct pregroup_error *err)
{
    struct held_engine *held = engines_take(e);
    struct pregroup_session *session = session_for(e, held, options, err);
    const struct pregroup_result *result = NULL;
    pregroup_status st = session != NULL
                             ? e->api->session_run(session, input, &result, err)
                             : err->status;

    if (st == PREGROUP_OK)
        st = append_report(e->api, result, out, err);
    engines_give_back(e, held);
    return st;
}

bool engines_find(struct engines *e, struct text query, unsigned systems,
                  uint32_t limit, struct buffer *out)
{
    struct held_engine *held = engines_take(e);
    const struct lookup_hit *hits;

    pthread_mutex_lock(&held->searching);
    if (held->lookup == NULL)
        held->lookup = lookup_open(engines_pack(held));
    if (held->lookup != NULL) {
        lookup_find(held->lookup, query, systems, limit, &hits);
        lookup_json(held->lookup, out);
        buffer_char(out, '\n');
    }
    const bool good = held->lookup != NULL && !out->failed;

    pthread_mutex_unlock(&held->searching);
    engines_give_back(e, held);
    return good;
}

void engines_close(struct engines *e)
{
    struct thread_sessions *own = pthread_getspecific(e->sessions);

    if (own != NULL)
        free_sessions(own);
    pthread_key_delete(e->sessions);
    if (e->now != NULL)
        engines_give_back(e, e->now);
    pthread_mutex_destroy(&e->lock);
}
