#include "serve/jobs.h"

#include "common/command.h"

static void *do_jobs(void *context)
{
    struct jobs *j = context;

    pthread_mutex_lock(&j->lock);
    for (;;) {
        while (j->count == 0 && !j->ends)
            pthread_cond_wait(&j->more, &j->lock);
        if (j->count == 0)
            break;
        void *job = j->waiting[j->first];

        j->first = (j->first + 1) % SERVE_WAITING;
        j->count--;
        pthread_mutex_unlock(&j->lock);
        j->work(job);
        pthread_mutex_lock(&j->lock);
    }
    pthread_mutex_unlock(&j->lock);
    return NULL;
}

bool jobs_open(struct jobs *j, void (*work)(void *job))
{
    *j = (struct jobs){.work = work};
    pthread_mutex_init(&j->lock, NULL);
    pthread_cond_init(&j->more, NULL);
    while (j->threads < SERVE_WORKERS)
        if (pthread_create(&j->list[j->threads], NULL, do_jobs, j) != 0)
            return command_refused("系统里的线程太多");
        else
            j->threads++;
    return true;
}

bool jobs_add(struct jobs *j, void *job)
{
    bool room;

    pthread_mutex_lock(&j->lock);
    room = j->count < SERVE_WAITING;
    if (room)
        j->waiting[(j->first + j->count++) % SERVE_WAITING] = job;
    pthread_cond_signal(&j->more);
    pthread_mutex_unlock(&j->lock);
    return room;
}

void jobs_close(struct jobs *j)
{
    pthread_mutex_lock(&j->lock);
    j->ends = true;
    pthread_cond_broadcast(&j->more);
    pthread_mutex_unlock(&j->lock);
    for (unsigned i = 0; i < j->threads; i++)
        pthread_join(j->list[i], NULL);
    pthread_cond_destroy(&j->more);
    pthread_mutex_destroy(&j->lock);
}
