/*
 * rules.h -- running the examples that stand beside the rules.
 */
#ifndef RULES_RULES_H
#define RULES_RULES_H

#include "base/buffer.h"
#include "pack/pack.h"

struct rules_tally {
    uint32_t rules, examples, failed;
};

/* Runs every example of every rule; each that does not do what it says is a
 * line of *out. False without memory. */
bool rules_run_examples(const struct pack *pack, struct rules_tally *tally,
                        struct buffer *out);

#endif
