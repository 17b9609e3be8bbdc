/*
 * bench-serve PORT PID FILE [CALLS [CONNECTIONS]] -- the load on a service.
 *
 * Sends FILE to /v1/check of the service on this machine so often, over so many
 * connections at the same time. Prints the processor time of the service (PID)
 * a call, then the median, the 99th percentile and the longest of what a client
 * waits for, in microseconds, and the service's memory before and after (KB).
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define CALLS_DEFAULT 20000
#define LINKS_DEFAULT 16
#define LINKS_MOST 256
#define ROOM (1u << 20)

struct link {
    char *answer;
    size_t length;
    double begun;
};

struct bench {
    char *request;
    size_t size;
    struct link links[LINKS_MOST];
    struct pollfd polled[LINKS_MOST];
    double *waits;
    size_t calls, sent, done;
};

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int give_up(const char *what)
{
    fprintf(stderr, "bench-serve: %s\n", what);
    exit(2);
}

/* Microseconds that the process has used, of all its threads. */
static double used(const char *pid)
{
    char path[64], text[1024] = "";
    unsigned long user = 0, system = 0;
    FILE *file;

    snprintf(path, sizeof path, "/proc/%s/stat", pid);
    file = fopen(path, "r");
    if (file == NULL || fgets(text, sizeof text, file) == NULL ||
        sscanf(strrchr(text, ')'),
               ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
               &system) != 2)
        give_up("no such process");
    fclose(file);
    return (double)(user + system) * 1e6 / (double)sysconf(_SC_CLK_TCK);
}

static long memory(const char *pid)
{
    char path[64], line[256];
    long kb = 0;
    FILE *file;

    snprintf(path, sizeof path, "/proc/%s/status", pid);
    file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        sscanf(line, "VmRSS: %ld", &kb);
    if (file != NULL)
        fclose(file);
    return kb;
}

static void make_request(struct bench *b, const char *file)
{
    struct stat st;
    const int fd = open(file, O_RDONLY);

    if (fd < 0 || fstat(fd, &st) != 0)
        give_up("the file cannot be read");
    b->request = malloc((size_t)st.st_size + 256);
    b->size = (size_t)sprintf(b->request,
                              "POST /v1/check HTTP/1.1\r\nHost: localhost\r\n"
                              "Content-Length: %lld\r\n\r\n",
                              (long long)st.st_size);
    if (read(fd, b->request + b->size, (size_t)st.st_size) != st.st_size)
        give_up("the file cannot be read");
    b->size += (size_t)st.st_size;
    close(fd);
}

static int connect_to(int port)
{
    const struct sockaddr_in at = {.sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)port),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (connect(fd, (const void *)&at, sizeof at) != 0)
        give_up("nobody listens there");
    return fd;
}

static void send_one(struct bench *b, struct link *link, int fd)
{
    if (b->sent++ >= b->calls)
        return;
    link->length = 0;
    link->begun = now();
    if (write(fd, b->request, b->size) != (ssize_t)b->size)
        give_up("a request could not be sent");
}

/* True if the answer is whole. */
static int is_whole(struct link *link)
{
    const char *end, *length;

    link->answer[link->length] = '\0';
    end = strstr(link->answer, "\r\n\r\n");
    if (end == NULL)
        return 0;
    length = strcasestr(link->answer, "content-length:");
    if (strncmp(link->answer, "HTTP/1.1 200", 12) != 0 || length == NULL)
        give_up("an answer is no answer");
    return link->length >=
           (size_t)(end + 4 - link->answer) + strtoul(length + 15, NULL, 10);
}

static void take_some(struct bench *b, struct link *link, int fd)
{
    const ssize_t n =
        read(fd, link->answer + link->length, ROOM - 1 - link->length);

    if (n <= 0)
        give_up("a connection was closed");
    link->length += (size_t)n;
    if (!is_whole(link))
        return;
    b->waits[b->done++] = now() - link->begun;
    send_one(b, link, fd);
}

static void run_all(struct bench *b, unsigned links)
{
    for (unsigned i = 0; i < links; i++)
        send_one(b, &b->links[i], b->polled[i].fd);
    while (b->done < b->calls) {
        if (poll(b->polled, links, 30000) <= 0)
            give_up("no answer comes");
        for (unsigned i = 0; i < links; i++)
            if (b->polled[i].revents != 0)
                take_some(b, &b->links[i], b->polled[i].fd);
    }
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    static struct bench b;
    const unsigned links = argc > 5 ? (unsigned)atoi(argv[5]) : LINKS_DEFAULT;
    double before;
    long kb;

    if (argc < 4 || links > LINKS_MOST)
        return give_up("PORT PID FILE [CALLS [CONNECTIONS]]");
    b.calls = argc > 4 ? strtoul(argv[4], NULL, 10) : CALLS_DEFAULT;
    b.waits = calloc(b.calls + links, sizeof *b.waits);
    make_request(&b, argv[3]);
    for (unsigned i = 0; i < links; i++) {
        b.polled[i] = (struct pollfd){connect_to(atoi(argv[1])), POLLIN, 0};
        b.links[i].answer = malloc(ROOM);
    }
    kb = memory(argv[2]);
    before = used(argv[2]);
    run_all(&b, links);
    before = (used(argv[2]) - before) / (double)b.calls;
    qsort(b.waits, b.calls, sizeof *b.waits, by_size);
    printf("%.1f %.0f %.0f %.0f %ld %ld\n", before, b.waits[b.calls / 2],
           b.waits[b.calls * 99 / 100], b.waits[b.calls - 1], kb,
           memory(argv[2]));
    return 0;
}
