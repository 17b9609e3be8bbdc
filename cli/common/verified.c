#include "verified.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"

#define CELLS 4
#define DIGEST 16 /* hex digits */

static int by_value(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

/* Cuts a line at its tabs; how many cells. */
static size_t cut(struct text line, struct text cells[CELLS])
{
    size_t count = 0, from = 0;

    for (size_t at = 0; at <= line.length && count < CELLS; at++) {
        if (at < line.length && line.at[at] != '\t')
            continue;
        cells[count++] = text_trim((struct text){line.at + from, at - from});
        from = at + 1;
    }
    return count;
}

static bool read_digest(struct text t, uint64_t *digest)
{
    char word[DIGEST + 1], *end;

    if (t.length != DIGEST)
        return false;
    memcpy(word, t.at, DIGEST);
    word[DIGEST] = '\0';
    *digest = strtoull(word, &end, 16);
    return *end == '\0';
}

/* What stands for nothing in the file. */
static struct text or_empty(struct text t)
{
    return text_equal(t, TEXT("-")) ? TEXT("") : t;
}

static bool read_line(struct verified_file *v, struct text line)
{
    struct text cells[CELLS];
    uint64_t digest, key;

    line = text_trim(line);
    if (line.length == 0 || line.at[0] == '#')
        return true;
    if (cut(line, cells) != CELLS || !read_digest(cells[3], &digest))
        return false;
    key = quiet_key(cells[0], or_empty(cells[1]), or_empty(cells[2]), digest);
    buffer_put(&v->keys, &key, sizeof(key));
    return true;
}

static bool read_lines(struct verified_file *v, FILE *file, const char *path)
{
    char *line = NULL;
    size_t room = 0;
    bool good = true;
    ssize_t length;

    for (unsigned n = 1; good && (length = getline(&line, &room, file)) >= 0;
         n++) {
        good = read_line(v, (struct text){line, (size_t)length});
        if (!good)
            command_failed("%s 第 %u 行：应为四格，用制表符隔开：规则号、"
                           "病案号、住院次数、16 位摘要（由 check "
                           "--verified-lines 给出）",
                           path, n);
    }
    free(line);
    return good;
}

bool verified_read(struct verified_file *v, const char *path)
{
    FILE *file = fopen(path, "r");
    bool good;

    if (file == NULL) {
        command_failed("%s：打不开：%s", path, command_reason(errno));
        return false;
    }
    good = read_lines(v, file, path);
    fclose(file);
    v->list.count = v->keys.length / sizeof(uint64_t);
    v->list.keys = (const uint64_t *)(void *)v->keys.data;
    if (v->list.count > 0)
        qsort(v->keys.data, v->list.count, sizeof(uint64_t), by_value);
    return good && !v->keys.failed;
}

void verified_free(struct verified_file *v)
{
    buffer_free(&v->keys);
    *v = (struct verified_file){0};
}

static void put_cell(struct buffer *out, struct text t)
{
    buffer_text(out, t.length != 0 ? t : TEXT("-"));
    buffer_char(out, '\t');
}

void verified_put(const struct result *r, struct buffer *out)
{
    for (uint32_t i = 0; i < r->finding_count; i++) {
        const struct finding *f = &r->findings[i];
        char digest[DIGEST + 1];

        if (f->severity >= SEVERITY_ERROR)
            continue;
        put_cell(out, f->rule);
        put_cell(out, quiet_case_no(r));
        put_cell(out, quiet_admission(r));
        snprintf(digest, sizeof(digest), "%016llx",
                 (unsigned long long)quiet_digest(f));
        buffer_string(out, digest);
        buffer_char(out, '\n');
    }
}
