/*
 * progress.h -- the progress of a batch on standard error: on a terminal one
 * line that is written over, elsewhere a line now and then.
 */
#ifndef BATCH_PROGRESS_H
#define BATCH_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    bool quiet, terminal, shown;
    int64_t begun, last; /* milliseconds */
    int64_t every;       /* the same, from one to the next */
    uint64_t before;     /* bytes of the inputs an earlier process read */
    uint64_t total;      /* bytes of all inputs, 0: not known */
};

/* `seconds`: from line to line elsewhere. */
void progress_open(struct progress *p, bool quiet, uint32_t seconds,
                   uint64_t total, uint64_t before);

/* Shows how far it is, if it is time to. `errors`: records with an error. */
void progress_show(struct progress *p, uint64_t records, uint64_t errors,
                   uint64_t bytes);

/* On a terminal: which file is being made of the whole; NULL: no more. */
void progress_making(bool quiet, const char *file);

/* Ends the line that is written over. */
void progress_close(struct progress *p);

#endif
