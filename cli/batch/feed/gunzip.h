/*
 * gunzip.h -- gzip unpacked by zlib, to the last byte before a fault: the
 * filter of libarchive would keep back up to 64 KB before it.
 *
 * Members behind one another are one content (RFC 1952, 2.2); what follows
 * the last one and is no gzip is passed over.
 */
#ifndef BATCH_FEED_GUNZIP_H
#define BATCH_FEED_GUNZIP_H

#include "batch/feed/stream.h"

struct gunzip;

/* True if these first bytes are those of gzip. */
bool gunzip_knows(const unsigned char *head, size_t length);

/* Unpacks a stream, which must outlive it, from where it stands. NULL without
 * memory. */
struct gunzip *gunzip_open(struct stream *stream);

/* Up to `room` bytes: how many; 0 at the end and at a fault. */
size_t gunzip_read(struct gunzip *g, void *out, size_t room);

/* Why the data ended too early, in words; NULL if it did not, or if g is NULL.
 */
const char *gunzip_why(const struct gunzip *g);

/* NULL is allowed. */
void gunzip_close(struct gunzip *g);

#endif
