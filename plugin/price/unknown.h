/*
 * unknown.h -- what a message cannot say of its case.
 */
#ifndef PRICE_UNKNOWN_H
#define PRICE_UNKNOWN_H

#include "result/result.h"

/*
 * A bare 4101A message carries no sex, age or fee: the platform takes them from
 * the settlement. If the record has neither sex nor total cost, returns `why`
 * (why the case is not priced) with the names of all that is missing; else
 * `why` itself.
 */
struct text unknown_added(struct result *r, struct text why);

#endif
