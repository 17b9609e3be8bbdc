/*
 * report-text.h -- a result as text for people: plain Chinese for a terminal
 * of 80 columns.
 */
#ifndef SHOW_REPORT_TEXT_H
#define SHOW_REPORT_TEXT_H

#include "report/report.h"

/* Flags besides those of report/report.h. */
enum report_text_flag {
    REPORT_COLOUR = 2, /* ANSI colours */
    REPORT_DRAFT = 8   /* a page before discharge */
};

/* Appends the report; nothing of the result changes but its arena. */
void report_text(struct result *r, unsigned flags, struct buffer *out);

/* The result on one line: number, errors, warnings, group, payment, margin and
 * the first problem; with `pack`, by which pack. */
void report_brief(struct result *r, bool pack, struct buffer *out);

/* The line below the last report. */
void report_text_end(unsigned flags, struct buffer *out);

#endif
