/*
 * tell.h -- what was found, as rows of the result.
 */
#ifndef CALIBRATE_FIT_TELL_H
#define CALIBRATE_FIT_TELL_H

#include "calibrate/fit/say.h"

/* What the rows of the result are made of. */
struct tell {
    struct fit *fit;
    struct placing placing;
    struct buffer scores; /* struct new_score */
    bool factor_told;     /* a set holds it */
};

/* Appends a row to a list of the result; fit->failed where memory ends. */
void tell_row(struct tell *t, struct buffer *to, const void *row, size_t size);
void tell_value(struct tell *t, const struct fit_value *value);

/* The let of that name, PACK_NONE if the region has none, and its formula. */
uint32_t tell_find_let(const struct tell *t, struct text name);
struct text tell_formula(const struct tell *t, uint32_t step);
/* The new formula of a let, if it is another; takes what is in the buffer. */
void tell_let(struct tell *t, uint32_t step, struct buffer *formula,
              uint32_t support, uint32_t total);

/* The fund's formula; what the rows leave open of it and of the limits
 * (open.c). */
void tell_fund(struct tell *t);
void tell_open_limits(struct tell *t);

/* Rows that nothing explains (strange.c). */
void tell_strange(struct tell *t);

/* The months, and the rows that were held out (months.c). */
void tell_months(struct tell *t);

/* A side whose cases no known form explains. */
static inline bool side_strange(const struct side *side)
{
    return side->form == FORM_NONE && side->total >= STRANGE_SIDE;
}

#endif
