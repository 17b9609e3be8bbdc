/*
 * pages-differ.h -- where two records of one stay differ.
 */
#ifndef COMPARE_PAGES_DIFFER_H
#define COMPARE_PAGES_DIFFER_H

#include "record/record.h"

enum difference_kind {
    DIFFER_CODE,      /* a diagnosis of one side only */
    DIFFER_PRINCIPAL, /* another principal diagnosis or operation */
    DIFFER_ORDER,     /* the same codes in another order */
    DIFFER_OPERATION, /* an operation of one side only */
    DIFFER_DATE,
    DIFFER_FEE,
    DIFFER_VALUE,
    DIFFER_KINDS
};

struct difference {
    enum difference_kind kind;
    uint16_t field;
    struct text page, list; /* as they stand; empty without. Masked where they
                               tell who the patient is */
};

/* "code" ..., and in Chinese. */
const char *difference_name(enum difference_kind kind);
const char *difference_words(enum difference_kind kind);

#define DIFFERENCES_MAX 512

/*
 * Fills out with the differences; how many. `fields` are the scalars to be
 * compared, where both sides give them. Codes are compared as what the pack's
 * crosswalks make of them.
 */
uint32_t records_differ(struct record *page, struct record *list,
                        const uint16_t *fields, uint32_t count,
                        struct difference out[DIFFERENCES_MAX]);

#endif
