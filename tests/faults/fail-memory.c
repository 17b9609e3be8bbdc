/*
 * fail-memory.so -- an LD_PRELOAD library that lets one allocation fail, or
 * all from there on.
 *
 *   FAIL_MEMORY_AT    number of the allocation, from 1; 0 or absent: none
 *   FAIL_MEMORY_FROM  if set, every allocation from there on fails, too
 *   FAIL_MEMORY_SAY   a file; at the end it holds the number of allocations,
 *                     and `hit` if one was refused
 *
 * Counted is what the process asks of malloc, calloc, realloc and their kin
 * once main has been reached, wherever it is asked from: our code, libraries,
 * the C library itself. A forked child counts on by itself; what is refused
 * there is a hit, too.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static atomic_ulong asked;
static unsigned long fail_at;
static bool fail_from, counting;
static atomic_bool *hit; /* shared with children */
static char say[256];

static bool refused(void)
{
    unsigned long n;

    if (!counting)
        return false;
    n = atomic_fetch_add(&asked, 1) + 1;
    if (fail_at == 0 || n < fail_at || (n > fail_at && !fail_from))
        return false;
    atomic_store(hit, true);
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    return refused() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return refused() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    return refused() ? NULL : __libc_realloc(old, size);
}

void *reallocarray(void *old, size_t count, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    return realloc(old, bytes);
}

void *memalign(size_t alignment, size_t size)
{
    return refused() ? NULL : __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return memalign(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
    void *p = memalign(alignment, size);

    if (p == NULL)
        return ENOMEM;
    *out = p;
    return 0;
}

__attribute__((destructor)) static void finish(void)
{
    char text[64];
    int fd, length;

    counting = false;
    if (say[0] == '\0')
        return;
    length = snprintf(text, sizeof text, "%lu%s\n", atomic_load(&asked),
                      atomic_load(hit) ? " hit" : "");
    fd = open(say, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd < 0)
        return;
    if (write(fd, text, (size_t)length) != length)
        _exit(99);
    close(fd);
}

__attribute__((constructor)) static void start(void)
{
    const char *at = getenv("FAIL_MEMORY_AT");
    const char *file = getenv("FAIL_MEMORY_SAY");

    fail_at = at != NULL ? strtoul(at, NULL, 10) : 0;
    fail_from = getenv("FAIL_MEMORY_FROM") != NULL;
    if (file != NULL && strlen(file) < sizeof say)
        strcpy(say, file);
    hit = mmap(NULL, sizeof *hit, PROT_READ | PROT_WRITE,
               MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    counting = hit != MAP_FAILED;
}
