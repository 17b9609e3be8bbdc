/*
 * longvalue.h -- a value of a rule file, which may go on over several lines:
 * its pieces joined by one blank, and where each byte came from.
 */
#ifndef COMPILE_READ_LONGVALUE_H
#define COMPILE_READ_LONGVALUE_H

#include "base/buffer.h"
#include "compile/build/fault.h"

struct longvalue {
    const char *file;
    struct buffer text;
    struct buffer pieces; /* struct longvalue_piece */
};

struct longvalue_piece {
    size_t at;             /* in text */
    uint32_t line, column; /* in the file */
};

/* Empties the value; `file` is for places. */
void longvalue_start(struct longvalue *v, const char *file);

/* Adds the rest of a line, which begins at `line`, `column`. */
void longvalue_add(struct longvalue *v, struct text rest, uint32_t line,
                   uint32_t column);

/* Adds bytes at..end of another value as they are, with their places; both
 * are of one file. */
void longvalue_copy(struct longvalue *to, const struct longvalue *from,
                    size_t at, size_t end);

struct text longvalue_text(const struct longvalue *v);

/* Where byte `at` of the text stands in the file. */
struct place longvalue_place(const struct longvalue *v, size_t at);

/* Where character `column` (from 1) behind byte `at` stands: for mistakes in
 * an expression that begins there. */
struct place longvalue_mistake(const struct longvalue *v, size_t at,
                               uint32_t column);

void longvalue_free(struct longvalue *v);

#endif
