/*
 * gate-study.h -- what the instructions of a condition need for it to be true
 * (inside compile/expr).
 */
#ifndef COMPILE_EXPR_GATE_STUDY_H
#define COMPILE_EXPR_GATE_STUDY_H

#include "compile/expr/gate-needs.h"
#include "expr/expr.h"
#include "expr/instr.h"

/* Instructions from `at` to before `end` that leave one value. */
struct part {
    const struct pack *pack;
    uint32_t at, end;
    unsigned nesting;
    uint8_t each;               /* list of the rule's rows, or LIST_NONE */
    uint8_t loops[LIMIT_LOOPS]; /* lists of the open ones */
    uint8_t level;
};

static inline const struct pack_instr *part_instr(const struct part *p,
                                                  uint32_t at)
{
    return PACK_ROW(p->pack, SECTION_INSTR, pack_instr, at);
}

/* The literal for the cell that an instruction reads, still without classes;
 * false if no look is made there. */
bool part_literal(const struct part *p, const struct pack_instr *i,
                  enum look_what what, struct literal *out);

static inline int128 part_number(const struct part *p, uint32_t row)
{
    return pack_number(PACK_ROW(p->pack, SECTION_NUMBER, pack_number, row));
}

static inline struct text part_text(const struct part *p, uint32_t row)
{
    return pack_text(p->pack,
                     *PACK_ROW(p->pack, SECTION_TEXT_REF, pack_text, row));
}

/* What a part without `and` or `or` at its top needs to be true, or not to be
 * true (false or missing). Returns true if the study knows such parts
 * (gate-question.c). */
bool study_question(const struct part *p, bool wanted, struct needs *out);

/* Needs of a pattern on the text of a cell (gate-text.c). */
void study_matches(const struct part *p, struct needs *out);
void study_length(const struct part *p, struct needs *out);
void study_contains(const struct part *p, struct needs *out);

/* What a comparison or a list needs of the cells that it reads (gate-value.c).
 */
void study_value(const struct part *p, struct needs *out);

/* The whole condition. */
void study_condition(const struct part *p, struct needs *out);

#endif
