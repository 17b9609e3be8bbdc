/*
 * stream.h -- bytes of a file or of a member of an archive, with their head
 * looked at before they are read.
 */
#ifndef BATCH_FEED_STREAM_H
#define BATCH_FEED_STREAM_H

#include <sys/types.h>

#include "input/reader.h"

/* Enough for the magic of every format. */
#define STREAM_HEAD 512u

/*
 * What unpacking one input may come to. `unpacked` counts the bytes that come
 * out of archives at every level, `packed` those read of the input itself.
 */
struct budget {
    uint64_t packed, unpacked;
    uint64_t max_unpacked;
    uint64_t max_ratio;
    bool spent;
};

struct container;

struct stream {
    int fd; /* owned; -1: a member of `parent` */
    struct container *parent;
    struct budget *budget;
    bool counts;   /* its bytes are `packed` */
    bool seekable; /* fd is */
    bool failed;
    unsigned char head[STREAM_HEAD];
    size_t head_at, head_end;
};

/* Takes fd over; reads the head. `counts`: it is the input itself. */
void stream_open_fd(struct stream *s, int fd, struct budget *budget,
                    bool counts);

/* The member at which `parent` stands. */
void stream_open_member(struct stream *s, struct container *parent,
                        struct budget *budget);

/* Up to `room` bytes: how many, 0 at the end, SOURCE_FAILED, SOURCE_BOMB. */
ptrdiff_t stream_read(struct stream *s, void *out, size_t room);

/* Back to the first byte of a seekable stream. */
bool stream_rewind(struct stream *s);

/* Writes the rest of a stream to a file without a name in `folder` and opens
 * that in its place, seekable; false (s->failed) if that is not possible. */
bool stream_spool(struct stream *s, const char *folder);

void stream_close(struct stream *s);

#endif
