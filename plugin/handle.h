/*
 * handle.h -- what a host holds in its hands: handles that may be anything,
 * structs of other sizes than ours, engines that another thread closes.
 */
#ifndef PLUGIN_HANDLE_H
#define PLUGIN_HANDLE_H

#include <stdatomic.h>

#include "session.h"

enum handle { HANDLE_ENGINE = 1, HANDLE_SESSION, HANDLE_RESULT };

/* Each handle begins with its magic word. */
struct pregroup_engine {
    uint64_t magic;
    struct packs packs;
    struct options options;
    _Atomic uint32_t calls;  /* bit 0: closed; the others count those that
                                are running */
    _Atomic uint32_t owners; /* the host, until it closes it; each session */
};

struct pregroup_result {
    uint64_t magic;
    bool of_session; /* which frees it */
    struct kept kept;
};

struct pregroup_session {
    uint64_t magic;
    struct pregroup_engine *engine;
    struct options options;
    struct session way;
    struct pregroup_result result;
};

/* It depends on where this object lies in memory: a handle of another copy of
 * the plugin is none of ours. */
uint64_t handle_magic(enum handle kind);

/* False for NULL, a handle of another kind, memory that is no handle. */
bool handle_is(const void *handle, enum handle kind);

pregroup_status handle_refuse(struct pregroup_error *err, const char *what);

/* ---- engines ---------------------------------------------------------------
 */

/* An engine without packs, owned by the host; NULL without memory. */
struct pregroup_engine *engine_new(void);

/* The engine to work with: a call has begun on it, so that close waits. NULL
 * after saying why there is none. */
struct pregroup_engine *engine_enter(const struct pregroup_engine *handle,
                                     struct pregroup_error *err);
void engine_leave(struct pregroup_engine *e);

/* Lets no call begin any more and waits for those that run; false if that was
 * done before. */
bool engine_shut(struct pregroup_engine *e);

/* One owner less; the last one frees it. */
void engine_drop(struct pregroup_engine *e);

/* ---- structs that can grow -------------------------------------------------
 */

/* The structs that 1.0's hosts allocate: less than these is E_ARG, however
 * large ours have become since. */
struct config_1_0 {
    uint32_t size, flags;
    uint64_t max_record;
    const char *pack;
};
struct input_1_0 {
    uint32_t size, encoding;
    uint64_t length;
    const void *data;
    const char *name;
};
struct error_1_0 {
    uint32_t size, status, line, reserved;
    char text[240];
};

/* Reads a struct of the host's: an older (shorter) one reads as zero-filled; a
 * newer one may carry only zeros in the part this build does not know. `first`
 * is its size in 1.0. E_ARG, E_VERSION. */
pregroup_status sized_in(void *dst, size_t known, size_t first,
                         const void *src);

/* Writes what the host has room for; its size stays as it was. E_ARG. */
pregroup_status sized_out(void *dst, const void *src, size_t known);

/* The host's error, emptied, if it is of a size we can write; else NULL. */
struct pregroup_error *sized_error(struct pregroup_error *err);

#endif
