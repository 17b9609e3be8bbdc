/*
 * split.h -- where records begin and end, on raw bytes.
 */
#ifndef INPUT_SPLIT_H
#define INPUT_SPLIT_H

#include "input/decode/window.h"

/* Longest name of an element that can be a record. */
#define SPLIT_NAME 256

/* The element that holds a record. */
struct element {
    struct text name;
    size_t begin;
    bool held; /* its key tag is an attribute's value: <field name="BAH"> */
};

enum probe_outcome {
    PROBE_FOUND,
    PROBE_NONE, /* no key tag */
    PROBE_MORE  /* these bytes are not enough to tell */
};

/*
 * Looks for the first key tag in t, which begins with a tag, and for the
 * element that holds its record: the key's parent (the element itself if the
 * key is an attribute), or an ancestor if elements of other names and with
 * content follow it. `all`: there will be no more bytes, a doubtful case is
 * decided with these. The name points into t.
 */
enum probe_outcome split_probe(const struct pack *pack, struct text t, bool all,
                               struct element *out, uint8_t *dialect);

/* How records of one name are cut; all zero at first. */
struct splitter {
    char name[SPLIT_NAME];
    size_t name_length;
    enum {
        SPLIT_FAST,    /* by name alone, while there is no `<!` */
        SPLIT_CAREFUL, /* token by token: comments or CDATA were met */
        SPLIT_BLIND    /* by name alone: tokens led nowhere */
    } mode;
    bool flat; /* a record was not closed: the next one ends it */
};

/*
 * The length of the record that begins at the window's first byte, at most
 * `max`; for SLICE_CUT up to the end or the next record, for SLICE_TOO_LONG
 * what is there, at most `max`.
 */
enum slice_trouble split_record(struct splitter *splitter,
                                struct window *window, size_t max,
                                size_t *length);

#endif
