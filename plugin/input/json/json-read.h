/*
 * json-read.h -- from one JSON message, a settlement list or front page, to
 * fields, by jansson.
 *
 * A value's tag is its path in the message: `setlinfo.psn_name`, and in an
 * array of objects `diseinfo[2].diag_code`, counted from 1. Which path is
 * which field, and what a member says of the row it stands in, is the
 * dialect's (docs/dialect.md). Values are texts, numbers as they are written.
 */
#ifndef INPUT_JSON_JSON_READ_H
#define INPUT_JSON_JSON_READ_H

#include "input/decode/slice.h"
#include "input/fields/collect.h"

/* False: this build has no jansson. */
bool json_readable(void);

/*
 * Hands the message's values to the collector, which has begun; notes what is
 * broken. False if nothing could be read. A page with the tags of XML
 * (`{"BAH":"1"}`) may be of another dialect than its key tells: slice->dialect
 * becomes that.
 */
bool json_read(struct collector *c, struct slice *slice);

#endif
