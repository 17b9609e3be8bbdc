/*
 * pages.h -- front pages against settlement lists of the same stay.
 */
#ifndef COMPARE_PAGES_H
#define COMPARE_PAGES_H

#include "common/options.h"

enum compare_form { FORM_TEXT, FORM_JSON, FORM_CSV };

struct pages_options {
    struct option_texts files; /* of front pages */
    const char *pack;          /* NULL: the usual one */
    unsigned form;             /* one of the following */
};

/* Shows the differences of each record in the lists; the exit status. */
int pages_compare(const struct pages_options *options, char **lists, int count);

#endif
