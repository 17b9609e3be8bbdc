/*
 * price.h -- what the fund will pay: the region's settlement over the chosen
 * group, step by step, in exact decimals (contracts.md 3; dip-rules.md 3).
 *
 * Cannot fail: a missing step makes the case unpriced and says why.
 */
#ifndef PRICE_PRICE_H
#define PRICE_PRICE_H

#include "result.h"

/* Fills r->settlement and the candidates' standards. */
void price_run(struct result *r);

/* Value of a step by name ("standard"), NULL if the region has none. */
const struct value *price_step(const struct settlement *s, struct text name);

#endif
