#define _GNU_SOURCE
#include "serve/batch.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/files.h"
#include "serve/child.h"
#include "serve/limits.h"
#include "serve/links.h"

#define SAID_MOST 8192

/* ---- folders ------------------------------------------------------------- */

static int remove_entry(const char *path, const struct stat *st, int kind,
                        struct FTW *place)
{
    (void)st;
    (void)kind;
    (void)place;
    remove(path);
    return 0;
}

void batch_remove_folder(const char *folder)
{
    nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

void batch_path(const struct batch *b, const char *below, struct text name,
                struct buffer *out)
{
    buffer_reset(out);
    buffer_string(out, b->folder);
    buffer_string(out, below);
    buffer_text(out, name);
    buffer_char(out, '\0');
}

static bool make_id(char id[BATCH_ID + 1])
{
    unsigned char bytes[BATCH_ID / 2];

    if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
        return false;
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(id + 2 * i, 3, "%02x", bytes[i]);
    return true;
}

/* The folder and what belongs in it. */
static bool make_folders(struct batch *b, const char *root)
{
    struct buffer in = {0};
    bool good = asprintf(&b->folder, "%s/%s", root, b->id) > 0;

    if (!good) {
        b->folder = NULL;
        return false;
    }
    batch_path(b, "/in", TEXT(""), &in);
    good =
        !in.failed && mkdir(b->folder, 0700) == 0 && mkdir(in.data, 0700) == 0;
    buffer_free(&in);
    return good;
}

struct batch *batch_new(struct batches *all)
{
    struct batch *b = calloc(1, sizeof *b);

    if (b == NULL)
        return NULL;
    b->all = all;
    b->said_by = -1;
    b->until = links_clock() + all->keep;
    if (make_id(b->id) && make_folders(b, all->root))
        return b;
    batch_free(b);
    return NULL;
}

void batch_free(struct batch *b)
{
    pthread_mutex_lock(&b->all->lock);
    if (b->process != 0)
        kill(b->process, SIGKILL);
    pthread_mutex_unlock(&b->all->lock);
    if (b->has_ear)
        pthread_join(b->ear, NULL);
    if (b->folder != NULL)
        batch_remove_folder(b->folder);
    free(b->folder);
    buffer_free(&b->last);
    buffer_free(&b->said);
    free(b);
}

/* ---- the process --------------------------------------------------------- */

/* A line of its standard error: how far it is, or something else. */
static void keep_said(struct batch *b, struct text line)
{
    const bool progress = text_starts(line, TEXT("已检查 "));
    struct buffer *to = progress ? &b->last : &b->said;

    pthread_mutex_lock(&b->all->lock);
    if (progress)
        buffer_reset(to);
    if (to->length + line.length < SAID_MOST) {
        buffer_text(to, line);
        buffer_string(to, progress ? "" : "\n");
    }
    pthread_mutex_unlock(&b->all->lock);
}

/* Waits for the process, whose number must not be another's while we may end
 * it. */
static void reap(struct batch *b)
{
    siginfo_t info;
    int status = 0;

    while (waitid(P_PID, (id_t)b->process, &info, WEXITED | WNOWAIT) < 0 &&
           errno == EINTR)
        ;
    pthread_mutex_lock(&b->all->lock);
    waitpid(b->process, &status, 0);
    b->process = 0;
    b->status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    b->state = BATCH_ENDED;
    b->all->live--;
    pthread_mutex_unlock(&b->all->lock);
}

static void *listen_to(void *context)
{
    struct batch *b = context;
    FILE *file = fdopen(b->said_by, "r");
    struct buffer line = {0};

    while (file != NULL && file_line(file, &line))
        keep_said(b, text_trim(buffer_view(&line)));
    buffer_free(&line);
    if (file != NULL)
        fclose(file);
    else
        close(b->said_by);
    reap(b);
    return NULL;
}

static bool write_options(const struct batch *b, struct text options)
{
    struct buffer path = {0};
    int fd;
    bool good;

    batch_path(b, "/options", TEXT(""), &path);
    fd = path.failed
             ? -1
             : open(path.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    good = fd >= 0 && file_write(fd, options.at, options.length);
    if (fd >= 0)
        close(fd);
    buffer_free(&path);
    return good;
}

static bool begin_process(struct batch *b, char *const *words)
{
    const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    struct buffer in = {0};
    int ends[2] = {-1, -1};
    pid_t pid = -1;

    batch_path(b, "/in", TEXT(""), &in);
    if (null >= 0 && !in.failed && pipe2(ends, O_CLOEXEC) == 0)
        pid =
            child_begin(words, (const int[]){null, null, ends[1]}, -1, in.data);
    buffer_free(&in);
    if (null >= 0)
        close(null);
    if (ends[1] >= 0)
        close(ends[1]);
    if (pid < 0 && ends[0] >= 0)
        close(ends[0]);
    b->process = pid > 0 ? pid : 0;
    b->said_by = ends[0];
    return pid > 0;
}

bool batch_run(struct batch *b, struct text options)
{
    /* No name of an input: who lists processes sees the words. */
    char *const pack = b->all->pack;
    char *words[] = {"pregroup",
                     "batch",
                     "--progress",
                     "1",
                     "--options",
                     "../options",
                     "-o",
                     "../out",
                     pack != NULL ? "-p" : "--",
                     pack != NULL ? pack : "*",
                     pack != NULL ? "--" : NULL,
                     "*",
                     NULL};
    bool good = write_options(b, options) && begin_process(b, words);

    if (!good)
        return false;
    pthread_mutex_lock(&b->all->lock);
    b->state = BATCH_RUNS;
    b->until = links_clock() + b->all->keep; /* it may have come for long */
    b->all->live++;
    good = pthread_create(&b->ear, NULL, listen_to, b) == 0;
    b->has_ear = good;
    pthread_mutex_unlock(&b->all->lock);
    if (good)
        return true;
    kill(b->process, SIGKILL);
    close(b->said_by);
    reap(b);
    return false;
}
