/*
 * rules.h -- the checks of a pack for people: its rules, and what the program
 * itself finds.
 */
#ifndef RULES_RULES_H
#define RULES_RULES_H

#include "base/buffer.h"
#include "pack/pack.h"

/* A line for each check. */
void rules_list(const struct pack *pack, struct buffer *out);

/* Everything about one check; false if there is none of this id. */
bool rules_show(const struct pack *pack, struct text id, struct buffer *out);

/* The same as JSON: an array of objects, or the object of one check. */
void rules_json(const struct pack *pack, struct buffer *out);
bool rules_json_one(const struct pack *pack, struct text id,
                    struct buffer *out);

/* A page in Markdown: every check, by the letters of its id. */
void rules_doc(const struct pack *pack, struct buffer *out);

struct rules_tally {
    uint32_t rules, examples, failed;
};

/* Runs every example of every rule; each that does not do what it says is a
 * line of *out. False without memory (rules-examples.c). */
bool rules_run_examples(const struct pack *pack, struct rules_tally *tally,
                        struct buffer *out);

/* ---- words (rules-words.c) ----------------------------------------------- */

/* 错误, 警告 ... as an enum severity. */
const char *rules_severity(unsigned severity);

/* Where a rule runs: 病案首页, 医保结算清单 ... ; "所有页面" for scope 0. */
void rules_put_scope(unsigned scope, struct buffer *out);

/* The message of a rule as people will read it: what the braces fill in is
 * named by the field's label, as 〔入院时间〕; without a rule as it is written,
 * expressions in braces. */
void rules_put_message(const struct pack *pack, const struct pack_rule *rule,
                       struct pack_range pieces, struct buffer *out);

#endif
