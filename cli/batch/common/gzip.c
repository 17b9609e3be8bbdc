#include "batch/common/gzip.h"

#include <zlib.h>

void gzip_member(struct buffer *bytes)
{
    struct buffer packed = {0};
    z_stream z = {0};
    size_t room;

    if (bytes->failed || bytes->length == 0 ||
        deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) !=
            Z_OK) {
        bytes->failed = bytes->failed || bytes->length != 0;
        return;
    }
    room = deflateBound(&z, bytes->length);
    z.next_in = (unsigned char *)bytes->data;
    z.avail_in = (unsigned)bytes->length;
    z.next_out = (unsigned char *)buffer_reserve(&packed, room);
    z.avail_out = (unsigned)room;
    if (packed.failed || deflate(&z, Z_FINISH) != Z_STREAM_END)
        packed.failed = true;
    packed.length = z.total_out;
    deflateEnd(&z);
    buffer_free(bytes);
    *bytes = packed;
}
