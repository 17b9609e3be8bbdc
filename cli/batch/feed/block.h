/*
 * block.h -- a run of records on its way through a batch: cut by one thread at
 * a time, walked by any, written in order.
 *
 * Where a block ends depends on the input alone, never on the threads, so that
 * a batch that was stopped goes on with the very same blocks.
 */
#ifndef BATCH_FEED_BLOCK_H
#define BATCH_FEED_BLOCK_H

#include "batch/feed/feed.h"

/* A record in a block. */
struct piece {
    struct slice slice;       /* bytes.at and heading.at are not set */
    size_t at;                /* of its bytes in block.bytes */
    size_t name, name_length; /* of its source in block.names */
    size_t heading;           /* of its table in block.names */
};

struct block {
    uint64_t number; /* from 0 */
    struct buffer bytes, names;
    struct piece *pieces;
    size_t count, room;
    struct position end; /* of the feed behind it */
    uint64_t read;       /* feed_bytes behind it */
    uint64_t sources;    /* opened up to its end */
    uint8_t mode;        /* of the decoder before its first piece */
    /* What becomes of it: */
    uint8_t mode_out; /* of the decoder behind its last piece */
    struct buffer json, cases, findings;
    uint64_t records, errors; /* rows, and those with an error */
    uint64_t left_out;        /* records of departments not asked for */
};

/* Fills the block with the next records; STEP_END if there are none,
 * STEP_FAILED after saying why. */
STEP_CHECKED enum step block_fill(struct block *b, struct feed *feed);

/* The slice of a piece with its bytes, and the name of its source. */
struct slice block_slice(const struct block *b, size_t piece,
                         struct text *name);

/* Empties it and gives large memory back. */
void block_reset(struct block *b);

void block_free(struct block *b);

#endif
