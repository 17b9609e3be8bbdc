/*
 * gate.h -- what makes a batch fail: --fail-on.
 */
#ifndef BATCH_COMMON_GATE_H
#define BATCH_COMMON_GATE_H

#include "check/filter.h"

struct gate {
    bool error, warning;
    struct filter_words rules;
};

/* Takes `error`, `warning` or `rule=WORD` into a struct gate; the text must
 * outlive it. False after saying what is wrong. */
bool gate_take(void *gate, const char *text);

#endif
