/*
 * pages.h -- front pages against settlement lists of the same stay.
 */
#ifndef COMPARE_PAGES_H
#define COMPARE_PAGES_H

#include <stdbool.h>

#define PAGES_MAX 64

struct pages_options {
    const char *files[PAGES_MAX]; /* of front pages */
    unsigned count;
    const char *pack; /* NULL: the usual one */
    bool json;
};

/* Shows the differences of each record in the lists; the exit status. */
int pages_compare(const struct pages_options *options, char **lists, int count);

#endif
