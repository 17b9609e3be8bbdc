/*
 * marks.h -- turns the marks of a slice (input/decode/slice.h) back into what
 * stood there, with findings.
 */
#ifndef INPUT_FIELDS_MARKS_H
#define INPUT_FIELDS_MARKS_H

#include "result/result.h"

/* What was mended in one text. */
struct mended {
    uint32_t controls, bare, bad; /* how many of each */
    uint32_t first_bad;           /* index into slice.bad */
    unsigned char control;        /* the first one */
    char symbol;                  /* the first bare one */
    bool private_use;             /* U+E000 to U+F8FF */
    bool any;                     /* one of these */
};

/* For a CDATA section, whose & and < were right: turns the marks for them back,
 * in place. Returns the new length. */
size_t marks_restore_cdata(char *at, size_t length);

/* False if no part of t can hold a mark or a private character. */
bool marks_possible(struct text t);

/* t without marks: control characters dropped, & and < restored, undecodable
 * bytes as U+FFFD; in the arena if there were any, else t itself. */
struct text marks_resolve(struct arena *arena, struct text t,
                          struct mended *out);

/* Notes what was mended in this cell; `bad` are the slice's offsets. */
void marks_note(struct result *r, const struct mended *mended,
                const uint64_t *bad, uint16_t field, uint32_t row,
                const struct cell *cell);

#endif
