/*
 * quiet.h -- findings that are softened or left out after all steps: a
 * hospital's word on checks that are no rules, a page before discharge, and
 * what a coder has verified.
 */
#ifndef CHECK_QUIET_H
#define CHECK_QUIET_H

#include "result/result.h"

/*
 * Findings that a coder has verified, as sorted keys. A key is made of the
 * rule, the stay and what was found, so that a change of any brings the
 * finding back.
 */
struct verified {
    const uint64_t *keys;
    size_t count;
};

struct quiet_options {
    const struct verified *verified; /* NULL: nothing is */
    bool draft; /* before discharge: what is still to be filled in is info */
};

/* Digest of what a finding says: value and message. */
uint64_t quiet_digest(const struct finding *f);

/* Key of rule, record number, admission and digest, as verified keeps it. */
uint64_t quiet_key(struct text rule, struct text case_no, struct text admission,
                   uint64_t digest);

/* The stay of a record as quiet_key wants it: 病案号 and 住院次数. */
struct text quiet_case_no(const struct result *r);
struct text quiet_admission(const struct result *r);

/* Changes and removes findings; r->quieted tells how many were verified.
 * Errors are never quieted: they must be mended. */
void quiet_run(struct result *r, const struct quiet_options *options);

#endif
