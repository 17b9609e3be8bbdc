/*
 * edit.h -- changes in the text of a region's or a hospital's file that leave
 * every other byte as it was written.
 *
 * Texts of tags and values are pieces of the source, which tells where they
 * stand. The source was compiled without a fault before.
 */
#ifndef CALIBRATE_EDIT_H
#define CALIBRATE_EDIT_H

#include "base/arena.h"
#include "base/buffer.h"

struct edit_tag {
    struct text whole; /* from < to > */
    struct text name;
    bool closing, empty; /* </name>; <name/> */
};

struct edit {
    struct buffer source;  /* UTF-8 */
    struct buffer changes; /* what to put for which piece of it */
    struct arena texts;
};

/* Reads a file as the compiler does; false after saying why not. */
bool edit_open(struct edit *e, const char *path);
void edit_close(struct edit *e);

/* The next tag from *at on, moving *at behind it: no comment, no instruction.
 * False at the end. */
bool edit_next(const struct edit *e, size_t *at, struct edit_tag *out);

/* The first tag of that name that is no closing one, where `attribute` (NULL:
 * any) is `value`; from and up to places in the source. */
bool edit_find(const struct edit *e, size_t from, size_t end, const char *name,
               const char *attribute, struct text value, struct edit_tag *out);

/* The closing tag of an element that holds none of its own name. */
bool edit_end(const struct edit *e, const struct edit_tag *tag,
              struct edit_tag *out);

/* Where a piece of the source stands. */
size_t edit_place(const struct edit *e, struct text piece);

/* An attribute as it is written; false, and nothing is read, without. */
bool edit_attribute(const struct edit_tag *tag, const char *name,
                    struct text *value);

/* Puts a text in place of a piece; of an empty piece: before that place. The
 * text is copied. Pieces do not overlap. */
void edit_replace(struct edit *e, struct text piece, struct text with);

/* Sets an attribute; the value is not yet escaped. */
void edit_set(struct edit *e, const struct edit_tag *tag, const char *name,
              struct text value);

/* A comment on a line of its own before a tag. */
void edit_comment(struct edit *e, const struct edit_tag *tag, struct text t);

/* The whole with all changes; false without memory. */
bool edit_finish(struct edit *e, struct buffer *out);

/* A text as it stands in a comment. */
void edit_comment_words(struct buffer *out, struct text t);

#endif
