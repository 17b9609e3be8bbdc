#include "common/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/files.h"
#include "pack/pack.h"

void digest_begin(struct digest *d)
{
    d->chain = 0;
    d->have = 0;
}

void digest_add(struct digest *d, const void *bytes, size_t length)
{
    const unsigned char *at = bytes;

    while (length != 0) {
        if (d->have == 0 && length >= DIGEST_STEP) {
            d->chain = pack_hash(at, DIGEST_STEP, d->chain);
            at += DIGEST_STEP;
            length -= DIGEST_STEP;
            continue;
        }
        const size_t room = DIGEST_STEP - d->have;
        const size_t n = length < room ? length : room;

        memcpy(d->step + d->have, at, n);
        d->have += n;
        at += n;
        length -= n;
        if (d->have == DIGEST_STEP) {
            d->chain = pack_hash(d->step, DIGEST_STEP, d->chain);
            d->have = 0;
        }
    }
}

uint64_t digest_value(const struct digest *d)
{
    return pack_hash(d->step, d->have, d->chain);
}

bool digest_add_file(struct digest *d, int fd, uint64_t end)
{
    char block[DIGEST_STEP];

    for (uint64_t at = 0; at < end;) {
        const size_t want =
            end - at < sizeof(block) ? (size_t)(end - at) : sizeof(block);
        const ssize_t n = file_read_at(fd, block, want, at);

        if (n != (ssize_t)want) {
            errno = n < 0 ? errno : EIO;
            return false;
        }
        digest_add(d, block, want);
        at += want;
    }
    return true;
}

bool digest_file(const char *path, uint64_t *bytes, uint64_t *value)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct digest d;
    struct stat st;
    bool good = fd >= 0 && fstat(fd, &st) == 0;

    digest_begin(&d);
    if (good) {
        *bytes = (uint64_t)st.st_size;
        good = digest_add_file(&d, fd, *bytes);
        *value = digest_value(&d);
    }
    if (fd >= 0) {
        const int error = errno;
        close(fd);
        errno = error;
    }
    return good;
}
