/*
 * The module's face: what pregroup.mjs, or another host of WebAssembly, calls.
 *
 * A module holds one engine, and whoever wants another one makes another
 * instance; to close it is to drop the instance. Addresses are those of the
 * module's memory. A call that fails leaves its status and the reason where a
 * call that succeeds leaves its text (struct web), until the next call.
 */
#include <libxml/parser.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/error.h"
#include "handle.h"
#include "load/load.h"
#include "lookup/lookup.h"

#define WEB_EXPORT(name) __attribute__((export_name("pregroup_web_" #name)))

/* The host reads the first three members. */
struct web {
    const char *text;
    uint32_t length;
    pregroup_status status;
    struct pregroup_engine *engine;
    struct pregroup_session *session;
    struct lookup *lookup; /* NULL until something is looked up */
    struct buffer made;    /* what info and lookup leave */
    struct pregroup_error error;
};

_Static_assert(sizeof(char *) == 4 && offsetof(struct web, status) == 8,
               "pregroup.mjs reads 32-bit numbers");

static const struct pregroup_api *web_table(void)
{
    return pregroup_get_api(PREGROUP_MAJOR);
}

static pregroup_status web_answer(struct web *w, pregroup_status st,
                                  struct text text)
{
    if (st != PREGROUP_OK)
        text = text_of(w->error.text[0] != '\0' ? w->error.text
                                                : web_table()->status_text(st));
    w->text = text.at;
    w->length = (uint32_t)text.length;
    w->status = st;
    return st;
}

/* Room for bytes that the host writes; 0 without memory. A pack may lie in it,
 * which aligned memory is for. */
WEB_EXPORT(room) void *web_room(uint32_t size)
{
    return aligned_alloc(PACK_ALIGNMENT, (size_t)pack_align(size));
}

WEB_EXPORT(free) void web_free(void *room)
{
    free(room);
}

/* The pack's room becomes the engine's. */
static pregroup_status web_open_pack(struct web *w, void *room, uint32_t size)
{
    struct pack *pack;

    w->engine = engine_new();
    if (w->engine == NULL)
        return PREGROUP_E_NOMEM;
    TRY(pack_open_bytes(room, size, "规则包", &pack, &w->error));
    pack->owned = room;
    return packs_add(&w->engine->packs, pack, &w->error);
}

/* Opens a pack of `size` bytes in a room. The engine, whose status tells
 * whether it is good; 0 without memory. */
WEB_EXPORT(open) struct web *web_open(void *room, uint32_t size)
{
    struct web *w = calloc(1, sizeof *w);

    if (w == NULL)
        return NULL;
    xmlInitParser();
    w->error.size = sizeof w->error;
    web_answer(w, web_open_pack(w, room, size), TEXT(""));
    return w;
}

/* Options of the runs from now on, as session_open of pregroup.h takes them. */
WEB_EXPORT(options)
pregroup_status web_options(struct web *w, const char *options)
{
    web_table()->session_close(w->session);
    return web_answer(
        w,
        web_table()->session_open(w->engine, options, &w->session, &w->error),
        TEXT(""));
}

/* A run, as session_run of pregroup.h, after web_options. */
WEB_EXPORT(run)
pregroup_status web_run(struct web *w, const void *bytes, uint32_t length,
                        uint32_t encoding)
{
    const struct pregroup_input in = {.size = sizeof in,
                                      .encoding = encoding,
                                      .length = length,
                                      .data = bytes};
    const struct pregroup_result *result = NULL;
    const pregroup_status st =
        web_table()->session_run(w->session, &in, &result, &w->error);

    return web_answer(
        w, st, result != NULL ? buffer_view(&result->kept.text) : TEXT(""));
}

/* What the pack says of itself. */
WEB_EXPORT(info) pregroup_status web_info(struct web *w)
{
    uint64_t length = 0;
    pregroup_status st =
        web_table()->info(w->engine, NULL, NULL, &length, &w->error);

    if (st == PREGROUP_E_BUFFER)
        st = buffer_reserve(&w->made, (size_t)length) == NULL
                 ? PREGROUP_E_NOMEM
                 : web_table()->info(w->engine, NULL, w->made.data, &length,
                                     &w->error);
    w->made.length = st == PREGROUP_OK ? (size_t)length - 1 : 0;
    return web_answer(w, st, buffer_view(&w->made));
}

/* A JSON list of codes (lookup_json) that fit what stands in `length` bytes. */
WEB_EXPORT(lookup)
pregroup_status web_lookup(struct web *w, const char *query, uint32_t length,
                           unsigned systems, uint32_t limit)
{
    const struct lookup_hit *hits;

    if (w->lookup == NULL)
        w->lookup = lookup_open(w->engine->packs.list[0]);
    if (w->lookup == NULL)
        return web_answer(w, PREGROUP_E_NOMEM, TEXT(""));
    buffer_reset(&w->made);
    lookup_find(w->lookup, (struct text){query, length}, systems, limit, &hits);
    lookup_json(w->lookup, &w->made);
    return web_answer(w, w->made.failed ? PREGROUP_E_NOMEM : PREGROUP_OK,
                      buffer_view(&w->made));
}

/* clang's division of 128 bits was compiled with a protector of the stack. */
const uintptr_t __stack_chk_guard = 0x57454220;
_Noreturn void __stack_chk_fail(void);
_Noreturn void __stack_chk_fail(void)
{
    __builtin_trap();
}
