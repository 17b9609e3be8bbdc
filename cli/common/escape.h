/*
 * escape.h -- texts as they stand in XML that we write.
 */
#ifndef COMMON_ESCAPE_H
#define COMMON_ESCAPE_H

#include "base/buffer.h"

/* Text, or an attribute's value between double quotes. Characters that XML has
 * no way to write are left out. */
void xml_escape(struct buffer *out, struct text t, bool attribute);

#endif
