/*
 * region.h -- the parts of region.xml.
 */
#ifndef START_REGION_H
#define START_REGION_H

#include "start/start.h"

/* ` name="value"`, escaped. */
void put_xml_attribute(struct buffer *xml, const char *name, struct text value);

/* How cases are grouped, and what they are paid, as it begins
 * (region-rules.c). */
void start_grouping(const struct start *s, const struct start_reading *reading,
                    struct buffer *xml);
void start_settlement(const struct start *s, struct buffer *xml);

#endif
