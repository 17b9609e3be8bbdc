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

const char *source_name(const char *path)
{
    const char *end = strrchr(path, '/');

    return end == NULL ? path : end + 1;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void source_list_free(char **names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(names[i]);
    free(names);
}

char **source_list(const char *folder, const char *suffix, size_t *count)
{
    DIR *dir = opendir(folder);
    char **names = malloc(sizeof *names);
    const struct dirent *entry;

    *count = 0;
    while (names != NULL && dir != NULL && (entry = readdir(dir)) != NULL) {
        char **more;

        if (entry->d_name[0] == '.' ||
            !text_ends(text_of(entry->d_name), text_of(suffix)))
            continue;
        more = realloc(names, (*count + 1) * sizeof *names);
        if (more == NULL)
            break;
        names = more;
        names[*count] = strdup(entry->d_name);
        if (names[*count] == NULL)
            break;
        ++*count;
    }
    if (dir != NULL)
        closedir(dir);
    if (names != NULL)
        qsort(names, *count, sizeof *names, by_bytes);
    return names;
}

/* ---- bytes --------------------------------------------------------------- */

static bool read_all(FILE *file, struct buffer *out)
{
    char block[65536];
    size_t got;

    while ((got = fread(block, 1, sizeof block, file)) > 0) {
        buffer_put(out, block, got);
        if (out->failed || out->length > SOURCE_MAX)
            return false;
    }
    return ferror(file) == 0;
}

/* A regular file, or NULL: a pipe would never open, a device never end. */
static FILE *open_regular(const char *path)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat st;
    FILE *file = NULL;

    if (fd < 0)
        return NULL;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        errno = EINVAL;
    else
        file = fdopen(fd, "rb");
    if (file == NULL)
        close(fd);
    return file;
}

static bool load(struct build *b, const char *path, struct place from,
                 struct buffer *out)
{
    FILE *file = open_regular(path);
    const struct place here = {path, 0, 0, NULL};
    bool good;

    if (file == NULL) {
        fault_add(b->faults, from.file != NULL ? from : here,
                  "请核对文件名（相对于写它的文件所在的文件夹）和读取权限",
                  "打不开文件 %s（%s）", path,
                  errno == ENOENT   ? "没有这个文件"
                  : errno == EINVAL ? "不是普通文件"
                                    : "无法读取");
        return false;
    }
    good = read_all(file, out);
    if (!good)
        fault_add(b->faults, here, "应为不超过 48 MB 的普通文件", "文件读不完");
    fclose(file);
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
    if (!load(b, path, from, out))
        return false;
    note(b, path, out);
    return true;
}

bool source_read(struct build *b, const char *path, struct place from,
                 struct buffer *out)
{
    return source_load(b, path, from, out) && source_text(b, path, out);
}
