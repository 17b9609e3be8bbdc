#include "compile/source.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/gb18030.h"

#define SOURCE_MAX (48u << 20)
#define NO_CHARACTER 0xffffffffu

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

static const char *base_name(const char *path)
{
    const char *end = strrchr(path, '/');

    return end == NULL ? path : end + 1;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool ends_in(const char *name, const char *suffix)
{
    const size_t length = strlen(name), tail = strlen(suffix);

    return name[0] != '.' && length > tail &&
           strcmp(name + length - tail, suffix) == 0;
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

        if (!ends_in(entry->d_name, suffix))
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

static bool load(struct build *b, const char *path, struct place from,
                 struct buffer *out)
{
    FILE *file = fopen(path, "rb");
    const struct place here = {path, 0, 0};
    bool good;

    if (file == NULL) {
        fault_add(b->faults, from.file != NULL ? from : here,
                  "请核对文件名（相对于写它的文件所在的文件夹）和读取权限",
                  "打不开文件 %s（%s）", path,
                  errno == ENOENT ? "没有这个文件" : "无法读取");
        return false;
    }
    good = read_all(file, out);
    if (!good)
        fault_add(b->faults, here, "应为不超过 48 MB 的普通文本文件",
                  "文件读不完");
    fclose(file);
    return good;
}

static void note(struct build *b, const char *path, const struct buffer *bytes)
{
    const struct pack_source row = {
        .name = build_text(b, text_of(base_name(path))),
        .hash = pack_hash(bytes->data, bytes->length, 0),
    };

    build_row(b, SECTION_SOURCE, &row);
}

uint32_t source_last(const struct build *b)
{
    return build_count(b, SECTION_SOURCE) - 1;
}

/* ---- encoding ------------------------------------------------------------ */

/* Where t stops being UTF-8; its length if it is all UTF-8. */
static size_t utf8_end(struct text t)
{
    size_t at = 0;

    while (at < t.length) {
        const size_t before = at;

        if (text_next(t, &at) == 0xfffd && at - before == 1)
            return before;
    }
    return at;
}

static uint32_t line_at(struct text t, size_t at)
{
    uint32_t line = 1;

    for (size_t i = 0; i < at; i++)
        line += t.at[i] == '\n';
    return line;
}

/* t as UTF-8 to *out; where it stops being GB18030, else its length. */
static size_t from_gb18030(struct text t, struct buffer *out)
{
    unsigned length;
    size_t at = 0;

    for (; at < t.length; at += length) {
        const uint32_t c = gb18030_next(t, at, &length);
        char utf8[4];

        if (c == NO_CHARACTER)
            break;
        buffer_put(out, utf8, text_put(c, utf8));
    }
    return at;
}

/* Text of either encoding becomes UTF-8; false after a fault at the place
 * that the better guess reaches. */
static bool convert(struct build *b, const char *path, struct buffer *bytes)
{
    const struct text t = buffer_view(bytes);
    const size_t utf8 = utf8_end(t);
    struct buffer out = {0};
    size_t end;

    if (utf8 == t.length)
        return true;
    end = from_gb18030(t, &out);
    if (end < t.length) {
        end = end > utf8 ? end : utf8;
        fault_add(b->faults, (struct place){path, line_at(t, end), 0},
                  "请另存为 UTF-8 或 GB18030 编码的文本",
                  "既不是 UTF-8 也不是 GB18030，第 %zu 字节读不出", end + 1);
        buffer_free(&out);
        return false;
    }
    buffer_free(bytes);
    *bytes = out;
    return true;
}

/* Files that are no text at all, by how they begin. */
static const char *foreign(struct text t)
{
    if (text_starts(t, TEXT("PK\x03\x04")))
        return "是 XLSX 或压缩文件，此处还不能读";
    if (text_starts(t, TEXT("\xd0\xcf\x11\xe0")))
        return "是旧版 Excel（.xls）文件";
    if (text_starts(t, TEXT("\xff\xfe")) || text_starts(t, TEXT("\xfe\xff")))
        return "是 UTF-16 编码的文本";
    return t.length > 0 && memchr(t.at, 0, t.length) != NULL
               ? "含有空字节，不是文本文件"
               : NULL;
}

static bool to_utf8(struct build *b, const char *path, struct buffer *bytes)
{
    const struct text t = buffer_view(bytes);
    const char *what = foreign(t);

    if (what != NULL) {
        fault_add(b->faults, (struct place){path, 0, 0},
                  "请在表格软件里另存为“CSV UTF-8（逗号分隔）”", "%s", what);
        return false;
    }
    if (text_starts(t, TEXT("\xef\xbb\xbf"))) {
        memmove(bytes->data, bytes->data + 3, bytes->length - 3);
        bytes->length -= 3;
        bytes->data[bytes->length] = '\0';
    }
    return convert(b, path, bytes);
}

bool source_read(struct build *b, const char *path, struct place from,
                 struct buffer *out)
{
    if (!load(b, path, from, out))
        return false;
    note(b, path, out);
    return to_utf8(b, path, out);
}
