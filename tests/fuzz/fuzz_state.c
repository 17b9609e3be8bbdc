/*
 * fuzz_state.c -- a file of what a batch leaves (PREGROUP_STATE, a folder of
 * seeds.py) is damaged: merge, --resume and --compare end in words, never
 * elsewise. The first byte chooses the command, the second the file, the third
 * whether its digest in summary.json is made right again; then edits of four
 * bytes and the bytes they put in.
 *
 * Run with -close_fd_mask=3, and TMPDIR in memory.
 */
#define _GNU_SOURCE
#include <assert.h>
#include <fcntl.h>
#include <ftw.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/command.h"
#include "common/digest.h"
#include "common/files.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FILES_MAX 64

struct state {
    char *paths[FILES_MAX]; /* below the folder */
    struct buffer bytes[FILES_MAX];
    unsigned count;
};
static struct state state; /* the folder, read once: ftw has no context */
static size_t root;
static int home, own; /* the fuzzer's folder, and ours */

static int keep(const char *path, const struct stat *st, int kind,
                struct FTW *place)
{
    (void)place;
    (void)st;
    if (kind != FTW_F)
        return 0;
    assert(state.count < FILES_MAX);
    assert(file_load(path, SIZE_MAX, &state.bytes[state.count]));
    state.paths[state.count++] = strdup(path + root + 1);
    return 0;
}

static int drop(const char *path, const struct stat *st, int kind,
                struct FTW *place)
{
    (void)kind;
    (void)st;
    return place->level == 0 ? 0 : remove(path);
}

/* Reads the folder and makes an empty one. */
static void begin(void)
{
    const char *folder = getenv("PREGROUP_STATE"), *top = getenv("TMPDIR");
    char made[4096];

    assert(folder != NULL);
    root = strlen(folder);
    assert(nftw(folder, keep, 16, FTW_PHYS) == 0 && state.count != 0);
    snprintf(made, sizeof(made), "%s/fuzz-state-XXXXXX",
             top != NULL ? top : "/tmp");
    assert(mkdtemp(made) != NULL);
    home = open(".", O_RDONLY | O_DIRECTORY);
    own = open(made, O_RDONLY | O_DIRECTORY);
    assert(home >= 0 && own >= 0);
}

static void put_file(const char *path, struct text t)
{
    char folder[4096];
    int fd;

    snprintf(folder, sizeof(folder), "%s", path);
    for (char *at = folder; (at = strchr(at, '/')) != NULL; *at++ = '/') {
        *at = '\0';
        mkdir(folder, 0755);
    }
    fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    assert(fd >= 0 && file_write(fd, t.at, t.length));
    close(fd);
}

/* Edits of four bytes: what, where (of 65,536 parts), how many. */
static void damage(struct text t, const uint8_t *data, size_t size,
                   struct buffer *out)
{
    size_t from = 0;

    while (size >= 4) {
        const size_t n = data[3], with = data[0] % 3 == 0 ? 0 : n;
        const size_t put = with < size - 4 ? with : size - 4;
        size_t at = t.length * ((size_t)data[1] << 8 | data[2]) / 65536;

        at = at < from ? from : at;
        buffer_put(out, t.at + from, at - from);
        buffer_put(out, data + 4, put);
        from = data[0] % 3 == 1 ? at : at + n;
        from = from < t.length ? from : t.length;
        data += 4 + put;
        size -= 4 + put;
    }
    buffer_put(out, t.at + from, t.length - from);
}

/* The summary with the size and digest that the file now has. */
static void make_right(const char *path)
{
    const char *name = strrchr(path, '/');
    char summary[4096], told[4096];
    struct buffer text = {0}, out = {0};
    uint64_t bytes, digest;
    const char *at, *end;

    if (name == NULL || !digest_file(path, &bytes, &digest))
        return;
    snprintf(summary, sizeof(summary), "%.*s/summary.json", (int)(name - path),
             path);
    snprintf(told, sizeof(told), "{\"name\":\"%s\",\"bytes\":", name + 1);
    if (file_load(summary, SIZE_MAX, &text) && text.data != NULL &&
        (at = strstr(text.data, told)) != NULL &&
        (end = strstr(at, "\"digest\":\"")) != NULL &&
        (end = strchr(end + 10, '"')) != NULL) {
        buffer_put(&out, text.data, (size_t)(at - text.data));
        buffer_string(&out, told);
        snprintf(told, sizeof(told), "%" PRIu64 ",\"digest\":\"%016" PRIx64,
                 bytes, digest);
        buffer_string(&out, told);
        buffer_string(&out, end);
        put_file(summary, buffer_view(&out));
    }
    buffer_free(&text);
    buffer_free(&out);
}

static int run(unsigned which)
{
    static char *const words[][10] = {
        {"batch", "--resume", "-j1", "-o", "begun", "in.xml"},
        {"batch", "--resume", "-j1", "-o", "one", "in.xml"},
        {"merge", "-o", "out", "one", "two"},
        {"batch", "-j1", "--compare", "one/summary.json", "-o", "out",
         "two.xml"}};
    char *argv[10];
    int argc = 0;

    which %= sizeof(words) / sizeof(*words);
    while (words[which][argc] != NULL) {
        argv[argc] = words[which][argc];
        argc++;
    }
    argv[argc] = NULL;
    optind = 0;
    return which == 2 ? command_merge(argc, argv) : command_batch(argc, argv);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer damaged = {0};
    unsigned which;
    int status;

    if (state.count == 0)
        begin();
    if (size < 3)
        return 0;
    which = data[1] % state.count;
    assert(fchdir(own) == 0);
    assert(nftw(".", drop, 16, FTW_PHYS | FTW_DEPTH) == 0);
    for (unsigned i = 0; i < state.count; i++)
        put_file(state.paths[i], buffer_view(&state.bytes[i]));
    damage(buffer_view(&state.bytes[which]), data + 3, size - 3, &damaged);
    put_file(state.paths[which], buffer_view(&damaged));
    if (data[2] % 2 != 0)
        make_right(state.paths[which]);
    status = run(data[0]);
    assert(status >= 0 && status <= 2);
    assert(fchdir(home) == 0);
    buffer_free(&damaged);
    return 0;
}
