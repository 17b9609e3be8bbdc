/*
 * width.h -- columns on a terminal: East Asian wide characters take two.
 */
#ifndef COMMON_WIDTH_H
#define COMMON_WIDTH_H

#include "base/buffer.h"

/* Columns of a text. */
size_t width_text(struct text t);

/* t, then blanks up to `columns`. */
void width_pad(struct buffer *out, struct text t, size_t columns);

/*
 * Appends t broken into lines of at most `columns`; the first line begins
 * where the cursor is, at column `at`; later ones after `indent` blanks. Words
 * of ASCII stay whole, closing punctuation does not begin a line. Ends with a
 * line end.
 */
void width_wrap(struct buffer *out, struct text t, size_t at, size_t indent,
                size_t columns);

#endif
