/*
 * arena.h -- memory of one record: taken in pieces, given back all at once.
 *
 * An arena belongs to one thread. It never moves what it has handed out, and
 * arena_reset keeps the blocks for the next record.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

struct arena_block;

struct arena {
    struct arena_block *first, *current;
    size_t used;  /* bytes used in the current block */
    size_t total; /* bytes of all blocks */
    size_t limit; /* of total; 0: ARENA_MAX */
    bool failed;  /* sticky: an allocation did not succeed since the reset */
};

/* 16-byte aligned memory, not cleared; NULL (and arena->failed) if there is
 * none or the arena would grow beyond its limit. */
void *arena_alloc(struct arena *arena, size_t bytes);

/* A copy of t in the arena; the empty text if there is no memory. */
struct text arena_copy(struct arena *arena, struct text t);

/* Forgets everything handed out. Keeps the memory, or only the first block if
 * there is more than ARENA_KEEP. */
void arena_reset(struct arena *arena);

/* Gives all memory back; the arena is empty and may be used again. */
void arena_free(struct arena *arena);

#endif
