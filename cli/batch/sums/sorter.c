#define _GNU_SOURCE
#include "batch/sums/sorter.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/files.h"

#define MEMORY (4u << 20)
#define RUN_BYTES (64u << 10)

struct sorter_run {
    uint64_t at, end; /* of the spill file */
    unsigned char *block;
    size_t have, next; /* bytes of the block */
};

void sorter_put(unsigned char *out, size_t size, uint64_t n)
{
    for (; size > 0; n >>= 8)
        out[--size] = (unsigned char)n;
}

uint64_t sorter_get(const unsigned char *in, size_t size)
{
    uint64_t n = 0;

    for (size_t i = 0; i < size; i++)
        n = n << 8 | in[i];
    return n;
}

void sorter_open(struct sorter *s, size_t size, const char *folder)
{
    *s = (struct sorter){.size = size, .folder = folder, .fd = -1};
    s->room = MEMORY / size;
}

static int by_row_bytes(const void *a, const void *b, void *size)
{
    return memcmp(a, b, *(const size_t *)size);
}

static void sort_in_memory(struct sorter *s)
{
    if (s->count != 0)
        qsort_r(s->rows, s->count, s->size, by_row_bytes, &s->size);
}

static void spill(struct sorter *s)
{
    struct sorter_run *runs =
        realloc(s->runs, (s->run_count + 1) * sizeof(*runs));

    if (runs != NULL)
        s->runs = runs;
    if (s->fd < 0)
        s->fd = file_spill(s->folder);
    sort_in_memory(s);
    if (runs == NULL || s->fd < 0 ||
        !file_write(s->fd, s->rows, s->count * s->size)) {
        s->failed = true;
        return;
    }
    runs[s->run_count++] = (struct sorter_run){
        .at = s->spilled, .end = s->spilled + s->count * s->size};
    s->spilled += s->count * s->size;
    s->count = 0;
}

void sorter_add(struct sorter *s, const void *row)
{
    if (s->rows == NULL)
        s->rows = malloc(s->room * s->size);
    if (s->rows == NULL)
        s->failed = true;
    if (s->count == s->room && !s->failed)
        spill(s);
    if (!s->failed)
        memcpy(s->rows + s->count++ * s->size, row, s->size);
}

/* ---- giving out ---------------------------------------------------------- */

/* Reads the run's next block when the one at hand is used up. */
static void refill(struct sorter *s, struct sorter_run *run)
{
    const size_t most = RUN_BYTES / s->size * s->size;
    const uint64_t left = run->end - run->at;
    const size_t want = left < most ? (size_t)left : most;

    if (run->next < run->have || left == 0)
        return;
    run->have = run->next = 0;
    while (run->have < want) {
        const ssize_t n = pread(s->fd, run->block + run->have, want - run->have,
                                (off_t)run->at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            s->failed = true;
            return;
        }
        run->have += (size_t)n;
        run->at += (uint64_t)n;
    }
}

bool sorter_finish(struct sorter *s)
{
    if (s->run_count == 0) {
        sort_in_memory(s);
        return !s->failed;
    }
    if (s->count != 0 && !s->failed)
        spill(s);
    free(s->rows);
    s->rows = NULL;
    for (size_t i = 0; i < s->run_count && !s->failed; i++) {
        s->runs[i].block = malloc(RUN_BYTES);
        s->failed = s->runs[i].block == NULL;
        if (!s->failed)
            refill(s, &s->runs[i]);
    }
    return !s->failed;
}

static const unsigned char *next_of_runs(struct sorter *s)
{
    struct sorter_run *least = NULL;

    for (size_t i = 0; i < s->run_count; i++) {
        struct sorter_run *run = &s->runs[i];
        refill(s, run);
        if (run->next < run->have &&
            (least == NULL || memcmp(run->block + run->next,
                                     least->block + least->next, s->size) < 0))
            least = run;
    }
    if (least == NULL || s->failed)
        return NULL;
    least->next += s->size;
    return least->block + least->next - s->size;
}

enum step sorter_next(struct sorter *s, const unsigned char **row)
{
    *row = NULL;
    if (s->run_count != 0 && !s->failed)
        *row = next_of_runs(s);
    else if (s->at < s->count)
        *row = s->rows + s->at++ * s->size;
    if (s->failed)
        return STEP_FAILED;
    return *row != NULL ? STEP_ITEM : STEP_END;
}

void sorter_close(struct sorter *s)
{
    for (size_t i = 0; i < s->run_count; i++)
        free(s->runs[i].block);
    free(s->runs);
    free(s->rows);
    if (s->fd >= 0)
        close(s->fd);
    *s = (struct sorter){.fd = -1};
}
