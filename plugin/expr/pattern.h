/*
 * pattern.h -- patterns of matches(): a Glushkov automaton of at most
 * LIMIT_PATTERN positions, run as a set of bits; time is linear in the text.
 *
 *   pattern = branch { "|" branch }
 *   branch  = { piece }
 *   piece   = atom [ "?" | "*" | "+" | "{" n [ "," [ m ] ] "}" ]
 *   atom    = character | "." | "\d" | "\" sign | "[" [ "^" ] ranges "]"
 *           | "(" pattern ")"
 */
#ifndef EXPR_PATTERN_H
#define EXPR_PATTERN_H

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

/* True if the whole text is of row `pattern` of SECTION_PATTERN. */
bool pattern_matches(const struct pack *pack, uint32_t pattern,
                     struct text text);

#endif
