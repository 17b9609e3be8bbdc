#include "batch/tables/journal.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/files.h"

#define LINE_MAX_BYTES 512
#define SUM_DIGITS 16

static uint64_t line_sum(const char *line, size_t length)
{
    return pack_hash(line, length, 0);
}

bool journal_add(int fd, const struct mark *m)
{
    char line[LINE_MAX_BYTES];
    int n =
        snprintf(line, sizeof(line),
                 "%c %" PRIu64 " %" PRIu64 " %" PRIx64 " %" PRIu64 " %" PRIu64
                 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64
                 " %u %u %u %" PRIx64 " %" PRIx64 " %" PRIx64 " ",
                 m->synced ? 'S' : 'B', m->at.input, m->at.records, m->at.hash,
                 m->sizes[TABLE_RESULTS], m->sizes[TABLE_FINDINGS],
                 m->sizes[TABLE_CASES], m->records, m->errors, m->left_out,
                 m->mode, m->whole, m->ready, m->digests[TABLE_RESULTS],
                 m->digests[TABLE_FINDINGS], m->digests[TABLE_CASES]);

    n += snprintf(line + n, sizeof(line) - (size_t)n, "%016" PRIx64 "\n",
                  line_sum(line, (size_t)n));
    return file_write(fd, line, (size_t)n);
}

/* A line without its end. */
static bool read_mark(const char *line, size_t length, struct mark *m)
{
    char kind;
    unsigned mode, whole, ready;
    uint64_t sum;

    if (length <= SUM_DIGITS)
        return false;
    if (sscanf(line,
               "%c %" SCNu64 " %" SCNu64 " %" SCNx64 " %" SCNu64 " %" SCNu64
               " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64
               " %u %u %u %" SCNx64 " %" SCNx64 " %" SCNx64 " %" SCNx64,
               &kind, &m->at.input, &m->at.records, &m->at.hash,
               &m->sizes[TABLE_RESULTS], &m->sizes[TABLE_FINDINGS],
               &m->sizes[TABLE_CASES], &m->records, &m->errors, &m->left_out,
               &mode, &whole, &ready, &m->digests[TABLE_RESULTS],
               &m->digests[TABLE_FINDINGS], &m->digests[TABLE_CASES],
               &sum) != 17)
        return false;
    m->mode = (uint8_t)mode;
    m->whole = whole != 0;
    m->ready = ready != 0;
    m->synced = kind == 'S';
    return sum == line_sum(line, length - SUM_DIGITS);
}

bool journal_last(int fd, bool same_boot, struct mark *out, uint64_t *end)
{
    char line[LINE_MAX_BYTES];
    struct mark mark;
    bool found = false;
    uint64_t at = 0;
    FILE *file = fdopen(dup(fd), "r");

    *end = 0;
    if (file == NULL || fseek(file, 0, SEEK_SET) != 0)
        return false;
    while (fgets(line, sizeof(line), file) != NULL) {
        const size_t length = strlen(line);
        if (length == 0 || line[length - 1] != '\n' ||
            !read_mark(line, length - 1, &mark))
            break;
        at += length;
        if (!same_boot && !mark.synced)
            continue;
        *out = mark;
        *end = at;
        found = true;
    }
    fclose(file);
    return found;
}

void journal_boot(char out[64])
{
    const int fd =
        open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
    const ssize_t n = fd >= 0 ? read(fd, out, 63) : 0;

    out[n > 0 ? n : 0] = '\0';
    out[strcspn(out, "\n")] = '\0';
    if (fd >= 0)
        close(fd);
}
