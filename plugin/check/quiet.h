/*
 * quiet.h -- findings that are softened or left out after all steps: a
 * hospital's word on checks that are no rules, a page before discharge, and
 * what a coder has verified.
 */
#ifndef CHECK_QUIET_H
#define CHECK_QUIET_H

#include "check/verified.h"

struct quiet_options {
    struct verified verified;
    bool draft; /* before discharge: what is still to be filled in is info */
};

/* Changes and removes findings; r->quieted tells how many were verified. */
void quiet_run(struct result *r, const struct quiet_options *options);

#endif
