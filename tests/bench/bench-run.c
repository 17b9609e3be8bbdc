/*
 * bench-run RUNS COMMAND [ARGUMENT...] -- runs a command several times with
 * its output thrown away and prints, in one line:
 *
 *   median wall seconds, least CPU seconds, peak resident kilobytes
 *
 * Any exit status of the command but 0 and 1 ends with 2.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define RUNS_MAX 1000

struct run {
    double wall, cpu;
    long peak;
};

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static void become(char **command)
{
    const int nowhere = open("/dev/null", O_WRONLY);

    if (nowhere >= 0 && dup2(nowhere, STDOUT_FILENO) >= 0)
        execvp(command[0], command);
    _exit(127);
}

static int run_once(char **command, struct run *out)
{
    const double start = now();
    const pid_t child = fork();
    struct rusage usage;
    int status;

    if (child == 0)
        become(command);
    if (child < 0 || wait4(child, &status, 0, &usage) != child)
        return -1;
    out->wall = now() - start;
    out->cpu = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    out->peak = usage.ru_maxrss;
    return WIFEXITED(status) && WEXITSTATUS(status) <= 1 ? 0 : -1;
}

static int by_wall(const void *a, const void *b)
{
    const double x = ((const struct run *)a)->wall;
    const double y = ((const struct run *)b)->wall;

    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    static struct run runs[RUNS_MAX];
    const int count = argc > 2 ? atoi(argv[1]) : 0;
    double cpu = 1e9;
    long peak = 0;

    if (count < 1 || count > RUNS_MAX)
        return 2;
    for (int i = 0; i < count; i++) {
        if (run_once(argv + 2, &runs[i]) != 0) {
            fprintf(stderr, "bench-run: %s failed\n", argv[2]);
            return 2;
        }
        cpu = runs[i].cpu < cpu ? runs[i].cpu : cpu;
        peak = runs[i].peak > peak ? runs[i].peak : peak;
    }
    qsort(runs, (size_t)count, sizeof(runs[0]), by_wall);
    printf("%.6f %.6f %ld\n", runs[count / 2].wall, cpu, peak);
    return 0;
}
