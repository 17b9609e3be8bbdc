/*
 * price.h -- what the fund will pay: the region's settlement over the chosen
 * group, step by step, in exact decimals (docs/settlement.md; dip-rules.md 3).
 *
 * Cannot fail: a missing step makes the case unpriced and says why.
 */
#ifndef PRICE_PRICE_H
#define PRICE_PRICE_H

#include "result/result.h"

/* Fills r->settlement and the candidates' standards. */
void price_run(struct result *r);

/* What the record would be paid in r->grouping, with its group and kind; `fund`
 * may be NULL. Changes nothing of the result but its arena. */
void price_group(struct result *r, struct value *standard, struct value *fund);

/* Its standard in r->grouping if the sets of these names came to these numbers;
 * names that are no set's are passed over. The same holds. */
struct value price_with(struct result *r, const struct step_value *sets,
                        uint32_t count);

/* What it would be paid if it had cost what its group costs on the average;
 * missing unless the region calls that cost normal. The same holds. */
void price_usual(struct result *r, struct value *standard);

/* Value of a step by name ("standard"), NULL if the region has none. */
const struct value *price_step(const struct settlement *s, struct text name);

#endif
