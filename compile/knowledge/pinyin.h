/*
 * pinyin.h -- how characters are read: pinyin.csv, pinyin,characters,also.
 *
 * A character stands once among `characters`, at its usual reading, and among
 * `also` at the others.
 */
#ifndef COMPILE_KNOWLEDGE_PINYIN_H
#define COMPILE_KNOWLEDGE_PINYIN_H

#include "compile/build/build.h"

/* Reads the file, if the folder has it, into READING. */
void compile_pinyin(struct build *b, const char *folder);

/* The large letter that the usual reading of a character begins with; 0 if it
 * has none. */
char pinyin_initial(const struct build *b, uint32_t character);

#endif
