#include "book/zip.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include "common/files.h"

/* 2000-01-01 as MS-DOS writes it: a part must name a day. */
#define DAY 0x2821u
#define ZIP_VERSION 20u
#define DEFLATED 8u
#define UTF8_NAMES 0x0800u
#define LOCAL 30u /* bytes of a local header */
#define STORED 5u /* of the header of a block that is not compressed */
#define OUT_BYTES (256u << 10)
#define NAME_MAX_BYTES 64

struct zip_part {
    char name[NAME_MAX_BYTES];
    uint64_t at, packed, bytes;
    uint32_t check, head; /* CRC-32; bytes told at the end */
};

static struct zip_part *open_part(const struct zip *z)
{
    return BUFFER_ROWS(&z->parts, struct zip_part) +
           BUFFER_COUNT(&z->parts, struct zip_part) - 1;
}

/* ---- numbers, the low byte first ----------------------------------------- */

static void put_low(struct buffer *out, uint64_t n, unsigned size)
{
    char bytes[8];

    for (unsigned i = 0; i < size; i++)
        bytes[i] = (char)(n >> (8 * i) & 0xff);
    buffer_put(out, bytes, size);
}

/* From the version needed on, as both headers have it. */
static void put_facts(struct buffer *out, const struct zip_part *part)
{
    put_low(out, ZIP_VERSION, 2);
    put_low(out, UTF8_NAMES, 2);
    put_low(out, DEFLATED, 2);
    put_low(out, 0, 2);
    put_low(out, DAY, 2);
    put_low(out, part->check, 4);
    put_low(out, part->packed, 4);
    put_low(out, part->bytes, 4);
    put_low(out, strlen(part->name), 2);
    put_low(out, 0, 2);
}

/* What stands in front of the compressed bytes; `head` may be not yet known. */
static void put_local(struct buffer *out, const struct zip_part *part,
                      struct text head)
{
    buffer_put(out, "PK\3\4", 4);
    put_facts(out, part);
    buffer_string(out, part->name);
    if (part->head == 0)
        return;
    put_low(out, 0, 1);
    put_low(out, part->head, 2);
    put_low(out, ~part->head & 0xffff, 2);
    buffer_text(out, head);
}

static void put_central(struct buffer *out, const struct zip_part *part)
{
    buffer_put(out, "PK\1\2", 4);
    put_low(out, ZIP_VERSION, 2);
    put_facts(out, part);
    put_low(out, 0, 2 + 2 + 2);
    put_low(out, 0, 4);
    put_low(out, part->at, 4);
    buffer_string(out, part->name);
}

/* ---- bytes out ----------------------------------------------------------- */

/* Writes bytes at a place, over what is there. */
static bool write_over(int fd, const void *bytes, size_t length, uint64_t at)
{
    size_t done = 0;

    while (done < length) {
        const ssize_t n = pwrite(fd, (const char *)bytes + done, length - done,
                                 (off_t)(at + done));
        if (n < 0 && errno != EINTR)
            return false;
        done += n > 0 ? (size_t)n : 0;
    }
    return true;
}

static void fail(struct zip *z, int error)
{
    z->failed = true;
    errno = error;
}

static void flush(struct zip *z)
{
    if (z->out.failed)
        fail(z, ENOMEM);
    if (z->failed)
        return;
    digest_add(&z->rest, z->out.data, z->out.length);
    if (!file_write(z->fd, z->out.data, z->out.length))
        z->failed = true;
    z->at += z->out.length;
    buffer_reset(&z->out);
    if (z->at > UINT32_MAX)
        fail(z, EFBIG);
}

void zip_open(struct zip *z, const char *path)
{
    *z = (struct zip){
        .fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)};
    digest_begin(&z->rest);
    if (z->fd < 0)
        z->failed = true;
    else if ((z->packer = packer_new()) == NULL)
        fail(z, ENOMEM);
}

void zip_begin(struct zip *z, const char *name, size_t head)
{
    struct zip_part part = {.head = (uint32_t)head};
    struct buffer space = {0};

    if (z->failed)
        return;
    memcpy(part.name, name, strnlen(name, NAME_MAX_BYTES - 1));
    flush(z);
    part.at = z->at;
    if (buffer_reserve(&space, head) != NULL)
        memset(space.data, ' ', head);
    space.length = head;
    buffer_put(&z->parts, &part, sizeof(part));
    buffer_reset(&z->out);
    put_local(&z->out, &part, buffer_view(&space));
    packer_begin(z->packer);
    if (space.failed || z->parts.failed || z->out.failed)
        fail(z, ENOMEM);
    else if (!file_write(z->fd, z->out.data, z->out.length))
        z->failed = true;
    z->at += z->out.length;
    buffer_reset(&z->out);
    buffer_free(&space);
}

