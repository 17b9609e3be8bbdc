/*
 * compile.h -- from text sources to a pack.
 *
 * The sources are the knowledge folder (fields, dialects, dictionaries,
 * classifications, rules) and a region's folder. All of them are read to the
 * end, so that one run names every fault.
 */
#ifndef COMPILE_COMPILE_H
#define COMPILE_COMPILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compile/build/fault.h"

/*
 * Compiles a region (NULL: the knowledge alone, without catalogue and
 * settlement), with a hospital's file laid over it (NULL: none), to the bytes
 * of a pack, appended to *out. False if there was any fault; *faults then names
 * them, by file and line. The same sources give the same bytes, wherever they
 * lie.
 */
bool compile_pack(const char *region_xml, const char *hospital_xml,
                  const char *knowledge_dir, struct buffer *out,
                  struct compile_faults *faults);

/* The same for a rule file of its own, which takes the place of the knowledge
 * folder's rules; there is no region. */
bool compile_rule_file(const char *rules, const char *knowledge_dir,
                       struct buffer *out, struct compile_faults *faults);

#endif
