/*
 * kept.h -- what a host reads of the records of one input: summaries,
 * findings, the report as text. All of it is a copy that outlives pipeline and
 * pack.
 */
#ifndef PLUGIN_KEPT_H
#define PLUGIN_KEPT_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "options.h"

/* Findings and summary of one record, texts in the arena. */
struct kept_record {
    struct pregroup_summary summary;
    struct pregroup_finding *findings;
    uint32_t finding_count;
};

/* {0} is empty. */
struct kept {
    struct arena arena;
    struct buffer text;    /* of all records */
    struct buffer json;    /* of one, where `text` has another form */
    struct buffer records; /* rows of struct kept_record */
};

/* Forgets what it held, and keeps the memory. */
void kept_begin(struct kept *kept, const struct options *options);

/* Adds a record. E_LIMIT, which says what is too much; E_NOMEM. */
pregroup_status kept_add(struct kept *kept, struct result *r,
                         const struct options *options,
                         struct pregroup_error *err);

/* After the last record. */
pregroup_status kept_end(struct kept *kept, const struct options *options,
                         struct pregroup_error *err);

/* The record from 0 on; NULL beyond the last. */
const struct kept_record *kept_record(const struct kept *kept, uint32_t n);

void kept_free(struct kept *kept);

/* ---- texts of several JSON lines in another form --------------------------
 */

/* Appends what stands before and behind all elements. */
void kept_open_form(enum options_format format, const char *root,
                    struct buffer *out);
void kept_close_form(enum options_format format, const char *root,
                     struct buffer *out);

/* Appends a line of JSON in the form; `name` is its row or element. */
void kept_put_form(enum options_format format, struct text json,
                   const char *name, struct buffer *out);

#endif
