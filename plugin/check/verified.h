/*
 * verified.h -- findings that a coder has verified (已核实).
 *
 * As text a line each, four cells with tabs between: rule, record number,
 * admission (`-` for nothing), digest of what was found in hex; `#` begins a
 * comment line. docs/rules.md tells people. In memory a sorted key each, made
 * of the four, so that a change of any brings the finding back.
 */
#ifndef CHECK_VERIFIED_H
#define CHECK_VERIFIED_H

#include "base/buffer.h"
#include "result/result.h"

#define VERIFIED_DIGEST 16 /* hex digits */

struct verified {
    const uint64_t *keys;
    size_t count;
};

/* Appends the key of a line to `keys`, nothing for a comment or an empty
 * line; false if it is no such line. */
bool verified_read(struct text line, struct buffer *keys);

/* Sorts the keys; the list points to them. */
struct verified verified_sort(struct buffer *keys);

/* True if the list has a finding of this result. Errors are never quieted:
 * they must be mended. */
bool verified_holds(const struct verified *v, const struct result *r,
                    const struct finding *f);

/* What a line is made of besides the rule: digest of value and message, 病案号
 * and 住院次数. */
uint64_t verified_digest(const struct finding *f);
struct text verified_case_no(const struct result *r);
struct text verified_admission(const struct result *r);

#endif
