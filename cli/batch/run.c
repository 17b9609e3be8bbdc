#include "batch/run.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "batch/worker.h"
#include "common/command.h"

/* Blocks beyond one a thread: written, or waiting for their turn. */
#define SPARE 2u

struct run {
    const struct batch_options *options;
    const struct packs *packs;
    struct feed *feed;
    struct output *output;
    struct running *running;
    struct progress *progress;
    struct block *blocks;
    unsigned block_count;
    pthread_mutex_t cutting;
    uint64_t cut; /* blocks cut so far */
    bool at_end;
    pthread_mutex_t queue; /* guards what follows */
    pthread_cond_t freed;
    struct block **free;
    unsigned free_count;
    struct block **waiting; /* block n at n % block_count */
    uint64_t written;
    bool writing; /* a thread is writing; output and running are its own */
    atomic_bool stopped;
    atomic_uint_fast64_t mode; /* known(): of the last block written */
};

/* The decoder's mode somewhere in a source, as one number. */
static uint64_t mode_in_source(uint64_t source, uint8_t mode)
{
    return source << 8 | mode;
}

/* What the decoder's mode will likely be before the next block: as a block of
 * the same source has left it, else as the source began. */
static uint8_t likely_mode(const struct run *run)
{
    const uint64_t mode = run->mode;

    return mode >> 8 == run->feed->source ? (uint8_t)mode : run->feed->encoding;
}

/* ---- writing ------------------------------------------------------------- */

/* Walks the block again if it was taken for another encoding than the block
 * before it ended in. */
static void correct(struct run *run, struct worker *w, struct block *b)
{
    const uint8_t mode = run->output->mark.mode;

    if (b->pieces[0].slice.first || b->mode == mode)
        return;
    b->mode = mode;
    worker_run(w, b);
}

static bool write_block(struct run *run, struct worker *w, struct block *b)
{
    struct mark *mark = &run->output->mark;

    correct(run, w, b);
    mark->at = b->end;
    mark->mode = b->mode_out;
    run->mode = mode_in_source(b->sources, b->mode_out);
    mark->records += b->records;
    mark->errors += b->errors;
    mark->left_out += b->left_out;
    if (!output_put(run->output, TABLE_RESULTS, &b->json) ||
        !output_put(run->output, TABLE_FINDINGS, &b->findings) ||
        !output_put(run->output, TABLE_CASES, &b->cases) ||
        !output_mark(run->output, false))
        return false;
    if (!running_add(run->running, &b->cases))
        return command_refused("内存不足");
    progress_show(run->progress, mark->records, mark->errors, b->read);
    return true;
}

static void release(struct run *run, struct block *b)
{
    block_reset(b);
    run->free[run->free_count++] = b;
    pthread_cond_signal(&run->freed);
}

/* Writes the block whose turn it is. The queue is locked, but not while it
 * does so. */
static void write_next(struct run *run, struct worker *w, struct block *b)
{
    bool good;

    pthread_mutex_unlock(&run->queue);
    good = run->stopped || write_block(run, w, b);
    pthread_mutex_lock(&run->queue);
    if (!good)
        run->stopped = true;
    run->waiting[run->written++ % run->block_count] = NULL;
    release(run, b);
}

/* Takes a walked block over and writes all whose turn it is, unless another
 * thread is writing: that one finds it. */
static void hand_over(struct run *run, struct worker *w, struct block *b)
{
    pthread_mutex_lock(&run->queue);
    run->waiting[b->number % run->block_count] = b;
    if (!run->writing) {
        run->writing = true;
        while ((b = run->waiting[run->written % run->block_count]) != NULL)
            write_next(run, w, b);
        run->writing = false;
    }
    if (run->stopped)
        pthread_cond_broadcast(&run->freed);
    pthread_mutex_unlock(&run->queue);
}

/* ---- cutting ------------------------------------------------------------- */

