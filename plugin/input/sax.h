/*
 * sax.h -- records of any markup, through libxml2's SAX2.
 *
 * No tree, no DOCTYPE, no entities but the five of XML, no network. A struct
 * sax belongs to one thread and serves any number of slices of one pack.
 */
#ifndef INPUT_SAX_H
#define INPUT_SAX_H

#include "input/fields/collect.h"
#include "input/reader.h"

struct sax;

/* NULL without memory. */
struct sax *sax_open(const struct pack *pack);

/*
 * Hands the leaves of a slice to the collector, which has begun, and notes
 * what is broken. The names it gives live until the next call. False if the
 * record breaks a limit that keeps it from being read at all.
 */
bool sax_run(struct sax *sax, const struct slice *slice,
             struct collector *collector);

void sax_close(struct sax *sax);

#endif
