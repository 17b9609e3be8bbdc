/*
 * personal.h -- what looks like a part of somebody's identity by its shape
 * alone, wherever it stands, and how it is shown.
 *
 * Digits may be full width. Pure functions; any thread.
 */
#ifndef BASE_PERSONAL_H
#define BASE_PERSONAL_H

#include "base/text.h"

/* Bytes of the shortest number of somebody's. */
#define PERSONAL_LEAST 10

/* What a character is: a number or a name does not begin behind its like. */
enum personal_sort { PERSONAL_OTHER, PERSONAL_DIGIT, PERSONAL_HAN };

/* That of the character at t[*at], which is moved behind it; `before` is that
 * of the one before. A point between digits is one of them. */
enum personal_sort personal_sort(struct text t, size_t *at,
                                 enum personal_sort before);

/*
 * Bytes of the number at t[at], before which no digit may stand, that is an ID
 * number (18 or 15 characters), a mobile phone, or a telephone with its area
 * code, in one piece or in the usual groups; 0 if there is none.
 */
size_t personal_number(struct text t, size_t at);

/* True if such a number stands somewhere in t. */
bool personal_number_in(struct text t);

/* True for a character of which Chinese names are made. */
bool personal_is_han(uint32_t c);

/* Bytes of the run of such characters at t[at]; *count is how many. */
size_t personal_han(struct text t, size_t at, size_t *count);

/*
 * The shape of a value, which shows nobody: digits as 9, letters as A, what is
 * not of ASCII as 汉, other signs but `-/:.` and blanks as *; of more than 24
 * characters the first ones and … The bytes written.
 */
#define PERSONAL_SHAPE 75u
size_t personal_shape(struct text value, char out[PERSONAL_SHAPE]);

/* The first and the last character of t, which is not empty, and stars, to
 * `out` with room for t.length; of two characters the second is a star. The
 * bytes written. */
size_t personal_mask(struct text t, char *out);

#endif