/* A free block; NULL when all has stopped. */
static struct block *take_free(struct run *run)
{
    struct block *b = NULL;

    pthread_mutex_lock(&run->queue);
    while (run->free_count == 0 && !run->stopped)
        pthread_cond_wait(&run->freed, &run->queue);
    if (!run->stopped)
        b = run->free[--run->free_count];
    pthread_mutex_unlock(&run->queue);
    return b;
}

static void give_back(struct run *run, struct block *b)
{
    pthread_mutex_lock(&run->queue);
    release(run, b);
    pthread_mutex_unlock(&run->queue);
}

/* The next block; NULL at the end. A free one is taken before the lock, so
 * that the block to be written next always has one. */
static struct block *cut_block(struct run *run)
{
    struct block *b = take_free(run);
    enum step step = STEP_END;

    if (b == NULL)
        return NULL;
    pthread_mutex_lock(&run->cutting);
    if (!run->at_end) {
        b->number = run->cut;
        b->mode = likely_mode(run);
        step = block_fill(b, run->feed);
        run->cut += step == STEP_ITEM;
        run->at_end = step != STEP_ITEM;
    }
    pthread_mutex_unlock(&run->cutting);
    if (step == STEP_ITEM)
        return b;
    if (step == STEP_FAILED)
        run->stopped = true;
    give_back(run, b);
    return NULL;
}

static void *work(void *context)
{
    struct run *run = context;
    struct worker w;
    struct block *b;

    if (worker_open(&w, run->options, run->packs)) {
        while ((b = cut_block(run)) != NULL) {
            worker_run(&w, b);
            hand_over(run, &w, b);
        }
    } else {
        command_failed("内存不足");
        run->stopped = true;
    }
    worker_close(&w);
    return NULL;
}

/* ---- threads ------------------------------------------------------------- */

static bool make_blocks(struct run *run)
{
    run->block_count = run->options->threads + SPARE;
    run->blocks = calloc(run->block_count, sizeof(*run->blocks));
    run->free = calloc(run->block_count, sizeof(struct block *));
    run->waiting = calloc(run->block_count, sizeof(struct block *));
    if (run->blocks == NULL || run->free == NULL || run->waiting == NULL)
        return false;
    for (unsigned i = 0; i < run->block_count; i++)
        run->free[run->free_count++] = &run->blocks[i];
    return true;
}

static void free_blocks(struct run *run)
{
    for (unsigned i = 0; run->blocks != NULL && i < run->block_count; i++)
        block_free(&run->blocks[i]);
    free(run->blocks);
    free(run->free);
    free(run->waiting);
}

/* This thread and others; fewer than asked for if the system gives no more. */
static void run_threads(struct run *run)
{
    const unsigned others = run->options->threads - 1;
    pthread_t *threads = calloc(others + 1, sizeof(*threads));
    unsigned started = 0;

    while (threads != NULL && started < others &&
           pthread_create(&threads[started], NULL, work, run) == 0)
        started++;
    work(run);
    for (unsigned i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    free(threads);
}

bool run_blocks(const struct batch_options *options, const struct packs *packs,
                struct feed *feed, struct output *output,
                struct running *running, struct progress *progress)
{
    struct run run = {.options = options,
                      .packs = packs,
                      .feed = feed,
                      .output = output,
                      .running = running,
                      .progress = progress,
                      .mode = mode_in_source(feed->source, output->mark.mode)};
    bool good = false;

    pthread_mutex_init(&run.cutting, NULL);
    pthread_mutex_init(&run.queue, NULL);
    pthread_cond_init(&run.freed, NULL);
    if (make_blocks(&run)) {
        run_threads(&run);
        good = !run.stopped;
    } else {
        command_failed("内存不足");
    }
    free_blocks(&run);
    pthread_cond_destroy(&run.freed);
    pthread_mutex_destroy(&run.queue);
    pthread_mutex_destroy(&run.cutting);
    return good;
}
