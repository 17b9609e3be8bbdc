/*
 * gate-make.h -- the gates of all rules of a pack under construction.
 */
#ifndef COMPILE_EXPR_GATE_MAKE_H
#define COMPILE_EXPR_GATE_MAKE_H

#include "compile/build/build.h"

/* Makes a door for each rule of the pack, which has all other sections. False
 * without memory. */
bool gate_make(struct build *b);

#endif
