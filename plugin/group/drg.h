/*
 * drg.h -- grouping by DRG: codes to lists, lists to MDC and ADRG, the other
 * diagnoses to a severity, all three to a DRG (dip-rules.md 4.2).
 *
 * Shared by the drg files of this room. Deciding allocates nothing and
 * compares no texts; only the explanation does, in the record's arena.
 */
#ifndef GROUP_DRG_H
#define GROUP_DRG_H

#include "group/case.h"
#include "group/group.h"

#define NO_ROW UINT32_MAX

/* What makes a case severe: the first of its heaviest complications. */
struct drg_weight {
    uint8_t level; /* enum drg_level */
    uint32_t row;  /* of the record's diagnoses; NO_ROW: none */
};

/* A diagnosis or operation of the record and what the tables know of it. */
struct drg_code {
    struct code code;
    uint32_t row;                      /* in the record's list */
    const struct pack_drg_code *known; /* NULL: stands in no list */
};

/* A case on its way; lies in the result's workspace. */
struct drg_search {
    struct result *r;
    struct group_case c;
    struct drg_code diagnoses[LIMIT_ROWS]; /* principal one first */
    uint32_t diagnosis_count;
    struct drg_code operations[LIMIT_ROWS]; /* as c.operations */
    /* By list: the diagnoses (bit i: diagnoses[i]) or operations (bit i:
     * operations[i]) that stand in it. Only the lists of the pack are set. */
    uint64_t marks[DRG_LISTS_MAX];
    struct drg_weight weight;
    uint32_t mdc, adrg; /* rows, or NO_ROW */
    uint32_t split;     /* row of DRG_SPLIT, or NO_ROW */
    uint32_t beyond;    /* of why_not: rows for which there was no room */
    bool alone; /* only operation c.principal_op counts: it is tried again */
};
_Static_assert(sizeof(struct drg_search) <= RESULT_WORKSPACE,
               "the search lies in the result's workspace");

static inline const struct pack_drg_rule *
drg_rule(const struct drg_search *s, unsigned section, uint32_t row)
{
    return PACK_ROW(s->r->pack, section, pack_drg_rule, row);
}

static inline const struct pack_drg_split *drg_split(const struct drg_search *s,
                                                     uint32_t row)
{
    return PACK_ROW(s->r->pack, SECTION_DRG_SPLIT, pack_drg_split, row);
}

/* Test i of a rule. */
static inline const struct pack_drg_test *
drg_test(const struct drg_search *s, const struct pack_drg_rule *rule,
         uint32_t i)
{
    return PACK_ROW(s->r->pack, SECTION_DRG_TEST, pack_drg_test,
                    rule->tests.first + i);
}

/* Code of a row of GROUP. */
static inline struct text drg_code_of(const struct drg_search *s,
                                      uint32_t group)
{
    return pack_group_code(s->r->pack, group);
}

/* ---- the case (drg-case.c) ------------------------------------------------
 */

/* Reads codes, marks lists, weighs complications. */
void drg_read(struct result *r, struct drg_search *s);

/* The codes that meet a test, as bits; none if it does not hold. */
uint64_t drg_met(const struct drg_search *s, const struct pack_drg_test *test);

/* True for tests of operations. */
static inline bool drg_asks_operation(const struct pack_drg_test *test)
{
    return test->kind >= TEST_PRINCIPAL_OP;
}

/* True if all tests of a rule and its condition hold, each test of operations
 * by another operation. */
bool drg_fits(const struct drg_search *s, const struct pack_drg_rule *rule);

/* True if the tests of operations hold, each by another one. */
bool drg_operations_fit(const struct drg_search *s,
                        const struct pack_drg_rule *rule);

/* True if enough of the REGION tests hold, by as many diagnoses. */
bool drg_regions_fit(const struct drg_search *s,
                     const struct pack_drg_rule *rule);

/* True if the principal diagnosis voids the complication. */
bool drg_excluded(const struct drg_search *s,
                  const struct pack_drg_severity *severity);

/* Diagnosis i as a complication, even an excluded one; NULL if it is none, or
 * repeats the principal diagnosis. */
const struct pack_drg_severity *drg_severity(const struct drg_search *s,
                                             uint32_t i);

/* ---- the way (drg.c) ------------------------------------------------------
 */

/* First row of ADRG of an MDC that fits, from row `from` on; NO_ROW. */
uint32_t drg_find_adrg(const struct drg_search *s,
                       const struct pack_drg_rule *mdc, uint32_t from);

/* First DRG of an ADRG that the case reaches; NO_ROW. */
uint32_t drg_find_split(const struct drg_search *s,
                        const struct pack_drg_rule *adrg);

/* True if the case reaches the DRG. */
bool drg_split_fits(const struct drg_search *s,
                    const struct pack_drg_split *split);

/* Decides and fills r->grouping without sentences; *out is the list that keeps
 * the case out, or NULL. */
void drg_decide(struct result *r, struct drg_search *s,
                const struct pack_excluded **out);

/* ---- sentences ------------------------------------------------------------
 */

/* Sentences and candidates of r->grouping after drg_decide (drg-explain.c). */
void drg_explain(struct drg_search *s, const struct pack_excluded *out);

/* `“table”第 n 行` of a rule (drg-explain.c). */
const char *drg_place(const struct drg_search *s,
                      const struct pack_drg_rule *rule);

/* The whole of group_run and group_why_not for a pack that groups by DRG. */
void drg_run(struct result *r);
void drg_why_not(struct result *r);

/* True if the pack groups by DRG. */
static inline bool drg_pack(const struct pack *p)
{
    return pack_count(p, SECTION_DRG) > 0;
}

#endif
