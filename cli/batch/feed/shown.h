/*
 * shown.h -- the name of an input as results and messages show it: files and
 * folders are often called after the patient.
 */
#ifndef BATCH_FEED_SHOWN_H
#define BATCH_FEED_SHOWN_H

#include "base/buffer.h"
#include "pack/pack.h"

struct shown {
    const struct pack *pack; /* whose words are no names; may be NULL */
    bool whole;              /* nothing is masked */
};

/*
 * Appends the name with what may be somebody's in it masked: ID and telephone
 * numbers, and Chinese words that neither the pack knows nor files are usually
 * called by. True if anything was.
 */
bool shown_name(const struct shown *s, struct text name, struct buffer *out);

/* Appends the mark by which masked names are told apart: `#n`. */
void shown_mark(uint64_t number, struct buffer *out);

/* The same if something in the name on the buffer is masked, or if it ends as
 * a marked one does. */
void shown_mark_masked(const struct shown *s, bool masked, uint64_t number,
                       struct buffer *name);

/* Appends the name of an input, by its place in the order of inputs. */
void shown_input(const struct shown *s, const char *path, uint64_t number,
                 struct buffer *out);

/* The bytes of the mark that a name ends in; 0 if it has none. */
size_t shown_mark_length(struct text name);

#endif
