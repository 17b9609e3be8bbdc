/*
 * mask.h -- the one place where a result gets the texts that it shows.
 *
 * Checks and steps put cells and sentences into a result as they stand, so
 * that none can forget what may not be shown; behind the last of them this
 * masks what is a part of the patient's identity (record/identity.h).
 */
#ifndef RESULT_MASK_H
#define RESULT_MASK_H

#include "result.h"

/* Behind all steps that put texts into the result, before any that looks at
 * what a finding shows. */
void mask_result(struct result *r);

#endif
