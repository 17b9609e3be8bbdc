/*
 * format-expr.h -- rows of compiled expressions and of their patterns; part
 * of format.h.
 */
#ifndef PACK_FORMAT_EXPR_H
#define PACK_FORMAT_EXPR_H

#include <stdint.h>

struct pack_expr {
    struct pack_range code; /* in INSTR */
    struct pack_text source;
    uint32_t type;  /* enum value_type */
    uint32_t stack; /* values it needs at most */
};

struct pack_instr {
    uint8_t op, a;
    uint16_t b;
    uint32_t c;
};

/* A Glushkov automaton: position i is entered on characters of set[i]. */
struct pack_pattern {
    uint64_t first, last;   /* positions that may begin, that may end */
    uint64_t rest;          /* once there, whatever follows matches */
    struct pack_range sets; /* in PATTERN_SET, one per position */
    uint32_t empty;         /* 1: matches the empty text */
    uint32_t reserved;
};

/* One position: up to 4 rising ranges of code points, negated or not, and the
 * positions that may come next. */
struct pack_pattern_set {
    uint64_t follow;
    uint32_t from[4], to[4]; /* unused: from > to */
    uint32_t negated;
    uint32_t reserved;
};

#endif
