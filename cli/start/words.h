/*
 * words.h -- what bureaus call things: headings, kinds of groups.
 */
#ifndef START_WORDS_H
#define START_WORDS_H

#include "start/start.h"

/* What a heading says its column is. Without `types` 操作类型 is operations. */
enum start_role words_role(struct text heading, bool types);

/* The field of region.xml, and the Chinese name, of a role. */
const char *words_field(enum start_role role);
const char *words_title(enum start_role role);

/* The kind of group (core, comprehensive ...) that a word means; NULL: none. */
const char *words_kind(struct text word);

/* True for a cell that says a kind and little else: 核心, 综合组. */
bool words_is_kind(struct text cell);

/* A name factor_... of a heading, for expressions; false if the heading has
 * nothing to make it of. */
bool words_factor(struct text heading, char out[32]);

/* The level of hospital (1 to 3) that a heading speaks of; 0: none. */
unsigned words_level(struct text heading);

#endif
