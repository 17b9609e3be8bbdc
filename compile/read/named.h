/*
 * named.h -- children of an element, to be found by a name.
 *
 * A file may hold tens of thousands of them, so none is looked for by going
 * through the others.
 */
#ifndef COMPILE_READ_NAMED_H
#define COMPILE_READ_NAMED_H

#include "compile/read/element.h"

struct named {
    struct text name;
    uint32_t place; /* among its like, as they stand */
    const xmlNode *node;
};

/* Children of one kind: struct named, in the order of names, then of places.
 * Starts empty ({0}); the caller frees it by buffer_free. Where memory did not
 * suffice for all of them the build is never finished. */
void named_add(struct buffer *all, struct text name, const xmlNode *node);
void named_sort(struct build *b, struct buffer *all);

/* The children of `parent` (NULL: none) that are called `element`, by their
 * attribute `name`; sorted. */
void named_read(struct region *r, const xmlNode *parent, const char *element,
                struct buffer *all);

/* Those of one name; their number, 0 if there are none. */
size_t named_find(const struct buffer *all, struct text name,
                  const struct named **first);

#endif
