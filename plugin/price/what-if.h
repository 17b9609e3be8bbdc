/*
 * what-if.h -- the same record with its codes in another order, or without
 * one: which group, how much money.
 *
 * Nothing here proposes a code. A change that would be paid more is shown with
 * what in the record supports it, or as a risk of up-coding.
 */
#ifndef PRICE_WHAT_IF_H
#define PRICE_WHAT_IF_H

#include "result/result.h"

#define WHAT_IF_MAX 16 /* changes asked for at a time */

struct what_if_change {
    uint8_t list; /* enum record_list: diagnoses or procedures */
    bool first;   /* the row becomes the first; else it is left out */
    uint32_t row; /* from 1 */
};

/* Reads `procedures[2] first` or `without diagnoses[3]`; false if it is
 * neither. */
bool what_if_read(struct text t, struct what_if_change *out);

/* Fills r->what_if after price_run: the changes, and what each code of the
 * record carries. Does nothing without memory. */
void what_if_run(struct result *r, const struct what_if_change *changes,
                 uint32_t count);

#endif
