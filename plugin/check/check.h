/*
 * check.h -- runs the pack's rules on one record.
 *
 * Checking cannot fail. A rule whose condition is true adds a finding with its
 * message, in which values are filled in. Rule files: docs/rules.md.
 */
#ifndef CHECK_CHECK_H
#define CHECK_CHECK_H

#include "result/result.h"

/* Runs the rules of the result's pack that are on and in whose scope the page
 * is, in the order of the pack. `dialect`
 * gives the tag of a field that the input lacks. */
void check_run(struct result *r, uint32_t dialect);

/* What kind of page the record is (bits: enum page_kind), as its dialect says;
 * but a front page that gives diagnoses of Chinese medicine is one of Chinese
 * medicine whatever its dialect. */
unsigned check_pages(const struct result *r, uint32_t dialect);

/* True if the rule is on and made for such pages. */
bool check_applies(const struct pack_rule *rule, unsigned pages);

/* Runs one rule (a row of RULE), whatever its scope. Returns how many findings
 * it added, or would have added if there were room. */
uint32_t check_rule(struct result *r, uint32_t rule, uint32_t dialect);

#endif
