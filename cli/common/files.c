#define _GNU_SOURCE
#include "common/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/command.h"

#define BLOCK (64u << 10) /* bytes to read at a time */

int file_open(const char *path)
{
    const int fd = strcmp(path, "-") == 0
                       ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                       : open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        command_failed("%s：打不开：%s", path, command_reason(errno));
    return fd;
}

bool file_load(const char *path, size_t most, struct buffer *out)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : 1;

    while (n > 0 && out->length < most) {
        const size_t left = most - out->length;
        char *room = buffer_reserve(out, BLOCK);

        if (room == NULL)
            errno = ENOMEM;
        do
            n = room != NULL ? read(fd, room, left < BLOCK ? left : BLOCK) : -1;
        while (n < 0 && errno == EINTR);
        out->length += n > 0 ? (size_t)n : 0;
    }
    if (out->data != NULL)
        out->data[out->length] = '\0';
    if (fd >= 0)
        close(fd);
    return n >= 0;
}

int file_spill(const char *folder)
{
    char path[4096];
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
        return fd;
    if (snprintf(path, sizeof(path), "%s/spill-XXXXXX", folder) >=
        (int)sizeof(path)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    fd = mkstemp(path);
    if (fd >= 0)
        unlink(path);
    return fd;
}

bool file_write(int fd, const void *bytes, size_t length)
{
    const char *at = bytes;

    while (length != 0) {
        const ssize_t n = write(fd, at, length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n == 0)
            errno = ENOSPC;
        if (n <= 0)
            return false;
        at += n;
        length -= (size_t)n;
    }
    return true;
}

bool file_make(const char *path, const struct buffer *bytes)
{
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    const bool good =
        fd >= 0 && !bytes->failed && file_write(fd, bytes->data, bytes->length);

    if (!good)
        command_failed("%s：写不了：%s", path,
                       bytes->failed ? "内存不足" : command_reason(errno));
    if (fd >= 0)
        close(fd);
    return good;
}

bool file_sync(const char *path)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    const bool good = fd >= 0 && fsync(fd) == 0;

    if (fd >= 0)
        close(fd);
    return good;
}
