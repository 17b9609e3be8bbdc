/*
 * zip.h -- a ZIP archive written in one go: what is put is compressed as it
 * comes, and nothing stands on the disk but the archive itself.
 *
 * The start of a part may be told at its end, when it is known: room for it is
 * left uncompressed, and written over. No clock stands in the archive. At most
 * 4 GB each: a part before and behind compression, and all.
 */
#ifndef BOOK_ZIP_H
#define BOOK_ZIP_H

#include "base/buffer.h"
#include "book/packer.h"
#include "common/digest.h"

#define ZIP_HEAD_MAX 65000u

struct zip {
    int fd;
    uint64_t at; /* bytes of the archive so far */
    struct packer *packer;
    struct buffer out;   /* compressed bytes on their way */
    struct buffer parts; /* struct zip_part */
    struct buffer fixed; /* what was written over, part by part */
    struct digest rest;  /* of all other bytes */
    bool failed;         /* memory, the disk or a limit */
};

/* Begins an archive; close it in any case. */
void zip_open(struct zip *z, const char *path);

/* Begins a part, whose first `head` bytes are told by zip_end. */
void zip_begin(struct zip *z, const char *name, size_t head);

void zip_put(struct zip *z, const void *bytes, size_t length);

/* Bytes of the part so far. */
uint64_t zip_part_bytes(const struct zip *z);

/* Ends the part; `head` has as many bytes as zip_begin was told. */
void zip_end(struct zip *z, struct text head);

/* Ends the archive, and reads it again; false if anything failed since
 * zip_open, or the file does not hold what was put. */
bool zip_close(struct zip *z, const char *path);

#endif
