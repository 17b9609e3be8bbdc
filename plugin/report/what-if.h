/*
 * what-if.h -- r->what_if in JSON and in text (inside plugin/report).
 */
#ifndef REPORT_WHAT_IF_H
#define REPORT_WHAT_IF_H

#include "show/page.h"

/* A member `what_if` of the object at hand; null without an answer. */
void what_if_json(const struct result *r, struct buffer *out);

/* A section of the page; nothing without an answer. */
void what_if_text(const struct page *p);

#endif
