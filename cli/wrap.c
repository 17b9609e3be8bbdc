/* What asks for memory in the program, in its libraries and in the C library,
 * asks here first, so that no want of it goes unseen (common/memory.h):
 * libarchive crashes, libxml2 loses attributes. Sanitizers have allocators of
 * their own, which stop at once where there is none. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

#include "common/memory.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) ||     \
    __has_feature(thread_sanitizer)
#define OTHER_ALLOCATOR
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define OTHER_ALLOCATOR
#endif

#ifndef OTHER_ALLOCATOR

#define SEEN __attribute__((visibility("default")))

/* The function of that name behind the program's own; found once. */
static void *behind(_Atomic(void *) *known, const char *name)
{
    void *function = atomic_load_explicit(known, memory_order_relaxed);

    if (function == NULL) {
        function = dlsym(RTLD_NEXT, name);
        atomic_store_explicit(known, function, memory_order_relaxed);
    }
    return function;
}

static void *given(void *memory, size_t size)
{
    if (memory == NULL && size != 0)
        memory_lacks();
    return memory;
}

SEEN void *malloc(size_t size)
{
    static _Atomic(void *) known;
    void *(*next)(size_t);

    *(void **)&next = behind(&known, "malloc");
    return given(next(size), size);
}

SEEN void *calloc(size_t count, size_t size)
{
    static _Atomic(void *) known;
    void *(*next)(size_t, size_t);

    *(void **)&next = behind(&known, "calloc");
    return given(next(count, size), count * size);
}

SEEN void *realloc(void *old, size_t size)
{
    static _Atomic(void *) known;
    void *(*next)(void *, size_t);

    *(void **)&next = behind(&known, "realloc");
    return given(next(old, size), size);
}

#endif
