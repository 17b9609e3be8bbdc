/*
 * way.h -- paths in a document that is written to another folder than it was
 * read from.
 */
#ifndef CALIBRATE_WAY_H
#define CALIBRATE_WAY_H

#include <limits.h>

#include "edit.h"

/* Two folders, without links, each with a slash at its end. */
struct way {
    char from[PATH_MAX], to[PATH_MAX];
};

/* From where `from` will lie to where `to` lies; false after saying why a
 * folder is not there. */
bool way_open(struct way *w, const char *from, const char *to);

/* The tables and files that the document names, from another folder. */
void way_move_paths(const struct way *way, struct edit *e);

/* What the hospital's <file name> calls is a `file` of the region, which has
 * moved, too. */
void way_move_names(const struct way *way, struct edit *e);

#endif
