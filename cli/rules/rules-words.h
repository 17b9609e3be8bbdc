/*
 * rules-words.h -- a rule in words: what people read in lists and on pages.
 */
#ifndef RULES_RULES_WORDS_H
#define RULES_RULES_WORDS_H

#include "base/buffer.h"
#include "pack/pack.h"

/* 错误, 警告 ... for an enum severity. */
const char *rules_severity(unsigned severity);

/* Where a rule runs: 病案首页, 医保结算清单 ... ; "所有页面" for scope 0. */
void rules_put_scope(unsigned scope, struct buffer *out);

/* The message of a rule as people will read it: what the braces fill in is
 * named by the field's label, as 〔入院时间〕; without a rule as it is written,
 * expressions in braces. */
void rules_put_message(const struct pack *pack, const struct pack_rule *rule,
                       struct pack_range pieces, struct buffer *out);

#endif
