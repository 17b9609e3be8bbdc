/*
 * width.h -- columns on a terminal: East Asian wide characters take two.
 */
#ifndef COMMON_WIDTH_H
#define COMMON_WIDTH_H

#include "base/buffer.h"

#define WIDTH_SHOWN 8

/* The bytes of a code point as a name may be shown on a terminal and in a
 * table: \u001b for what moves a cursor, colours, or turns the direction. */
size_t width_shown(uint32_t c, char out[WIDTH_SHOWN]);

/* Appends a name, each code point so. */
void width_name(struct buffer *out, struct text name);

/* Columns of a text. */
size_t width_text(struct text t);

/* t, then blanks up to `columns`. */
void width_pad(struct buffer *out, struct text t, size_t columns);

/*
 * Appends t broken into lines of at most `columns`; the first line begins
 * where the cursor is, at column `at`; later ones after `indent` blanks. Words
 * of ASCII stay whole, closing punctuation does not begin a line, opening does
 * not end one. Ends with a line end.
 */
void width_wrap(struct buffer *out, struct text t, size_t at, size_t indent,
                size_t columns);

#endif
