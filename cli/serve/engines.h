/*
 * engines.h -- the pack that calls are answered by, through the face that hosts
 * use. A new one takes the place of the old while calls run: those that began
 * with the old one end with it.
 */
#ifndef SERVE_ENGINES_H
#define SERVE_ENGINES_H

#include <pthread.h>

#include "base/buffer.h"
#include "pack/pack.h"
#include "pregroup/pregroup.h"

/* An engine that some calls still use. */
struct held_engine {
    struct pregroup_engine *engine;
    uint64_t number; /* of the engines that were opened */
    unsigned users;  /* calls, and the service while it is the newest */
    pthread_mutex_t searching;
    struct lookup *lookup; /* of its newest pack; NULL before the first */
};

struct engines {
    const struct pregroup_api *api;
    const char *path; /* NULL: the built-in pack */
    pthread_mutex_t lock;
    pthread_key_t sessions; /* a thread's own */
    struct held_engine *now;
    _Atomic uint64_t opened, refused; /* how often */
    uint64_t stamp; /* of the file or folder, as it was opened */
};

/* `path` as -p gives it; NULL: $PREGROUP_PACK or the built-in pack. False after
 * saying why not; close it in either case. */
bool engines_open(struct engines *e, const char *path);

/* Opens the pack anew: if it was asked for, or the file is another than before.
 * What cannot be opened is said, and the old one stays. */
void engines_renew(struct engines *e, bool asked);

/* The newest engine, to be given back. */
struct held_engine *engines_take(struct engines *e);
void engines_give_back(struct engines *e, struct held_engine *held);

/* The newest pack of an engine. */
const struct pack *engines_pack(const struct held_engine *held);

/* Appends what a run of the input with these options answers; a session of the
 * thread that calls is used again where the options are the same. */
pregroup_status engines_run(struct engines *e, struct text options,
                            const struct pregroup_input *input,
                            struct buffer *out, struct pregroup_error *err);

/* Appends the codes that fit as a JSON list (lookup.h); false without memory.
 */
bool engines_find(struct engines *e, struct text query, unsigned systems,
                  uint32_t limit, struct buffer *out);

/* After all threads with calls have ended. */
void engines_close(struct engines *e);

#endif
