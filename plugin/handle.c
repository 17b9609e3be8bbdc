#include "handle.h"

#include <stdlib.h>
#include <string.h>

#include "base/guest.h"

/* A claimed struct size beyond this is a mistake, not a newer header. */
#define SIZE_SANE 4096u

/* Of `calls`. */
enum { CALLS_CLOSED = 1, CALLS_ONE = 2 };

static const char here = 0;

uint64_t handle_magic(enum handle kind)
{
    return UINT64_C(0x7067726F75700000) * kind ^ (uintptr_t)&here;
}

bool handle_is(const void *handle, enum handle kind)
{
    uint64_t magic;

    if (handle == NULL)
        return false;
    memcpy(&magic, handle, sizeof magic); /* it may lie anywhere */
    return magic == handle_magic(kind);
}

pregroup_status handle_refuse(struct pregroup_error *err, const char *what)
{
    return fail(err, PREGROUP_E_ARG, "%s的句柄为空，或者不是%s的句柄", what,
                what);
}

/* ---- engines ------------------------------------------------------------- */

struct pregroup_engine *engine_new(void)
{
    struct pregroup_engine *e = calloc(1, sizeof(*e));

    if (e == NULL)
        return NULL;
    e->magic = handle_magic(HANDLE_ENGINE);
    atomic_init(&e->calls, 0);
    atomic_init(&e->owners, 1);
    return e;
}

static bool call_begins(struct pregroup_engine *e)
{
    uint32_t calls = atomic_load(&e->calls);

    do {
        if (calls & CALLS_CLOSED)
            return false;
    } while (
        !atomic_compare_exchange_weak(&e->calls, &calls, calls + CALLS_ONE));
    return true;
}

struct pregroup_engine *engine_enter(const struct pregroup_engine *handle,
                                     struct pregroup_error *err)
{
    /* It is constant for the host alone. */
    struct pregroup_engine *e = (struct pregroup_engine *)(uintptr_t)handle;

    if (!handle_is(handle, HANDLE_ENGINE)) {
        handle_refuse(err, "引擎");
        return NULL;
    }
    if (call_begins(e))
        return e;
    fail(err, PREGROUP_E_ARG, "引擎已经关闭");
    return NULL;
}

/* The last thing that a call does to the engine. */
void engine_leave(struct pregroup_engine *e)
{
    atomic_fetch_sub(&e->calls, CALLS_ONE);
}

/* By looking now and then: a lock would have to outlive the engine, and calls
 * are short. */
bool engine_shut(struct pregroup_engine *e)
{
    if (atomic_fetch_or(&e->calls, CALLS_CLOSED) & CALLS_CLOSED)
        return false;
    while (atomic_load(&e->calls) != CALLS_CLOSED)
        guest_waits();
    return true;
}

void engine_drop(struct pregroup_engine *e)
{
    if (atomic_fetch_sub(&e->owners, 1) != 1)
        return;
    packs_close(&e->packs);
    options_close(&e->options);
    free(e);
}

/* ---- structs that can grow ----------------------------------------------- */

pregroup_status sized_in(void *dst, size_t known, size_t first, const void *src)
{
    const unsigned char *bytes = src;
    uint32_t size;

    if (src == NULL)
        return PREGROUP_E_ARG;
    memcpy(&size, src, sizeof(size));
    if (size < first || size > SIZE_SANE)
        return PREGROUP_E_ARG;
    for (size_t i = known; i < size; i++)
        if (bytes[i] != 0)
            return PREGROUP_E_VERSION;
    memset(dst, 0, known);
    memcpy(dst, src, size < known ? size : known);
    return PREGROUP_OK;
}

pregroup_status sized_out(void *dst, const void *src, size_t known)
{
    uint32_t size;

    if (dst == NULL)
        return PREGROUP_E_ARG;
    memcpy(&size, dst, sizeof(size));
    if (size < 2 * sizeof(size) || size > SIZE_SANE)
        return PREGROUP_E_ARG;
    memcpy((char *)dst + sizeof(size), (const char *)src + sizeof(size),
           (size < known ? size : known) - sizeof(size));
    return PREGROUP_OK;
}

struct pregroup_error *sized_error(struct pregroup_error *err)
{
    if (err == NULL || err->size < sizeof(struct error_1_0) ||
        err->size > SIZE_SANE)
        return NULL;
    err->status = PREGROUP_OK;
    err->line = err->reserved = 0;
    err->text[0] = '\0';
    return err;
}
