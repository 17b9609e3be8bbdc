/*
 * report.h -- a result as a JSON line (contracts.md 2) or as text for people.
 *
 * Both append to a buffer and change nothing of the result but its arena
 * (masked texts); a failed buffer is the only way to fail.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "result/result.h"

enum report_flag {
    REPORT_FIELDS = 1,  /* JSON: add `fields`, the record as normalised */
    REPORT_COLOUR = 2,  /* text: ANSI colours */
    REPORT_DRAFT = 8,   /* text: a page before discharge */
    REPORT_WHY = 4,     /* grouping.why_not too */
    REPORT_WHAT_IF = 16 /* JSON: add `what_if` */
};

/* One object and a line end. */
void report_json(struct result *r, unsigned flags, struct buffer *out);

/* Plain Chinese for an 80-column terminal. */
void report_text(struct result *r, unsigned flags, struct buffer *out);

#endif
