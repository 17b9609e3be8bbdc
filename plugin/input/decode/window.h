/*
 * window.h -- the bytes of a source that are looked at now.
 *
 * UTF-16 is turned into UTF-8 on the way in (a lone surrogate becomes its
 * three-byte form, which no decoder accepts); anything else comes as it is.
 * What window_more gives does not depend on how many bytes the source hands
 * out at a time.
 */
#ifndef INPUT_DECODE_WINDOW_H
#define INPUT_DECODE_WINDOW_H

#include "input/decode/slice.h"

/* Enough for a BOM and the magic of every format (tar has it at 257). */
#define WINDOW_HEAD 512u

struct window {
    struct source source;
    uint8_t encoding; /* enum encoding: UTF16LE, UTF16BE or anything else */
    char *data;
    size_t at, end, capacity; /* of data */
    bool returns;             /* lines end with a return alone: read as ended
                                 by a line feed */
    bool ended;               /* nothing comes behind data[end] */
    bool failed;              /* the source failed, or memory */
    bool bomb;                /* because it unpacks to too much */
    bool no_memory;           /* because there was no room for it */
    uint64_t position;        /* bytes dropped so far */
    uint64_t offset;          /* of data[at] in the source */
    uint32_t line;            /* of data[at], from 1 */
    unsigned char head[WINDOW_HEAD];
    size_t head_at, head_end;
    unsigned char *units; /* bytes of UTF-16 to be converted */
    size_t units_end;
};

/* Gives back what should not be kept for the next source. */
void window_relax(struct window *w);

/* Reads the head and decides from it if the source is UTF-16. The window is
 * {0}, or relaxed. */
void window_open(struct window *w, struct source source);

/* Reads until there are `want` bytes; false if the source ends before. Earlier
 * views are then no longer valid. */
bool window_more(struct window *w, size_t want);

/* Where there are returns and no line feed, each becomes one, here and in what
 * is still to come. */
void window_end_lines(struct window *w);

/* The bytes that are there. */
struct text window_view(const struct window *w);

/* Drops the first n of them; earlier views stay valid. */
void window_drop(struct window *w, size_t n);

void window_close(struct window *w);

#endif
