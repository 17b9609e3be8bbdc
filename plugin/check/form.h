/*
 * form.h -- what was read although the interface wants it written otherwise.
 */
#ifndef CHECK_FORM_H
#define CHECK_FORM_H

#include "result/result.h"

/* Adds a warning for each code and date that does not stand in the form that
 * the dialect says its interface takes. */
void form_check(struct result *r, uint32_t dialect);

#endif
