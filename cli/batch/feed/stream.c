#include "batch/feed/stream.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "batch/feed/container.h"
#include "common/files.h"

#define STEP (64u << 10)

static ptrdiff_t read_fd(struct stream *s, void *out, size_t room)
{
    ssize_t n;

    do
        n = read(s->fd, out, room);
    while (n < 0 && errno == EINTR);
    if (n > 0 && s->counts)
        s->budget->packed += (uint64_t)n;
    return n < 0 ? SOURCE_FAILED : n;
}

static ptrdiff_t read_file_or_member(struct stream *s, void *out, size_t room)
{
    const ptrdiff_t n = s->fd >= 0 ? read_fd(s, out, room)
                                   : container_read(s->parent, out, room);

    s->failed = s->failed || n < 0;
    return n;
}

static void fill_head(struct stream *s)
{
    ptrdiff_t n = 1;

    s->head_at = s->head_end = 0;
    while (n > 0 && s->head_end < STREAM_HEAD) {
        n = read_file_or_member(s, s->head + s->head_end,
                                STREAM_HEAD - s->head_end);
        s->head_end += n > 0 ? (size_t)n : 0;
    }
}

void stream_open_fd(struct stream *s, int fd, struct budget *budget,
                    bool counts)
{
    *s = (struct stream){.fd = fd, .budget = budget, .counts = counts};
    s->seekable = lseek(fd, 0, SEEK_CUR) == 0;
    fill_head(s);
}

void stream_open_member(struct stream *s, struct container *parent,
                        struct budget *budget)
{
    *s = (struct stream){.fd = -1, .parent = parent, .budget = budget};
    fill_head(s);
}

ptrdiff_t stream_read(struct stream *s, void *out, size_t room)
{
    size_t head = s->head_end - s->head_at;

    if (head == 0)
        return s->failed ? (s->budget->spent ? SOURCE_BOMB : SOURCE_FAILED)
                         : read_file_or_member(s, out, room);
    head = head < room ? head : room;
    memcpy(out, s->head + s->head_at, head);
    s->head_at += head;
    return (ptrdiff_t)head;
}

bool stream_rewind(struct stream *s)
{
    if (!s->seekable || lseek(s->fd, 0, SEEK_SET) != 0)
        return false;
    if (s->counts)
        s->budget->packed -= s->head_end;
    s->head_at = s->head_end = 0;
    return true;
}

static bool spill_rest(struct stream *s, int fd)
{
    char block[STEP];
    ptrdiff_t n;

    while ((n = stream_read(s, block, sizeof(block))) > 0)
        if (!file_write(fd, block, (size_t)n))
            return false;
    return n == 0;
}

bool stream_spool(struct stream *s, const char *folder)
{
    struct budget *budget = s->budget;
    const int fd = file_spill(folder);

    if (fd < 0 || !spill_rest(s, fd) || lseek(fd, 0, SEEK_SET) != 0) {
        if (fd >= 0)
            close(fd);
        s->failed = true;
        return false;
    }
    stream_close(s);
    stream_open_fd(s, fd, budget, false);
    return true;
}

void stream_close(struct stream *s)
{
    if (s->fd >= 0)
        close(s->fd);
    s->fd = -1;
}
