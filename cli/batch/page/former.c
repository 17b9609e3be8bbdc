#include "batch/page/former.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch/common/json-find.h"
#include "common/command.h"

/* Twelve tables of 20000 keys come to about this. */
#define FILE_MAX (256u << 20)

/* ---- file ---------------------------------------------------------------- */

static bool read_whole(int fd, size_t size, struct buffer *out)
{
    char *room = buffer_reserve(out, size);

    while (room != NULL && out->length < size) {
        const ssize_t n = pread(fd, room + out->length, size - out->length,
                                (off_t)out->length);
        if (n <= 0)
            return false;
        out->length += (size_t)n;
    }
    return room != NULL;
}

static bool read_file(const char *path, struct buffer *out)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    bool good = fd >= 0 && fstat(fd, &st) == 0;

    errno = good && !S_ISREG(st.st_mode) ? EISDIR : errno;
    good = good && S_ISREG(st.st_mode) && st.st_size <= FILE_MAX &&
           read_whole(fd, (size_t)st.st_size, out);
    if (!good)
        command_failed("--compare %s：读不了：%s", path, command_reason(errno));
    if (fd >= 0)
        close(fd);
    return good;
}

/* ---- tallies ------------------------------------------------------------- */

static void read_tally(struct text object, struct tally *out)
{
    const struct text sums = json_find_member(object, "sums"),
                      known = json_find_member(object, "known");

    for (int i = 0; i < COUNTS; i++)
        out->counts[i] =
            json_find_count(json_find_member(object, tally_counts[i]));
    for (int i = 0; i < SUMS; i++) {
        if (decimal_parse(json_find_member(sums, tally_sums[i]), &out->sums[i]))
            out->known[i] =
                json_find_count(json_find_member(known, tally_sums[i]));
    }
}

static bool read_table(struct text array, struct tally_table *out)
{
    struct buffer key = {0};
    struct text object;
    size_t at = 0;

    while ((object = json_find_element(array, &at)).length != 0) {
        buffer_reset(&key);
        json_find_string(json_find_member(object, "key"), &key);
        struct tally *t = tally_of(out, buffer_view(&key), TEXT(""));
        if (t != NULL)
            read_tally(object, t);
    }
    tally_finish(out);
    buffer_free(&key);
    return !out->failed && !key.failed;
}

bool former_read(struct former *f, const char *path)
{
    struct text all, totals;

    *f = (struct former){0};
    if (!read_file(path, &f->text))
        return false;
    all = buffer_view(&f->text);
    totals = json_find_member(all, "totals");
    if (!text_starts(all, TEXT("{\"format\":1,")) || totals.length == 0 ||
        json_find_member(all, "histograms").length == 0) {
        command_failed("--compare %s：不是 pregroup 的 summary.json", path);
        return false;
    }
    f->packs = json_find_member(all, "packs");
    f->months = json_find_member(all, "months");
    f->no_page = json_find_count(json_find_member(all, "no_page"));
    read_tally(totals, &f->all);
    if (read_table(json_find_member(all, "departments"), &f->departments) &&
        read_table(json_find_member(all, "rules"), &f->rules))
        return true;
    command_failed("内存不足");
    return false;
}

void former_free(struct former *f)
{
    buffer_free(&f->text);
    tally_free(&f->departments);
    tally_free(&f->rules);
}

bool former_check(const char *path)
{
    struct former former = {0};
    const bool good = path == NULL || former_read(&former, path);

    former_free(&former);
    return good;
}

/* ---- months ---------------------------------------------------------------
 */

struct text former_month(struct text months, bool last)
{
    struct text found = TEXT(""), object;
    size_t at = 0;

    while ((object = json_find_element(months, &at)).length != 0) {
        const struct text key = json_find_member(object, "key");
        if (key.length > 2 && (last || found.length == 0))
            found = (struct text){key.at + 1, key.length - 2};
    }
    return found;
}
