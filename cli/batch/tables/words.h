/*
 * words.h -- what stands in the tables for programs, in a workbook for people.
 */
#ifndef BATCH_TABLES_WORDS_H
#define BATCH_TABLES_WORDS_H

#include "book/book.h"

/* The Chinese of a word; what is no word of ours as it is. */
struct text words_of(struct text code);

/* A cell with its word's Chinese and colour; what is no word of ours stands as
 * it is. */
void words_put(struct sheet *s, unsigned column, struct text code);

#endif
