/* By ISA-L; built where configure finds it. */
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
#include <stdlib.h>

#include "book/packer.h"

/* Level 1 packs tighter than zlib's; its successors are slower for nothing. */
#define LEVEL 1

struct packer {
    struct isal_zstream stream;
    unsigned char room[ISAL_DEF_LVL1_DEFAULT];
};

/* Cleared: no byte of the archive may hang on what the memory held before. */
struct packer *packer_new(void)
{
    return calloc(1, sizeof(struct packer));
}

void packer_free(struct packer *p)
{
    free(p);
}

void packer_begin(struct packer *p)
{
    isal_deflate_init(&p->stream);
    p->stream.gzip_flag = IGZIP_DEFLATE;
    p->stream.level = LEVEL;
    p->stream.level_buf = p->room;
    p->stream.level_buf_size = sizeof(p->room);
}

void packer_give(struct packer *p, const void *bytes, size_t length, bool last)
{
    p->stream.next_in = (unsigned char *)(uintptr_t)bytes;
    p->stream.avail_in = (uint32_t)length;
    p->stream.end_of_stream = last;
}

size_t packer_take(struct packer *p, void *out, size_t room)
{
    if (p->stream.internal_state.state == ZSTATE_END)
        return 0;
    p->stream.next_out = out;
    p->stream.avail_out = (uint32_t)room;
    isal_deflate(&p->stream);
    return room - p->stream.avail_out;
}

uint32_t packer_check(uint32_t check, const void *bytes, size_t length)
{
    return crc32_gzip_refl(check, bytes, length);
}
