/* What the program's own calls for memory are linked to (--wrap), so that none
 * that fails goes unseen (common/memory.h). */
#include <stddef.h>

#include "common/memory.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
char *__real_strdup(const char *text);
char *__real_strndup(const char *text, size_t length);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t length);

static void *given(void *memory)
{
    if (memory == NULL)
        memory_lacks();
    return memory;
}

void *__wrap_malloc(size_t size)
{
    return given(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
    return given(__real_calloc(count, size));
}

void *__wrap_realloc(void *old, size_t size)
{
    return given(__real_realloc(old, size));
}

char *__wrap_strdup(const char *text)
{
    return given(__real_strdup(text));
}

char *__wrap_strndup(const char *text, size_t length)
{
    return given(__real_strndup(text, length));
}
