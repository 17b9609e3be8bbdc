/*
 * tags.h -- the tags that nobody knows, counted over the rows of cases.csv.
 *
 * The column unknown_tags of cases.csv holds those of a record with `|` between
 * them, each in four parts with `=` between: the tag, the shape of its first
 * value, the field that it may stand for and what that is called.
 */
#ifndef BATCH_SUMS_TAGS_H
#define BATCH_SUMS_TAGS_H

#include "batch/sums/tally.h"

enum tag_part { TAG_DIALECT, TAG_NAME, TAG_SHAPE, TAG_FIELD, TAG_LABEL, PARTS };

/* Adds the cell of a record; the dialect is the record's. */
void tags_add(struct tally_table *t, struct text dialect, struct text cell);

/* The parts of an entry; of several shapes and fields the first in cases.csv
 * are kept. */
void tags_parts(const struct tally_entry *e, struct text parts[PARTS]);

/* Appends the list of summary.json. */
void tags_put(const struct tally_table *t, struct buffer *out);

#endif
