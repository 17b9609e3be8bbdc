/*
 * output.h -- the files of a batch while they grow, and how they appear.
 *
 * They stand in DIR/.pregroup until all is done; then each is renamed into
 * DIR, summary.json last. Two batches never write to one DIR.
 */
#ifndef BATCH_TABLES_OUTPUT_H
#define BATCH_TABLES_OUTPUT_H

#include "batch/tables/journal.h"
#include "common/digest.h"

#define OUTPUT_FOLDER ".pregroup"
#define OUTPUT_PATH 4096 /* longest path of a file there */

enum output_state {
    OUTPUT_NEW,      /* nothing is done yet */
    OUTPUT_STARTED,  /* some is: `mark` says how far */
    OUTPUT_READY,    /* the files only have to be renamed */
    OUTPUT_FINISHED, /* DIR holds all results */
    OUTPUT_REFUSED   /* said why */
};

struct output {
    char folder[OUTPUT_PATH]; /* DIR/.pregroup */
    const char *out;          /* DIR */
    bool gzip;
    bool secret; /* results hold identity: nobody else may read them */
    int files[TABLES];
    int journal;
    struct mark mark;
    struct digest digests[TABLES]; /* of what was put */
    int64_t synced; /* when, in milliseconds of the clock that never jumps */
};

/*
 * Opens DIR. `begin` names what is run, one `key value` a line; another run's
 * files, or anybody's results without `resume`, are refused in words. From then
 * on what the process makes is `secret`, nobody else's to read. Close it in any
 * case.
 */
enum output_state output_open(struct output *o, const char *dir, bool gzip,
                              bool resume, bool secret, struct text begin);

/* What a finished DIR's table is called. */
const char *output_name(enum batch_table table, bool gzip);

/* False after saying which table is not on disk as it was put. */
bool output_is_held(const struct output *o);

/* Appends to a table; false after saying why not. */
bool output_put(struct output *o, enum batch_table table,
                const struct buffer *bytes);

/* Writes o->mark to the journal; from time to time, and if `sync`, with all
 * before it on disk. False after saying why not. */
bool output_mark(struct output *o, bool sync);

/* Makes a name of a file under DIR/.pregroup. */
void output_path(const struct output *o, const char *name,
                 char out[OUTPUT_PATH]);

/* Cuts the tables back to the mark. */
bool output_rewind(struct output *o);

/* Renames all files into DIR, `names` and the tables, summary.json last, and
 * removes DIR/.pregroup. False after saying why not. */
bool output_publish(struct output *o, const char *const *names);

void output_close(struct output *o);

/* Milliseconds of a clock that never jumps. */
int64_t output_clock(void);

#endif
