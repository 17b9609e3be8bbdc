/*
 * container.h -- an archive, by libarchive: gzip and its kin, tar, zip, 7z,
 * RAR; one member after the other, in the order of the archive.
 */
#ifndef BATCH_FEED_CONTAINER_H
#define BATCH_FEED_CONTAINER_H

#include "base/buffer.h"
#include "batch/feed/stream.h"
#include "common/step.h"

struct container;

/* Reads an archive from a stream, which must outlive it. NULL without memory
 * or if this is no archive after all; *why says so. */
struct container *container_open(struct stream *stream, const char **why);

enum container_step {
    CONTAINER_MEMBER, /* at a member that may hold records */
    CONTAINER_END,
    CONTAINER_FAILED /* the archive cannot be read from here on */
};

/* Goes to the next member. Folders and what a file manager leaves behind are
 * passed over. */
enum container_step container_next(struct container *c);

/* Appends the member's name as UTF-8, whatever the archive holds it in;
 * nothing for a bare compressed file. */
void container_name(const struct container *c, struct buffer *out);

/* Up to `room` bytes of the member: as stream_read. */
ptrdiff_t container_read(struct container *c, void *out, size_t room);

/* Why the last step or read failed, in words. */
const char *container_why(const struct container *c);

/* NULL is allowed. */
void container_close(struct container *c);

/* A name as UTF-8: kept if it is that already, else read as GB18030; control
 * characters as width_name shows them. */
void container_decode_name(struct text name, struct buffer *out);

/* True for a name, in an archive or a folder, of what a file manager leaves
 * behind and of the folder itself: it holds no records. */
bool container_litter(const char *name);

/* True if these first bytes are those of a zip or 7z, which can only be read
 * well where one can go back. */
bool container_seeks(const unsigned char *head, size_t length);

#endif
