/*
 * report.h -- a result as a JSON line (docs/result.md).
 *
 * The line is appended to a buffer. Nothing of the result changes but its arena
 * (masked texts). It fails only if the buffer does.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "result/result.h"

enum report_flag {
    REPORT_FIELDS = 1,   /* add `fields`, the record as normalised */
    REPORT_WHY = 4,      /* grouping.why_not too */
    REPORT_WHAT_IF = 16, /* add `what_if` */
    REPORT_DIGEST = 32   /* findings end with `digest` */
};

/* One object and a line end. */
void report_json(struct result *r, unsigned flags, struct buffer *out);

/* The members by which results name their pack. */
void report_pack(const struct pack *pack, struct buffer *out);

#endif
