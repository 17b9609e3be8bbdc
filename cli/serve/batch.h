/*
 * batch.h -- one batch of a client: its folder, its process.
 *
 *   FOLDER/in       what was sent
 *   FOLDER/options  as one text
 *   FOLDER/out      what `pregroup batch` makes of it
 */
#ifndef SERVE_BATCH_H
#define SERVE_BATCH_H

#include <sys/types.h>

#include "serve/batches.h"

#define BATCH_ID 32 /* hex digits */

enum batch_state { BATCH_COMES, BATCH_RUNS, BATCH_ENDED };

struct batch {
    struct batch *next;
    struct batches *all;
    char id[BATCH_ID + 1];
    char *folder;
    enum batch_state state;
    bool hidden;   /* it is being removed */
    int64_t until; /* milliseconds: it is removed then */
    pid_t process; /* 0: none */
    int said_by;   /* the end of its standard error that we read */
    pthread_t ear; /* the thread that listens to it */
    bool has_ear;
    int status;         /* that it ended with; -1: by a signal */
    struct buffer last; /* what it said of its progress */
    struct buffer said; /* what it said besides */
    unsigned files;
};

/* A new one with a folder, known to nobody; NULL, and errno. */
struct batch *batch_new(struct batches *all);

/* Its process begins, with options as one text; false, and errno. */
bool batch_run(struct batch *b, struct text options);

/* Ends its process, waits for its thread, removes its folder and itself. */
void batch_free(struct batch *b);

/* Removes a folder and all in it. */
void batch_remove_folder(const char *folder);

/* Appends a path in its folder, and a NUL. */
void batch_path(const struct batch *b, const char *below, struct text name,
                struct buffer *out);

#endif
