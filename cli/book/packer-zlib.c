/* By zlib, in a build without ISA-L. */
#include <stdlib.h>
#include <zlib.h>

#include "book/packer.h"

#define LEVEL 1
/* The table of places is moved on for every 32 KB: a small one suffices for XML
 * that repeats itself, and costs a third. */
#define MEMORY 5

struct packer {
    z_stream stream;
    bool last;
};

struct packer *packer_new(void)
{
    struct packer *p = calloc(1, sizeof(*p));

    if (p != NULL && deflateInit2(&p->stream, LEVEL, Z_DEFLATED, -MAX_WBITS,
                                  MEMORY, Z_DEFAULT_STRATEGY) != Z_OK) {
        free(p);
        return NULL;
    }
    return p;
}

void packer_free(struct packer *p)
{
    if (p != NULL)
        deflateEnd(&p->stream);
    free(p);
}

void packer_begin(struct packer *p)
{
    deflateReset(&p->stream);
}

void packer_give(struct packer *p, const void *bytes, size_t length, bool last)
{
    p->stream.next_in = (unsigned char *)(uintptr_t)bytes;
    p->stream.avail_in = (unsigned)length;
    p->last = last;
}

size_t packer_take(struct packer *p, void *out, size_t room)
{
    p->stream.next_out = out;
    p->stream.avail_out = (unsigned)room;
    deflate(&p->stream, p->last ? Z_FINISH : Z_NO_FLUSH);
    return room - p->stream.avail_out;
}

uint32_t packer_check(uint32_t check, const void *bytes, size_t length)
{
    return (uint32_t)crc32_z(check, bytes, length);
}
