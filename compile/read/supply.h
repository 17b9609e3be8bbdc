/*
 * supply.h -- tables that a region's documents leave open (`fill` beside
 * `file`): the hospital's file names where it keeps them, or they are put
 * into the region's folder; until then they are blanks.
 */
#ifndef COMPILE_READ_SUPPLY_H
#define COMPILE_READ_SUPPLY_H

#include "compile/read/element.h"

/*
 * The path (to be freed) of the table that an element with `fill` asks for;
 * `path` is where it would lie in the region's folder and is taken over. NULL
 * if there is none: the pack then lists it as a blank. What a sample hospital
 * supplies makes the pack a sample.
 */
char *supply_file(struct region *r, const xmlNode *node, struct text file,
                  char *path);

/* True if some table is still a blank. */
bool supply_lacks(const struct region *r);

/* Faults for files of the hospital that the region below `root` does not ask
 * for. */
void supply_unused(struct region *r, const xmlNode *root);

#endif
