/*
 * check.h -- the pack's rules over one record.
 *
 * Cannot fail: it reports. A rule whose condition is true adds a finding with
 * its message, values filled in. Rule files: docs/rules.md.
 */
#ifndef CHECK_CHECK_H
#define CHECK_CHECK_H

#include "result/result.h"

/* Runs the rules of the result's pack that are on and in whose scope the page
 * is, in the order of the pack. `dialect`
 * gives the tag of a field that the input lacks. */
void check_run(struct result *r, uint32_t dialect);

/* What pages the record is (bits: enum page_kind): as its dialect says; a front
 * page that gives Chinese medical diagnoses is a Chinese medical one whatever
 * its dialect. */
unsigned check_pages(const struct result *r, uint32_t dialect);

/* True if the rule is on and made for such pages. */
bool check_applies(const struct pack_rule *rule, unsigned pages);

/* Runs one rule (a row of RULE), whatever its scope; how many findings it added
 * or would have. */
uint32_t check_rule(struct result *r, uint32_t rule, uint32_t dialect);

#endif
