/*
 * search.h -- one case on its way to a group, shared by the files of this
 * room. Lies on the stack of its thread; deciding allocates nothing, only the
 * explanation does, in the record's arena.
 */
#ifndef GROUP_SEARCH_H
#define GROUP_SEARCH_H

#include "group/case.h"
#include "group/group.h"

/* A row all of whose conditions are met. */
struct contender {
    uint32_t group;   /* row of GROUP */
    uint32_t matched; /* parts met */
    uint64_t used;    /* bits of the operations that met a part */
    bool complete;    /* every part is met */
    bool principal;   /* the principal operation met a main part */
    bool exact;       /* every part met is met by the very code */
    uint8_t lost_at;  /* number of the filter, from 1; 0 as long as it has not
                         lost */
    uint32_t lost_to; /* contender that was best by that filter */
    struct text lost_by; /* in words, filled by explain.c */
};

struct search {
    struct result *r;
    const struct pack_grouping *rules;
    struct group_case c;
    uint32_t layer; /* where the candidates were found */
    uint32_t asked; /* the condition asked last, or PACK_NONE: rows that stand
                       together often share one */
    bool holds;     /* and its answer */
    uint32_t count;
    uint32_t beyond; /* candidates for which there was no room */
    struct contender list[LIMIT_CANDIDATES];
};

static inline const struct pack_group *search_row(const struct search *s,
                                                  const struct contender *x)
{
    return PACK_ROW(s->r->pack, SECTION_GROUP, pack_group, x->group);
}

/* True if the case meets all that row g asks; x then says how (row.c). */
bool row_fits(struct search *s, const struct pack_group *g,
              struct contender *x);

/* Operations of the case that may meet part i of row g, as bits (row.c). */
uint64_t row_met_by(const struct search *s, const struct pack_group *g,
                    uint32_t i);

/* True if the operations that meet row g stand in the order that it asks for
 * (row.c). */
bool row_ordered(const struct search *s, const struct pack_group *g);

/* True if the record holds what row g asks besides operations (row.c). */
bool row_conditions(struct search *s, const struct pack_group *g);

/* True if part i of row g may be met by an operation of that code (row.c). */
bool row_asks(const struct search *s, const struct pack_group *g, uint32_t i,
              struct code operation);

/* The rows of one diagnosis, of any layer: {.length = code_length(dx)}. */
struct row_walk {
    unsigned length; /* of the key looked for next; 0: ranges */
    unsigned mark;   /* of that key: place in case_marks of a plain case */
    uint32_t span;   /* row of SPAN looked at next */
};

/* The next rows, keys first, long before short, then ranges; false at the end
 * (row.c). */
bool row_walk_next(const struct pack *p, struct code dx, struct row_walk *walk,
                   struct pack_range *rows);

/* Fills the list with the candidates of a layer (layer.c): rows of the longest
 * key that gives any; else of the narrowest range; else those for every
 * diagnosis. Comprehensive rows and the others are searched separately. */
void layer_search(struct search *s, uint32_t layer);

/* Runs the layer's filters: if there are contenders, exactly one keeps lost_at
 * 0 (pick.c). */
void pick_run(struct search *s);

/* The filter's words in Chinese, and why x lost by it (pick-words.c). */
const char *pick_name(unsigned filter);
const char *pick_lost_words(const struct search *s, const struct contender *x);

/* True if the case with its chosen row stands in the primary-care list; *row
 * is its row of PRIMARY (primary.c). */
bool primary_listed(const struct search *s, const struct pack_group *g,
                    uint32_t *row);

/* The code of row g as results show it, in the arena or the pack
 * (written.c). */
struct text group_written(struct search *s, const struct pack_group *g);

/* Sentences and candidates of r->grouping (explain.c). */
void explain_grouped(struct search *s);
void explain_excluded(struct search *s, const struct pack_excluded *e);
void explain_ungrouped(struct search *s);

/* `what：` and the text of a condition; nothing for PACK_NONE. */
void explain_condition(struct result *r, const char *what, uint32_t expr);

/* Sentences: operations that lists set aside; that the pack's figures are
 * invented. */
void explain_set_aside(struct result *r, const struct group_case *c);
void explain_sample(struct result *r);

/* Sentences that name the tables nobody has supplied yet (<... fill=>), each
 * with its source: they may be why a case has no group, or may change the group
 * it has. Says nothing if all tables are there. */
void explain_blanks(struct result *r);

/* ---- findings GRP (advice.c) --------------------------------------------- */

/* Points a finding at the code in row `row` of the list; NULL f allowed. */
void advice_at(struct result *r, struct finding *f, enum record_list list,
               uint32_t row);

/* A code with its name, if the pack knows one. */
const char *advice_code(struct result *r, enum code_system system,
                        struct code code);

/* GRP001, GRP005 and GRP006 (advice-codes.c). */
void advise_gray(struct search *s);
void advise_simple(struct search *s);
void advise_excluded(struct search *s);

#endif
