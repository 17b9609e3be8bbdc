/*
 * example.h -- the examples in rule files: `field=value; field=value`.
 */
#ifndef COMPILE_RULES_EXAMPLE_H
#define COMPILE_RULES_EXAMPLE_H

#include "base/text.h"

/*
 * Takes the next assignment from *rest, moving behind it: its name and the
 * raw text of its values. False at the end, and with *wrong set where there
 * is no `=`.
 */
bool example_next(struct text *rest, struct text *name, struct text *values,
                  bool *wrong);

/*
 * Takes the next value of a list from *rest, moving behind it, without quotes
 * and outer blanks; *more says if another follows. A quoted value holds no
 * quotes itself.
 */
struct text example_value(struct text *rest, bool *more);

#endif
