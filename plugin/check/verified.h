/*
 * verified.h -- findings that a coder has verified (已核实).
 *
 * As text, each is a line of four cells with tabs between: rule, record number,
 * admission (`-` for nothing), and a digest in hex of what was found; cells
 * behind these (when, by whom, why) are the coder's; `#` begins a comment line
 * (docs/rules.md). In memory, each is a key made of the
 * four, so that a change of any of them brings the finding back; the keys are
 * sorted.
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

/* Appends the key of a line to `keys`, nothing for a comment or an empty line;
 * false if it is not such a line. */
bool verified_read(struct text line, struct buffer *keys);

/* Sorts the keys; the list points to them. */
struct verified verified_sort(struct buffer *keys);

/* True if the list has a finding of this result. Errors are never quieted: they
 * must be corrected. */
bool verified_holds(const struct verified *v, const struct result *r,
                    const struct finding *f);

/* What a line is made of besides the rule: digest of value and message, 病案号
 * and 住院次数. */
uint64_t verified_digest(const struct finding *f);
struct text verified_case_no(const struct result *r);
struct text verified_admission(const struct result *r);

#endif