static void pack_bytes(struct zip *z, const void *bytes, size_t length,
                       bool last)
{
    size_t made = OUT_BYTES;

    packer_give(z->packer, bytes, length, last);
    while (made == OUT_BYTES && !z->failed) {
        char *room = buffer_reserve(&z->out, OUT_BYTES);
        if (room == NULL) {
            fail(z, ENOMEM);
            return;
        }
        made = packer_take(z->packer, room, OUT_BYTES);
        z->out.length += made;
        open_part(z)->packed += made;
        if (z->out.length >= OUT_BYTES)
            flush(z);
    }
}

void zip_put(struct zip *z, const void *bytes, size_t length)
{
    struct zip_part *part;

    if (z->failed || length == 0)
        return;
    part = open_part(z);
    part->check = packer_check(part->check, bytes, length);
    part->bytes += length;
    pack_bytes(z, bytes, length, false);
}

uint64_t zip_part_bytes(const struct zip *z)
{
    return z->failed ? 0 : open_part(z)->bytes;
}

void zip_end(struct zip *z, struct text head)
{
    struct zip_part *part;
    size_t from = z->fixed.length;

    if (z->failed)
        return;
    pack_bytes(z, "", 0, true);
    flush(z);
    part = open_part(z);
    if (z->failed || part->bytes + head.length > UINT32_MAX) {
        fail(z, z->failed ? errno : EFBIG);
        return;
    }
    part->check = (uint32_t)crc32_combine(packer_check(0, head.at, head.length),
                                          part->check, (z_off_t)part->bytes);
    part->bytes += head.length;
    part->packed += head.length != 0 ? STORED + head.length : 0;
    put_local(&z->fixed, part, head);
    if (z->fixed.failed || head.length != part->head)
        fail(z, z->fixed.failed ? ENOMEM : EINVAL);
    else if (!write_over(z->fd, z->fixed.data + from, z->fixed.length - from,
                         part->at))
        z->failed = true;
}

/* ---- the end ------------------------------------------------------------- */

static void put_directory(struct zip *z)
{
    const uint32_t count = BUFFER_COUNT(&z->parts, struct zip_part);
    const uint64_t at = z->at;

    BUFFER_EACH (part, &z->parts, struct zip_part)
        put_central(&z->out, part);
    const uint64_t length = z->out.length;
    buffer_put(&z->out, "PK\5\6", 4);
    put_low(&z->out, 0, 2 + 2);
    put_low(&z->out, count, 2);
    put_low(&z->out, count, 2);
    put_low(&z->out, length, 4);
    put_low(&z->out, at, 4);
    put_low(&z->out, 0, 2);
    flush(z);
}

/* Takes `length` bytes of the file at *at: into the digest, or where `same` is
 * given, false if they are others. */
static bool take_again(int fd, uint64_t *at, uint64_t length, const char *same,
                       struct digest *d)
{
    char bytes[16384];

    while (length != 0) {
        const size_t want =
            length < sizeof(bytes) ? (size_t)length : sizeof(bytes);

        if (file_read_at(fd, bytes, want, *at) != (ssize_t)want ||
            (same != NULL && memcmp(bytes, same, want) != 0))
            return false;
        if (same == NULL)
            digest_add(d, bytes, want);
        else
            same += want;
        *at += want;
        length -= want;
    }
    return true;
}

/* The file, opened again, is what was put. */
static bool is_held(const struct zip *z, const char *path)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    const char *fixed = z->fixed.data;
    struct digest d;
    uint64_t at = 0;
    bool good = fd >= 0;

    digest_begin(&d);
    BUFFER_EACH (part, &z->parts, struct zip_part) {
        const size_t front = LOCAL + strlen(part->name) +
                             (part->head != 0 ? STORED + part->head : 0);

        good = good && take_again(fd, &at, part->at - at, NULL, &d) &&
               take_again(fd, &at, front, fixed, &d);
        fixed += front;
    }
    good = good && take_again(fd, &at, z->at - at, NULL, &d) &&
           digest_value(&d) == digest_value(&z->rest);
    if (fd >= 0)
        close(fd);
    return good;
}

bool zip_close(struct zip *z, const char *path)
{
    if (!z->failed)
        put_directory(z);
    if (z->fd >= 0 && close(z->fd) != 0)
        z->failed = true;
    const bool good = !z->failed && is_held(z, path);

    packer_free(z->packer);
    buffer_free(&z->out);
    buffer_free(&z->parts);
    buffer_free(&z->fixed);
    return good;
}
