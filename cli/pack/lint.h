/*
 * lint.h -- what in a region would group cases wrongly: shared by the files
 * of `pack lint`.
 */
#ifndef PACK_LINT_H
#define PACK_LINT_H

#include "specimen.h"

struct lint {
    const struct pack *pack;
    struct specimen_pool pool;
    struct result result;
    struct specimen specimen;
    struct buffer lines, sentences; /* of rows (lint.c) */
    struct buffer out;              /* what is no row's, behind them */
    uint32_t faults, notes, blanks;
};

/* A fault is something no case can be grouped by; a note is to be looked at. */
enum lint_kind { LINT_FAULT, LINT_NOTE };

/* Adds a line: the place of a row of GROUP, its code, a sentence. */
void lint_say(struct lint *lint, enum lint_kind kind, uint32_t group,
              const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The same of a row of an <mdc> or <adrg> table. */
void lint_say_rule(struct lint *lint, enum lint_kind kind,
                   const struct pack_drg_rule *rule, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static inline const struct pack_group *lint_row(const struct lint *lint,
                                                uint32_t group)
{
    return PACK_ROW(lint->pack, SECTION_GROUP, pack_group, group);
}

static inline struct text lint_code(const struct lint *lint, uint32_t group)
{
    return pack_text(lint->pack, lint_row(lint, group)->group);
}

/* Rows no case can reach (lint-rows.c). */
void lint_reach(struct lint *lint);

/* Pairs of rows that only their order decides between, and specific rows that
 * score less than general ones (lint-pairs.c). */
void lint_pairs(struct lint *lint);

/* Codes the region's tables do not have, gray codes (lint-codes.c). */
void lint_codes(struct lint *lint);

/* DRG tables, for which none of the above is meant (lint-drg.c). */
void lint_drg(struct lint *lint);

/* ADRGs and codes of theirs that their MDC never hands on (lint-mdc.c). */
void lint_mdc(struct lint *lint);

/* Comprehensive rows whose key lacks a class that others have
 * (lint-rows.c). */
void lint_classes(struct lint *lint);

/* Scores that are blank, or far from what the mean cost would give
 * (lint-scores.c). */
void lint_scores(struct lint *lint);

/* Steps that nothing reads, months without a
 * value, parameters still to be filled in (lint-steps.c). */
void lint_steps(struct lint *lint);

#endif
