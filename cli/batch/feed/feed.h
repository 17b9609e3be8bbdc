/*
 * feed.h -- all records of a batch as raw slices, one after the other, with
 * the name of the source they stand in: files, sheets of workbooks, archives,
 * archives in archives.
 *
 * What cannot be read is a slice too, with its trouble, so that it shows in
 * the results. One thread at a time.
 */
#ifndef BATCH_FEED_FEED_H
#define BATCH_FEED_FEED_H

#include "batch/feed/container.h"
#include "batch/feed/inputs.h"
#include "batch/feed/stream.h"
#include "sheets/sheets.h"

/* An archive in an archive in an archive. */
#define FEED_DEPTH 6

struct level {
    struct stream stream;
    struct container *container;
    struct sheets *sheets; /* of a workbook, in place of the container */
    bool lost;             /* it was told that they cannot be read on */
    size_t name;      /* length of its name on feed.name, without the mark */
    bool masked;      /* something in that is */
    uint64_t members; /* that were found */
};

/* Where in the inputs the feed stands: enough to come back to. */
struct position {
    uint64_t input;   /* number of the input, 0: none yet */
    uint64_t records; /* slices it gave */
    uint64_t hash;    /* of their bytes */
};

struct feed {
    const struct pack *pack;
    struct inputs inputs;
    const char *spool; /* folder for archives that must be seekable */
    struct budget limits, budget;
    struct level levels[FEED_DEPTH];
    unsigned depth;
    struct stream leaf;
    bool leaf_open;
    bool may_not_end; /* the input at hand */
    uint64_t barren;  /* bytes of it since its last record */
    struct reader *reader;
    struct buffer name;      /* of the source at hand, as it is shown */
    size_t unmarked;         /* length of it without the mark */
    bool masked;             /* something in it is */
    struct buffer real_name; /* of an input or member, while it is named */
    struct position at;
    uint64_t done_bytes; /* of inputs that are behind */
    uint64_t source;     /* how many sources were opened */
    uint8_t encoding;    /* what the one at hand began with */
};

/* `words`, `out` (the folder of the results, no input) and `spool` must outlive
 * it; limits are the caller's to set. */
void feed_open(struct feed *f, const struct pack *pack, char *const *words,
               int count, const char *out, const char *spool);

/* The next slice, raw (reader_cut); its bytes and feed.name hold until the
 * next call. STEP_FAILED after saying why the inputs cannot be followed. */
STEP_CHECKED enum step feed_next(struct feed *f, struct slice *out);

/* Goes to a position in the same inputs without giving anything out: STEP_ITEM
 * there, STEP_END if they are not what they were, STEP_FAILED as above. */
STEP_CHECKED enum step feed_seek(struct feed *f, const struct position *to);

/* Bytes of the inputs that were read. */
uint64_t feed_bytes(const struct feed *f);

void feed_close(struct feed *f);

#endif
