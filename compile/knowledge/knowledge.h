/*
 * knowledge.h -- what compiles the knowledge folder, in the order in which it
 * must run. Each function reads its files to the end and adds faults.
 */
#ifndef COMPILE_KNOWLEDGE_KNOWLEDGE_H
#define COMPILE_KNOWLEDGE_KNOWLEDGE_H

#include "compile/build/build.h"
#include "compile/read/table.h"

/* dictionaries/NAME.csv: code,name; dictionaries/maps/NAME.csv: code,is, the
 * codes of an interface and what they are in ours (dictionaries.c). */
void compile_dictionaries(struct build *b, const char *folder);

#define DICTIONARY_MAP "maps/"
/* Ids of maps that a hospital's file changed begin so. */
#define DICTIONARY_OF_HOSPITAL DICTIONARY_MAP "hospital."

/* Row of DICTIONARY by its id behind `prefix` ("" or DICTIONARY_MAP);
 * PACK_NONE if there is none. */
uint32_t compile_find_dictionary(const struct build *b, const char *prefix,
                                 struct text id);

/* fields.csv: field,name,type,length,dictionary,identity (fields.c). */
void compile_fields(struct build *b, const char *folder);

/* dialects/NAME.csv: tag,field,use,map (dialects.c, spread.c, paths.c). */
void compile_dialects(struct build *b, const char *folder);

/* hints.csv: tag,field, names that vendors give to fields, written as in a
 * dialect; pinyin.csv: pinyin,characters,also, by which tags that are made of
 * initials are told and codes are found. A folder may lack both (hints.c,
 * pinyin.c). */
void compile_hints(struct build *b, const char *folder);

/* icd10.csv: code,name,fourth,sex,age,principal and icd9cm3.csv:
 * code,name,third,class (structure.c). */
void compile_structure(struct build *b, const char *folder);

/*
 * Finds the knowledge folder (one that holds fields.csv) for a program whose
 * own path is `program` (NULL if unknown): $PREGROUP_KNOWLEDGE, `knowledge`
 * in the current folder, beside the program, in ../share/pregroup of it, or
 * where it is installed. Returns a path to be freed, or NULL.
 */
char *compile_knowledge_folder(const char *program);

/* Opens a table of the knowledge folder, whose columns are called `names`
 * (those that end in ? may be absent); false after a fault. table_close in
 * either case. */
bool knowledge_table(struct build *b, const char *folder, const char *name,
                     const char *const *names, struct heading *headings,
                     size_t count, struct table *table);

/*
 * Finds a field by what dialects, rules and examples call it: `sex`,
 * `diagnoses.code` or `diagnoses[1].code`; *row is 0 without a number.
 * PACK_NO_FIELD if the name or its form is wrong.
 */
uint16_t knowledge_field(const struct build *b, struct text t, uint32_t *row);

/* What a dialect's column `field` says of a tag, in an empty meaning: `sex`,
 * `diagnoses[1].code`, or, for `rows`, `diagnoses[#+1].code`. False if it is
 * none (dialects.c). */
bool knowledge_meaning(const struct build *b, struct text field, bool rows,
                       struct pack_tag *tag);

#endif
