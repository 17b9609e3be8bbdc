/*
 * filter.h -- what of a batch is looked at: --only and --skip of rules and
 * departments, and when a batch fails: --fail-on.
 */
#ifndef BATCH_COMMON_FILTER_H
#define BATCH_COMMON_FILTER_H

#include "result/result.h"

#define FILTER_MAX 64

/* Words of one kind; `*` at the end of a word stands for any rest. */
struct filter_words {
    struct text words[FILTER_MAX];
    uint32_t count;
};

struct filter {
    struct filter_words only_rules, skip_rules;
    struct filter_words only_departments, skip_departments;
};

/* Takes `rule=WORD` or `department=WORD` of --only (or --skip); the text must
 * outlive the filter. False after saying what is wrong. */
bool filter_add(struct filter *f, bool only, const char *option);

/* Drops the findings that are filtered out. What says that a source was not
 * read whole (STR024, STR029) stays. */
void filter_findings(const struct filter *f, struct result *r);

/* True if records of a department, told by code and name, are looked at. */
bool filter_department(const struct filter *f, struct text code,
                       struct text name);

/* True for the rules that say that a source was not read whole. */
bool filter_is_failure(struct text rule);

/* What makes a batch fail. */
struct gate {
    bool error, warning;
    struct filter_words rules;
};

/* Takes `error`, `warning` or `rule=WORD` of --fail-on; false after saying
 * what is wrong. */
bool gate_add(struct gate *gate, const char *option);

bool filter_matches(const struct filter_words *words, struct text t);

#endif
