/*
 * gate-make.h -- the gates of all rules of a pack under construction.
 */
#ifndef COMPILE_EXPR_GATE_MAKE_H
#define COMPILE_EXPR_GATE_MAKE_H

#include "base/buffer.h"
#include "pack/pack.h"

/* The sections that are made; empty at first. */
struct gate_sections {
    struct buffer *looks, *literals, *literal_slots, *gates, *doors;
    struct buffer *asked, *bells, *bell_rules;
};

/* Makes a door for each rule of `pack`, which has all other sections. False
 * without memory. */
bool gate_make(const struct pack *pack, const struct gate_sections *out);

#endif
