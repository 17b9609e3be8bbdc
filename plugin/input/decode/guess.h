/*
 * guess.h -- what a source is, from its first bytes.
 */
#ifndef INPUT_DECODE_GUESS_H
#define INPUT_DECODE_GUESS_H

#include "input/decode/slice.h"

struct guess {
    uint8_t encoding; /* enum encoding of the first record */
    uint8_t declared; /* enum encoding the XML declaration names */
    size_t bom;       /* length of the byte order mark, 0 without */
};

/*
 * The encoding of t. If `units` is one of the UTF-16s, t is UTF-8 made from it.
 * Otherwise, in this order: the byte order mark, strict UTF-8, the name `told`
 * by the host or else declared, GB18030. A name never wins against the bytes:
 * the encoding with fewer faults does.
 */
struct guess guess_encoding(struct text t, uint8_t units, uint8_t told);

/* SLICE_ARCHIVE, SLICE_FOREIGN by the magic of the source's first bytes, or
 * SLICE_WHOLE. */
enum slice_trouble guess_format(const unsigned char *head, size_t length);

/* What a source of SLICE_FOREIGN is, in words. */
struct text guess_foreign(const unsigned char *head, size_t length);

/* True if t begins like JSON. */
bool guess_json(struct text t);

#endif
