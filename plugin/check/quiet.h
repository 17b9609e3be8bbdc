/*
 * quiet.h -- findings that are softened or left out after all steps: because
 * the hospital's file says so (of checks that are not rules), because the
 * patient is not discharged yet, or because a coder has verified them.
 */
#ifndef CHECK_QUIET_H
#define CHECK_QUIET_H

#include "check/verified.h"

struct quiet_options {
    struct verified verified;
    bool draft; /* before discharge: what is still to be filled in is info */
};

/* What the hospital's file says of checks that are not rules. */
void quiet_grade(struct result *r);

/* The rest; r->quieted tells how many were verified. */
void quiet_run(struct result *r, const struct quiet_options *options);

#endif
