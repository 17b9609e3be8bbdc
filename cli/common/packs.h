/*
 * packs.h -- the packs a command was given with -p: none, one, several for
 * comparison, or a folder from which each record takes the one of its day.
 */
#ifndef COMMON_PACKS_H
#define COMMON_PACKS_H

#include "load/folder.h"

/*
 * Opens what was given: no path means $PREGROUP_PACK or the built-in pack; a
 * folder (all its *.pack) must stand alone. False after saying why; close
 * them in either case.
 */
bool packs_open(struct packs *packs, char *const *paths, uint32_t count);

/* The dialect of a pack by its name; PACK_NONE if it has none. */
uint32_t packs_dialect(const struct pack *pack, struct text name);
struct text packs_dialect_name(const struct pack *pack, uint32_t dialect);

#endif
