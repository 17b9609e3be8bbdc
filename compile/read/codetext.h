/*
 * codetext.h -- codes as they stand in published tables.
 */
#ifndef COMPILE_READ_CODETEXT_H
#define COMPILE_READ_CODETEXT_H

#include "base/code.h"
#include "base/text.h"

/* True, with *at behind it, if a line end is written out at `from`, a
 * backslash and n, as programs export the line ends of spreadsheets. */
bool codetext_line_end(struct text t, size_t *at, size_t from);

/*
 * The key of a code: blanks anywhere (line ends in cells too) are cut, case is
 * folded. False if nothing is left, it is too long, or holds anything but
 * ASCII letters, digits, point, hyphen and slash.
 */
bool codetext_key(struct text t, struct code *out);

/* The same for a diagnosis: what stands before a `+`, a `*` or a morphology
 * glued to it (C22.101M81600/3), which are cut from the codes of records, too.
 */
bool codetext_diagnosis(struct text t, struct code *out);

#define CODETEXT_LINE 512

/* A code of any form, letter for letter but for line ends within it, which
 * spreadsheets put there; in `room` if it has any. */
struct text codetext_line(struct text t, char room[CODETEXT_LINE]);

/* True for empty cells and what bureaus write in them: - / 无 nan NULL. */
bool codetext_empty(struct text t);

/* True if the character is one of `marks`. */
bool codetext_is_mark(uint32_t c, struct text marks);

/* Takes what stands before the next of `marks` from *rest, trimmed; false at
 * the end. *last starts as false. */
bool codetext_piece(struct text *rest, struct text marks, bool *last,
                    struct text *piece);

/* Letter, two digits, then nothing or a point: K35, K35.8. */
bool codetext_is_diagnosis(struct code code);

/* Two digits and a point at least: anything else has lost its zeros or is no
 * code of an operation. */
bool codetext_is_operation(struct code code);

#endif
