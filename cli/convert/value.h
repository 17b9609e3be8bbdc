/*
 * value.h -- cells in the words of a target: one normal form a type, the
 * interface's own codes, parts joined.
 */
#ifndef CONVERT_VALUE_H
#define CONVERT_VALUE_H

#include "convert/losses.h"

/* What one name says in one record. */
struct word {
    struct buffer text;
    bool given;  /* something is to be written, an empty text too */
    bool number; /* JSON may write it without quotes */
};

/*
 * The value of the name whose outlets are i to end, in `row` of its list
 * where every row has this name. What the target has no words for is counted
 * and not given. The word's memory is kept from call to call.
 */
void value_word(const struct plan *p, uint32_t i, uint32_t end,
                const struct record *r, uint32_t row, struct losses *losses,
                struct word *out);

/* The last row of a list in which something is given. */
uint32_t value_rows(const struct record *r, enum record_list list);

#endif
