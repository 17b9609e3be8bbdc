/*
 * say.h -- what was found, as rows of the result: texts, and the formulas
 * that say it.
 */
#ifndef CALIBRATE_FIT_SAY_H
#define CALIBRATE_FIT_SAY_H

#include "calibrate/fit/place.h"

/* A copy of what the buffer holds, until fit_free; empties the buffer. */
struct text say_done(struct fit *fit, struct buffer *b);
/* A text as printf makes it. */
__attribute__((format(printf, 2, 3))) struct text
say_format(struct fit *fit, const char *format, ...);
void say_number(struct buffer *b, double d);
struct text say_decimal(struct fit *fit, double d);

/* A score that the platform has otherwise than the catalogue. */
struct new_score {
    struct text group;
    double score, before;
    struct common evidence;
};
/* All of them, behind each other in a buffer. */
void find_new_scores(struct fit *fit, struct buffer *out);

/* The region's formula `source` of a let, with the numbers that a placing has
 * for it and the scores that changed; false if it is the same. */
bool rewrite_let(const struct placing *p, uint32_t step,
                 const struct buffer *scores, struct buffer *out);

/* The name `score`, or what gives groups whose score changed the new one. */
void say_score(const struct buffer *scores, struct buffer *out);

/* ---- formulas of our own, where the region's are others (formula.c) ------ */

/* Values of `points`, `deviation`, `low_limit`, `high_limit`. `own` is what
 * stands for the hospital's factor: a set's name, or a number. */
void say_points(const struct fit *fit, struct text own,
                const struct buffer *scores, struct buffer *out);
void say_deviation(const struct fit *fit, struct text own,
                   const struct buffer *scores, struct buffer *out);
void say_limit(const struct fit *fit, struct text own,
               const struct buffer *scores, bool high, struct buffer *out);
/* The fund's formula, and the same in words. */
void say_fund(const struct fund *fund, enum fund_form form, struct buffer *out);

#endif
