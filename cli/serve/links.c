#include "serve/links.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#include "serve/limits.h"

int64_t links_clock(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void links_open(struct links *l, unsigned most)
{
    *l = (struct links){.most = most};
    l->all.next = l->all.before = &l->all;
    pthread_mutex_init(&l->lock, NULL);
}

static void take_link_out(struct link *link)
{
    link->before->next = link->next;
    link->next->before = link->before;
}

/* At the end: the ring is in the order of `since`. */
static void put_link_last(struct links *l, struct link *link)
{
    link->next = &l->all;
    link->before = l->all.before;
    link->before->next = l->all.before = link;
}

struct link *links_add(struct links *l, int fd, bool *crowded)
{
    struct link *link = calloc(1, sizeof *link);

    if (link == NULL)
        return NULL;
    link->fd = fd;
    link->since = links_clock();
    link->until = link->since + SERVE_SECONDS * 1000;
    pthread_mutex_lock(&l->lock);
    put_link_last(l, link);
    l->count++;
    *crowded = l->count > l->most / 8 * 7;
    pthread_mutex_unlock(&l->lock);
    return link;
}

void links_remove(struct links *l, struct link *link)
{
    if (link == NULL)
        return;
    pthread_mutex_lock(&l->lock);
    take_link_out(link);
    l->count--;
    pthread_mutex_unlock(&l->lock);
    free(link);
}

static int64_t time_for(uint64_t bytes)
{
    return SERVE_SECONDS * 1000 + (int64_t)(bytes / SERVE_SLOWEST) * 1000;
}

void links_turn(struct links *l, struct link *link, enum link_state state,
                uint64_t bytes)
{
    if (link == NULL)
        return;
    pthread_mutex_lock(&l->lock);
    take_link_out(link);
    put_link_last(l, link);
    link->state = state;
    link->since = links_clock();
    link->until = link->since + time_for(bytes);
    pthread_mutex_unlock(&l->lock);
}

void links_moved(struct links *l, struct link *link, uint64_t bytes)
{
    if (link == NULL)
        return;
    pthread_mutex_lock(&l->lock);
    link->until += (int64_t)(bytes * 1000 / SERVE_SLOWEST);
    pthread_mutex_unlock(&l->lock);
}

/* The thread that serves it sees that its bytes have ended. */
static void close_link(struct links *l, struct link *link)
{
    shutdown(link->fd, SHUT_RDWR);
    link->closed = true;
    l->ended++;
}

void links_tend(struct links *l, bool all)
{
    const int64_t now = links_clock();
    unsigned open = 0, many;

    pthread_mutex_lock(&l->lock);
    for (struct link *i = l->all.next; i != &l->all; i = i->next)
        open += !i->closed;
    many = open > l->most / 8 * 7 ? open - l->most / 4 * 3 : 0;
    for (struct link *i = l->all.next; i != &l->all; i = i->next) {
        const bool waits = i->state == LINK_WAITS;

        if (i->closed || i->state == LINK_WORKS ||
            !((waits && (all || many > 0)) || i->until < now))
            continue;
        many -= many > 0;
        close_link(l, i);
    }
    pthread_mutex_unlock(&l->lock);
}
