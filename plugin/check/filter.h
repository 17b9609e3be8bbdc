/*
 * filter.h -- which rules and departments a run lists: only some, or all but
 * some.
 */
#ifndef CHECK_FILTER_H
#define CHECK_FILTER_H

#include "result/result.h"

#define FILTER_MAX 64

/* Words of one kind; `*` at the end of a word stands for any rest. */
struct filter_words {
    struct text words[FILTER_MAX];
    uint32_t count;
};

struct filter {
    struct filter_side {
        struct filter_words rules, departments;
    } only, skip;
};

/* Adds a word, whose bytes must outlive the words. E_ARG if it is empty or one
 * too many; the error says so without naming the option. */
pregroup_status filter_add(struct filter_words *words, struct text word,
                           struct pregroup_error *err);

bool filter_matches(const struct filter_words *words, struct text t);

/* True if findings of a rule are looked at. */
bool filter_rule(const struct filter *f, struct text rule);

/* Drops the findings that are filtered out. Those that say that a source was
 * not read whole (STR024, STR029) stay. */
void filter_findings(const struct filter *f, struct result *r);

/* True if records of the department with this code and name are listed. */
bool filter_department(const struct filter *f, struct text code,
                       struct text name);

/* True for the rules that say that a source was not read whole. */
bool filter_is_failure(struct text rule);

#endif
