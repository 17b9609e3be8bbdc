/*
 * inputs.h -- the files of a batch, one after the other: files and patterns in
 * the order given, folders by the bytes of the path.
 *
 * Memory holds one list of names for each folder on the way, never all.
 */
#ifndef BATCH_FEED_INPUTS_H
#define BATCH_FEED_INPUTS_H

#include <glob.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "batch/feed/shown.h"
#include "common/step.h"

struct folder {
    char *names;      /* NUL-terminated, one behind the other */
    size_t *order;    /* where each begins, sorted */
    size_t count, at; /* `at`: the next one */
    size_t path;      /* length of the folder's path with its slash */
};

#define FOLDERS_MAX 64

struct inputs {
    char *const *words; /* of the command line */
    int count, next;
    dev_t out_device; /* the folder of the results is no input */
    ino_t out_inode;
    bool has_out;
    bool tells;         /* of folders that are passed over: said by name */
    struct shown shown; /* how messages name paths; the caller's to set */
    glob_t matches;     /* of a word that is a pattern */
    size_t match;
    bool matching;
    struct folder folders[FOLDERS_MAX];
    unsigned depth;
    struct buffer path;
    uint64_t number; /* of inputs given out */
};

struct input {
    const char *path; /* `-`: standard input; until the next call */
    uint64_t number;  /* from 1 */
    int error;        /* errno where it cannot be read */
    uint64_t size;    /* 0 if not known */
    int64_t changed;  /* nanoseconds; 0 if not known */
};

/* `words` must outlive it; `out` is the folder of the results or NULL. */
void inputs_open(struct inputs *in, char *const *words, int count,
                 const char *out);

/* The next input. A folder without files gives none. STEP_FAILED after saying
 * why not all can be listed. */
STEP_CHECKED enum step inputs_next(struct inputs *in, struct input *out);

void inputs_close(struct inputs *in);

#endif
