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

#include "input/decode/decode.h"
#include "input/parse.h"
#include "input/reader.h"
#include "options.h"
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
    const struct options *options;
};

/* E_NOMEM if memory is short, E_ARG if the options change a field that the pack
 * does not have. `name` and the options must outlive the pipeline.
 * A source without `read` makes a pipeline for pipeline_take alone. */
pregroup_status pipeline_open(struct pipeline *p, const struct pack *pack,
                              struct source source, struct text name,
                              const struct options *options);

/* Goes on with another source, as a pipeline opened for it would; memory is
 * kept. */
void pipeline_begin(struct pipeline *p, struct source source, struct text name);

enum pipeline_step {
    PIPELINE_END,
    PIPELINE_RECORD,
    /* A record that could not be finished, for want of memory or because its
     * source failed. Its result says so by an error and judges nothing; who
     * called has failed, too, whatever else comes. */
    PIPELINE_UNFINISHED
};

/* Walks the next record; its result holds until the next call. */
enum pipeline_step pipeline_next(struct pipeline *p);

/*
 * Walks a slice that a reader elsewhere has cut (reader_cut) from the source
 * of this name. p->decoder.mode must be what the source's slice before left
 * there; the result is then that of pipeline_next. The slice's bytes must live
 * as long as the result.
 */
enum pipeline_step pipeline_take(struct pipeline *p, const struct slice *slice,
                                 struct text name);

void pipeline_close(struct pipeline *p);

#endif
