/*
 * html.h -- pieces of report.html: texts made harmless, numbers for people.
 * All of them append to a buffer.
 */
#ifndef BATCH_PAGE_HTML_H
#define BATCH_PAGE_HTML_H

#include "base/buffer.h"

/*
 * At most `limit` bytes of a text as HTML: & < > " ' by their names; signs
 * that are not seen or turn the direction of writing, and bytes that are no
 * UTF-8, as U+FFFD. Fit for element content and quoted attributes.
 */
void html_text(struct buffer *out, struct text t, size_t limit);

/* 1234567 as 1,234,567 */
void html_count(struct buffer *out, uint64_t n);

/* A decimal with `places` digits and commas; half is rounded away from 0. */
void html_decimal(struct buffer *out, int128 n, unsigned places);

/* A number of cases.csv in that way; what is not a number, as a text. */
void html_cell(struct buffer *out, struct text t, unsigned places);

/* part/whole in percent as a decimal; false if whole is 0. */
bool html_percent(uint64_t part, uint64_t whole, int128 *out);

/* The mark of a severity: error, warning or info. */
const char *html_severity(struct text word);

#endif
