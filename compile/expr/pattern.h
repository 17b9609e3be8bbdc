/*
 * pattern.h -- the text of a pattern to its automaton.
 *
 *   pattern = branch { "|" branch }
 *   branch  = { piece }
 *   piece   = atom [ "?" | "*" | "+" | "{" n [ "," [ m ] ] "}" ]
 *   atom    = character | "." | "\d" | "\" sign | "[" [ "^" ] ranges "]"
 *           | "(" pattern ")"
 */
#ifndef COMPILE_EXPR_PATTERN_H
#define COMPILE_EXPR_PATTERN_H

#include "base/buffer.h"
#include "pack/pack.h"

/* What is wrong with a pattern, and where: bytes from its start. */
struct pattern_mistake {
    size_t at;
    const char *text; /* Chinese */
};

/* Appends the pattern's row to `patterns` and its positions to `sets`. False
 * if it is no pattern; then the buffers are as before. */
bool pattern_compile(struct text source, struct buffer *patterns,
                     struct buffer *sets, struct pattern_mistake *mistake);

#endif
