/*
 * held.h -- records whose tags are values of attributes.
 *
 * What writes a table as XML without knowing its columns names them in an
 * attribute: `<field name="BAH">1</field>`, `<item code="BAH" value="1"/>`. The
 * dialect says which (`@tag`, docs/dialect.md). Such a record is written anew
 * with the tags as elements, line by line where they stood, and read as any.
 */
#ifndef INPUT_HELD_H
#define INPUT_HELD_H

#include "base/buffer.h"
#include "pack/pack.h"

/* Writes the record to out, which is emptied first; false without memory. */
bool held_rewrite(const struct pack *pack, uint32_t dialect, struct text record,
                  struct buffer *out);

#endif
