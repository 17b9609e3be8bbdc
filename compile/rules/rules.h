/*
 * rules.h -- rule files and the table of scores, of the knowledge folder and
 * of a hospital.
 */
#ifndef COMPILE_RULES_RULES_H
#define COMPILE_RULES_RULES_H

#include "compile/read/document.h"

/* rules/NAME.rules (rules.c). */
void compile_rules(struct build *b, const char *folder);

/* One rule file; `from` is where it is named, its file may be NULL. */
void compile_rules_of(struct build *b, const char *path, struct place from);

/* score.csv, which a knowledge folder may lack; after the rules (score.c). */
void compile_score_of(struct build *b, const char *folder);

/* The same table, of a hospital. */
void compile_score(struct build *b, const char *path, struct place from);

/* Its <rules> join the rules compiled so far, then its <rule> grades them. */
void hospital_rules(struct hospital *h);

/* Its <score>, which takes the place of the knowledge folder's; false if it has
 * none. After the rules. */
bool hospital_score(struct hospital *h);

#endif
