#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

struct arena_block {
    struct arena_block *next;
    size_t size; /* bytes behind this head */
};

#define HEAD ((sizeof(struct arena_block) + 15) & ~(size_t)15)

static char *block_bytes(struct arena_block *block)
{
    return (char *)block + HEAD;
}

/* Moves to a later block with room for n bytes, or adds one. */
static bool add_block(struct arena *a, size_t n)
{
    const size_t size = n > ARENA_BLOCK ? n : ARENA_BLOCK;
    const size_t limit = a->limit != 0 ? a->limit : ARENA_MAX;
    struct arena_block *block;

    while (a->current != NULL && a->current->next != NULL) {
        a->current = a->current->next;
        a->used = 0;
        if (n <= a->current->size)
            return true;
    }
    if (a->total > limit || size > limit - a->total ||
        (block = malloc(HEAD + size)) == NULL)
        return false;
    *block = (struct arena_block){NULL, size};
    if (a->current != NULL)
        a->current->next = block;
    else
        a->first = block;
    a->current = block;
    a->total += size;
    a->used = 0;
    return true;
}

void *arena_alloc(struct arena *a, size_t bytes)
{
    const size_t n = (bytes + 15) & ~(size_t)15;

    if (bytes > ARENA_MAX ||
        ((a->current == NULL || n > a->current->size - a->used) &&
         !add_block(a, n))) {
        a->failed = true;
        return NULL;
    }
    a->used += n;
    return block_bytes(a->current) + a->used - n;
}

struct text arena_copy(struct arena *a, struct text t)
{
    char *copy = t.length != 0 ? arena_alloc(a, t.length) : NULL;

    if (copy == NULL)
        return TEXT("");
    memcpy(copy, t.at, t.length);
    return (struct text){copy, t.length};
}

static void free_chain(struct arena_block *block)
{
    while (block != NULL) {
        struct arena_block *next = block->next;
        free(block);
        block = next;
    }
}

void arena_reset(struct arena *a)
{
    if (a->first != NULL && a->total > ARENA_KEEP) {
        free_chain(a->first->next);
        a->first->next = NULL;
        a->total = a->first->size;
    }
    a->current = a->first;
    a->used = 0;
    a->failed = false;
}

void arena_free(struct arena *a)
{
    free_chain(a->first);
    *a = (struct arena){0};
}
