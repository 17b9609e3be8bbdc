#define _GNU_SOURCE
#include "serve/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/files.h"
#include "serve/limits.h"
#include "serve/links.h"

extern char **environ;

#define SAID_MOST 4096

/* Signals as a program begins with them: the service's threads block some. */
static void calm_signals(posix_spawnattr_t *how)
{
    sigset_t none, usual;

    sigemptyset(&none);
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    posix_spawnattr_setsigmask(how, &none);
    posix_spawnattr_setsigdefault(how, &usual);
    posix_spawnattr_setflags(how,
                             POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

static void close_all(const int *list, int count)
{
    for (int i = 0; i < count; i++)
        if (list[i] >= 0)
            close(list[i]);
}

#define PLACES 4 /* standard input, output and error, and the extra file */

/* Copies of the files behind all places: one of them may have the number of
 * another's place. False, and errno, with those that were made. */
static bool put_aside(const int files[3], int extra, int aside[PLACES])
{
    bool good = true;

    for (int i = 0; i < PLACES; i++) {
        const int fd = i < 3 ? files[i] : extra;

        aside[i] = fd >= 0 && good ? fcntl(fd, F_DUPFD_CLOEXEC, PLACES) : -1;
        good = good && (fd < 0 || aside[i] >= 0);
    }
    return good;
}

pid_t child_begin(char *const *words, const int files[3], int extra,
                  const char *folder)
{
    posix_spawn_file_actions_t acts;
    posix_spawnattr_t how;
    pid_t pid = -1;
    int aside[PLACES], error;

    if (!put_aside(files, extra, aside)) {
        error = errno;
        close_all(aside, PLACES);
        errno = error;
        return -1;
    }
    posix_spawn_file_actions_init(&acts);
    posix_spawnattr_init(&how);
    calm_signals(&how);
    for (int i = 0; i < PLACES; i++)
        if (aside[i] >= 0)
            posix_spawn_file_actions_adddup2(&acts, aside[i], i);
    if (folder != NULL)
        posix_spawn_file_actions_addchdir_np(&acts, folder);
    /* This very program, whatever has taken its place on the disk. */
    error = posix_spawn(&pid, "/proc/self/exe", &acts, &how, words, environ);
    posix_spawnattr_destroy(&how);
    posix_spawn_file_actions_destroy(&acts);
    close_all(aside, PLACES);
    if (error == 0)
        return pid;
    errno = error;
    return -1;
}

int child_file(struct text bytes)
{
    const int fd = memfd_create("pregroup", MFD_CLOEXEC);

    if (fd >= 0 && file_write(fd, bytes.at, bytes.length) &&
        lseek(fd, 0, SEEK_SET) == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

/* Takes what is there from a pipe; false at its end. Beyond `most` it is read
 * and left out. */
static bool drain_pipe(int fd, size_t most, struct buffer *out)
{
    char block[64 * 1024];
    const ssize_t n = read(fd, block, sizeof block);

    if (n > 0 && out->length + (size_t)n <= most)
        buffer_put(out, block, (size_t)n);
    else if (n > 0)
        out->failed = true;
    return n > 0 || (n < 0 && errno == EINTR);
}

/* Until both ends are closed; false if that takes too long. */
static bool drain_child(const int ends[2], struct buffer *out,
                        struct buffer *said)
{
    const int64_t until = links_clock() + SERVE_CHILD_SECONDS * 1000;
    struct pollfd of[2] = {{.fd = ends[0], .events = POLLIN},
                           {.fd = ends[1], .events = POLLIN}};

    while (of[0].fd >= 0 || of[1].fd >= 0) {
        const int64_t left = until - links_clock();

        if (left <= 0)
            return false;
        if (poll(of, 2, (int)left) <= 0)
            continue;
        if (of[0].revents != 0 && !drain_pipe(of[0].fd, SERVE_ANSWER, out))
            of[0].fd = -1;
        if (of[1].revents != 0 && !drain_pipe(of[1].fd, SAID_MOST, said))
            of[1].fd = -1;
    }
    return true;
}

static int end_child(pid_t pid, bool kills)
{
    int status;

    if (kills)
        kill(pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return !kills && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int child_answer(char *const *words, struct text input, struct text extra,
                 struct buffer *out, struct buffer *said)
{
    int pipes[4] = {-1, -1, -1, -1}; /* out: read, write; error: the same */
    int files[2] = {child_file(input), child_file(extra)};
    pid_t pid = -1;
    int status = -1;

    if (files[0] >= 0 && files[1] >= 0 && pipe2(pipes, O_CLOEXEC) == 0 &&
        pipe2(pipes + 2, O_CLOEXEC) == 0)
        pid = child_begin(words, (const int[]){files[0], pipes[1], pipes[3]},
                          files[1], NULL);
    if (pid > 0) {
        const struct rlimit room = {SERVE_CHILD_BYTES, SERVE_CHILD_BYTES};

        prlimit(pid, RLIMIT_AS, &room, NULL);
        close_all(&pipes[1], 1);
        close_all(&pipes[3], 1);
        pipes[1] = pipes[3] = -1;
        status = end_child(
            pid, !drain_child((const int[]){pipes[0], pipes[2]}, out, said));
    }
    close_all(pipes, 4);
    close_all(files, 2);
    return status;
}
