#include "compile/read/source.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SOURCE_MAX (48u << 20)

/* ---- paths --------------------------------------------------------------- */

char *source_path(const char *folder, const char *name)
{
    const size_t size = strlen(folder) + strlen(name) + 2;
    char *path = malloc(size);

    if (path != NULL)
        snprintf(path, size, "%s/%s", folder, name);
    return path;
}

char *source_folder(const char *path)
{
    const char *end = strrchr(path, '/');
    char *folder = strdup(end == NULL ? "." : path);

    if (folder != NULL && end != NULL)
        folder[end == path ? 1 : end - path] = '\0';
    return folder;
}

bool source_beside(const char *file, const char *path)
{
    char *folder = source_folder(file);
    char *home = folder == NULL ? NULL : realpath(folder, NULL);
    char *real = realpath(path, NULL);
    const size_t length = home == NULL ? 0 : strlen(home);
    const bool beside =
        home != NULL && real != NULL && strncmp(real, home, length) == 0 &&
        (real[length] == '/' || (length > 0 && home[length - 1] == '/'));

    free(folder);
    free(home);
    free(real);
    return beside;
}

const char *source_name(const char *path)
{
    const char *end = strrchr(path, '/');

    return end == NULL ? path : end + 1;
}

static int by_name_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void source_list_free(char **names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(names[i]);
    free(names);
}

bool source_has(struct build *b, const char *folder, const char *suffix,
                const char *name)
{
    size_t count = 0;
    char **names = source_list(b, folder, suffix, &count);
    bool found = false;

    for (size_t i = 0; i < count; i++)
        found = found || strcmp(names[i], name) == 0;
    source_list_free(names, count);
    return found;
}

/* The next entry of a folder that ends in `suffix`; NULL and errno 0 at its
 * end. */
static const char *next_name(DIR *dir, const char *suffix)
{
    const struct dirent *entry;

    while (errno = 0, (entry = readdir(dir)) != NULL)
        if (entry->d_name[0] != '.' &&
            text_ends(text_of(entry->d_name), text_of(suffix)))
            return entry->d_name;
    return NULL;
}

/* False and errno if the names could not be read to their end. */
static bool read_names(DIR *dir, const char *suffix, char ***names,
                       size_t *count)
{
    const char *name;

    while ((name = next_name(dir, suffix)) != NULL) {
        char **more = realloc(*names, (*count + 1) * sizeof **names);

        if (more == NULL)
            return false;
        *names = more;
        more[*count] = strdup(name);
        if (more[*count] == NULL)
            return false;
        ++*count;
    }
    return errno == 0;
}

char **source_list(struct build *b, const char *folder, const char *suffix,
                   size_t *count)
{
    DIR *dir = opendir(folder);
    char **names = NULL;
    const bool absent = dir == NULL && (errno == ENOENT || errno == ENOTDIR);

    *count = 0;
    if (!absent && (dir == NULL || !read_names(dir, suffix, &names, count)))
        fault_machine(b->faults, (struct place){folder, 0, 0, NULL},
                      "文件夹读不完", errno);
    if (dir != NULL)
        closedir(dir);
    if (names != NULL)
        qsort(names, *count, sizeof *names, by_name_bytes);
    return names;
}

/* ---- bytes --------------------------------------------------------------- */

/* False if that is not all of it: errno, or 0 where there is too much. */
static bool read_whole_file(int fd, struct buffer *out)
{
    char block[65536];

    while (!out->failed && out->length <= SOURCE_MAX) {
        const ssize_t got = read(fd, block, sizeof block);

        if (got == 0)
            return true;
        if (got > 0)
            buffer_put(out, block, (size_t)got);
        else if (errno != EINTR)
            return false;
    }
    errno = out->failed ? ENOMEM : 0;
    return false;
}

/* A regular file, or -1: a pipe would never open, a device never end. */
int source_open(const char *path)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat st;

    if (fd < 0 || (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)))
        return fd;
    close(fd);
    errno = EINVAL;
    return -1;
}

static void fault_open(struct build *b, const char *path, struct place at)
{
    if (errno == ENOMEM || errno == EMFILE || errno == ENFILE || errno == EIO)
        fault_machine(b->faults, at, "打不开文件", errno);
    else
        fault_add(b->faults, at,
                  "请核对文件名（相对于写它的文件所在的文件夹）和读取权限",
                  "打不开文件 %s（%s）", path,
                  errno == ENOENT   ? "没有这个文件"
                  : errno == EINVAL ? "不是普通文件"
                                    : "无法读取");
}

static bool load_source(struct build *b, const char *path, struct place from,
                        struct buffer *out)
{
    const int fd = source_open(path);
    const struct place here = {path, 0, 0, NULL};
    bool good;

    if (fd < 0) {
        fault_open(b, path, from.file != NULL ? from : here);
        return false;
    }
    good = read_whole_file(fd, out);
    if (!good && errno != 0)
        fault_machine(b->faults, here, "文件读不完", errno);
    else if (!good)
        fault_add(b->faults, here, "应为不超过 48 MB 的普通文件", "文件读不完");
    close(fd);
    return good;
}

/* A workbook that is opened for several of its sheets is one source. */
static void note(struct build *b, const char *path, const struct buffer *bytes)
{
    const struct pack_source row = {
        .name = build_text(b, text_of(source_name(path))),
        .hash = pack_hash(bytes->data, bytes->length, 0),
    };

    BUILD_EACH (other, b, SECTION_SOURCE, pack_source)
        if (other->hash == row.hash && other->name.at == row.name.at)
            return;
    build_row(b, SECTION_SOURCE, &row);
}

uint32_t source_last(const struct build *b)
{
    return build_count(b, SECTION_SOURCE) - 1;
}

bool source_load(struct build *b, const char *path, struct place from,
                 struct buffer *out)
{
    if (!load_source(b, path, from, out))
        return false;
    note(b, path, out);
    return true;
}

bool source_read(struct build *b, const char *path, struct place from,
                 struct buffer *out)
{
    return source_load(b, path, from, out) && source_text(b, path, out);
}
