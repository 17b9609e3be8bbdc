/*
 * rules-show.h -- the checks of a pack as a list, one by one and as a page of
 * the docs: its rules, and what the program itself finds.
 */
#ifndef RULES_RULES_SHOW_H
#define RULES_RULES_SHOW_H

#include "base/buffer.h"
#include "pack/pack.h"

/* A line for each check. */
void rules_list(const struct pack *pack, struct buffer *out);

/* Everything about one check; false if there is none of this id. */
bool rules_show(const struct pack *pack, struct text id, struct buffer *out);

/* A page in Markdown: every check, by the letters of its id. */
void rules_doc(const struct pack *pack, struct buffer *out);

#endif
