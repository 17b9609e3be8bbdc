/*
 * range.h -- the standard while the region's sets may come to anything between
 * their low= and high= (inside plugin/price).
 */
#ifndef PRICE_RANGE_H
#define PRICE_RANGE_H

#include "price/run.h"

/*
 * Fills low, high and breaks of the settlement from the steps that price.c ran
 * for the case's group; they are run again. The least and the most stand at an
 * end, at the given value, or where the deviation changes between two of these:
 * of several sets in all combinations. They stay missing where no set
 * that fits has a range, or the standard is not known everywhere.
 */
void range_find(struct run *run);

#endif
