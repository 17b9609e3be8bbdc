/*
 * pipeline.h -- the program on one screen: the way of a record.
 *
 *   bytes -> input -> record -> check -> group -> price -> report -> host
 *
 * Each step sees the record and the pack, adds its part of the result and
 * hands on. No step looks back, none knows who called it.
 */
#ifndef PLUGIN_PIPELINE_H
#define PLUGIN_PIPELINE_H

#include "check/quiet.h"
#include "input/decode/decode.h"
#include "input/parse.h"
#include "input/reader.h"
#include "price/what-if.h"
#include "report/report.h"
#include "result/result.h"

/* One thread's way through one source with one pack. */
struct pipeline {
    const struct pack *pack;
    struct reader *reader;  /* bytes to slices, one record each; NULL: they
                               come from elsewhere */
    struct decoder decoder; /* of slices from elsewhere */
    struct parser *parser;  /* slice to record */
    struct slice slice;
    struct result result; /* of the record at hand; reset, not freed */
    struct text source;   /* its name, shown as given */
    bool why;             /* options.why */
    bool score;           /* options.score */
    struct what_if_change what_if[WHAT_IF_MAX]; /* options.what_if */
    uint32_t what_if_count;
    bool carriers;
    struct quiet_options quiet;
    void (*complete)(void *context, struct result *result, uint32_t dialect);
    void *context; /* of complete */
};

/* What the way is walked with. */
struct pipeline_options {
    size_t max_record;  /* bytes, 0: the limit */
    bool with_identity; /* names and numbers unmasked */
    bool why;           /* fill grouping.why_not */
    bool score;         /* fill score */
    struct what_if_change what_if[WHAT_IF_MAX];
    uint32_t what_if_count;     /* changes to try */
    bool carriers;              /* fill what_if, changes or not */
    struct quiet_options quiet; /* findings softened or left out */
    /* Called with each record before it is checked: who knows more of the
     * stay than its page may add it. NULL: nobody. */
    void (*complete)(void *context, struct result *result, uint32_t dialect);
    void *context;
};

/* E_NOMEM. `name` must outlive the pipeline. A source without `read` makes a
 * pipeline for pipeline_take alone. */
pregroup_status pipeline_open(struct pipeline *p, const struct pack *pack,
                              struct source source, struct text name,
                              const struct pipeline_options *options);

/* Walks the next record; its result holds until the next call. False at the
 * end of the source. */
bool pipeline_next(struct pipeline *p);

/*
 * Walks a slice that a reader elsewhere has cut (reader_cut) from the source
 * of this name. p->decoder.mode must be what the source's slice before left
 * there; the result is then that of pipeline_next. The slice's bytes must live
 * as long as the result.
 */
void pipeline_take(struct pipeline *p, const struct slice *slice,
                   struct text name);

void pipeline_close(struct pipeline *p);

#endif
