/*
 * what-if.h -- r->what_if in JSON, and what it says for people.
 */
#ifndef REPORT_WHAT_IF_H
#define REPORT_WHAT_IF_H

#include "result/result.h"

/* A member `what_if` of the object at hand; null without an answer. */
void what_if_json(const struct result *r, struct buffer *out);

/* The standard after the change less today's; missing where one of them is. */
struct value what_if_difference(const struct result *r,
                                const struct what_if_answer *a);

#endif
