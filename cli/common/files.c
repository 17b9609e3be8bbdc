#define _GNU_SOURCE
#include "common/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/command.h"
#include "common/digest.h"
#include "common/memory.h"

#define BLOCK (64u << 10) /* bytes to read at a time */

int file_open(const char *path)
{
    const int fd = strcmp(path, "-") == 0
                       ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                       : open(path, O_RDONLY | O_CLOEXEC);

    struct stat st;

    if (fd < 0)
        command_failed("%s：打不开：%s", path, command_reason(errno));
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISDIR(st.st_mode))
        return fd;
    command_failed("%s：是文件夹，这里要写文件，如 %s/*.xml；检查整个文件夹请"
                   "用 pregroup batch -o 结果文件夹 %s",
                   path, path, path);
    close(fd);
    return -1;
}

bool file_load(const char *path, size_t most, struct buffer *out)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : 1;

    while (n > 0 && out->length < most) {
        const size_t left = most - out->length;
        char *room = buffer_reserve(out, BLOCK);

        if (room == NULL)
            errno = EFBIG;
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

bool file_line(FILE *file, struct buffer *line)
{
    int c;

    buffer_reset(line);
    do {
        c = getc_unlocked(file);
        if (c != EOF)
            buffer_char(line, (char)c);
    } while (c != EOF && c != '\n' && !line->failed);
    if (line->failed)
        errno = EFBIG;
    return !line->failed && !ferror(file) && line->length > 0;
}

bool file_may_not_end(int fd)
{
    struct stat st;

    return fstat(fd, &st) == 0 && !S_ISREG(st.st_mode);
}

bool file_barren(uint64_t *barren, size_t n, struct text name)
{
    *barren += n;
    if (*barren <= BARREN_MAX)
        return true;
    return command_refused("%.*s：连续 1 GB 里没有病案首页，后面的没有读",
                           (int)name.length, name.at);
}

static int is_seen(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int by_entry_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* Not with fts: it takes a folder that cannot be read to its end for a
 * shorter one. */
bool file_folder(const char *folder,
                 bool (*each)(void *context, const char *path), void *context)
{
    struct dirent **entries = NULL;
    const int count = scandir(folder, &entries, is_seen, by_entry_name);
    bool good = count >= 0 || command_refused("%s：文件夹读不完：%s", folder,
                                              command_reason(errno));

    for (int i = 0; i < count; i++) {
        char path[PATH_MAX];

        if (good && snprintf(path, sizeof path, "%s/%s", folder,
                             entries[i]->d_name) < (int)sizeof path)
            good = each(context, path);
        else if (good)
            good = command_refused("%s：路径太长", folder);
        free(entries[i]);
    }
    free(entries);
    return good;
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

ssize_t file_read_at(int fd, void *out, size_t room, uint64_t at)
{
    size_t have = 0;

    while (have < room) {
        const ssize_t n =
            pread(fd, (char *)out + have, room - have, (off_t)(at + have));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        have += (size_t)n;
    }
    return (ssize_t)have;
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

/* ---- written aside ------------------------------------------------------- */

static bool not_written(const char *path)
{
    return command_refused("%s：写不了：%s", path, command_reason(errno));
}

/* Where the name leads, NULL without memory; *mode becomes that of what has
 * the name. */
static char *end_of_links(const char *path, unsigned *mode)
{
    struct stat st;

    if (stat(path, &st) != 0)
        return strdup(path);
    *mode = st.st_mode & 0777;
    return realpath(path, NULL);
}

static bool is_written_in_place(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

static bool open_aside(struct file_aside *f, unsigned mode)
{
    const size_t size = strlen(f->path) + sizeof ".XXXXXX";

    f->aside = malloc(size);
    if (f->aside == NULL)
        return false;
    snprintf(f->aside, size, "%s.XXXXXX", f->path);
    f->fd = mkostemp(f->aside, O_CLOEXEC);
    if (f->fd >= 0)
        memory_drops(f->aside);
    return f->fd >= 0 && fchmod(f->fd, mode) == 0;
}

bool file_aside_open(struct file_aside *f, const char *path, unsigned mode)
{
    const mode_t mask = umask(0);
    bool good;

    umask(mask);
    mode &= ~(unsigned)mask;
    *f = (struct file_aside){.fd = -1};
    if (is_written_in_place(path)) {
        f->fd = open(path, O_WRONLY | O_CLOEXEC);
        good = f->fd >= 0;
    } else {
        f->path = end_of_links(path, &mode);
        good = f->path != NULL && open_aside(f, mode);
    }
    if (good)
        return true;
    not_written(path);
    file_aside_close(f, false);
    return false;
}

static bool publish(const struct file_aside *f)
{
    return fsync(f->fd) == 0 && rename(f->aside, f->path) == 0;
}

bool file_aside_close(struct file_aside *f, bool whole)
{
    const bool published = whole && (f->aside == NULL || publish(f));

    if (whole && !published)
        not_written(f->path);
    if (!published && f->aside != NULL && f->fd >= 0)
        unlink(f->aside);
    memory_drops(NULL);
    if (f->fd >= 0)
        close(f->fd);
    free(f->aside);
    free(f->path);
    return published;
}

bool file_replace(const char *path, const struct buffer *bytes)
{
    struct file_aside f;
    bool whole;

    if (bytes->failed)
        return command_refused("%s：内存不足，没有写", path);
    if (!file_aside_open(&f, path, 0666))
        return false;
    whole = file_write(f.fd, bytes->data, bytes->length);
    if (!whole)
        not_written(path);
    return file_aside_close(&f, whole);
}

bool file_is(const char *path, const struct buffer *bytes)
{
    struct digest d;
    uint64_t length, value;

    digest_begin(&d);
    digest_add(&d, bytes->data, bytes->length);
    if (!digest_file(path, &length, &value))
        return command_refused("%s：读不了：%s", path, command_reason(errno));
    return (length == bytes->length && value == digest_value(&d)) ||
           command_refused("%s：读写出错：写下的不是应写的", path);
}

bool file_sync(const char *path)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    const bool good = fd >= 0 && fsync(fd) == 0;

    if (fd >= 0)
        close(fd);
    return good;
}
