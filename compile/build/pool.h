/*
 * pool.h -- what expressions are written to while a pack is built.
 */
#ifndef COMPILE_BUILD_POOL_H
#define COMPILE_BUILD_POOL_H

#include "base/buffer.h"

/* Sections an expression is written to; all grow together in one builder. */
struct expr_pool {
    struct buffer instrs, numbers, ranges, texts, patterns, sets;
    struct buffer *strings; /* SECTION_TEXT under construction */
};

#endif
