#include "group/exclude.h"

/* What becomes of one operation. */
enum standing { STAYS, NOT_PRINCIPAL, COUNTS_CONSERVATIVE, LEAVES };

struct exclusion {
    const struct result *r;
    const struct pack_grouping *rules;
    struct group_case *c;
    bool open;         /* the principal operation is still looked for */
    bool conservative; /* it was one that counts as none */
};

/* An operation that may be principal for some diagnoses only. */
static bool outside(const struct exclusion *x, const struct pack_excluded *e)
{
    return e->role == ROLE_WITHIN &&
           (e->within == PACK_NONE || !case_holds(x->r, NULL, e->within));
}

static enum standing stand(const struct exclusion *x,
                           const struct pack_excluded *e, bool is_outside)
{
    switch (e->role) {
    case ROLE_DROPPED:
        return LEAVES;
    case ROLE_CONSERVATIVE:
        return COUNTS_CONSERVATIVE;
    case ROLE_NOT_PRINCIPAL:
        return NOT_PRINCIPAL;
    default:
        if (!is_outside)
            return STAYS;
        /* Outside its range it only loses the first place: among the others
         * it stays (dip-3.0.md 2.6). */
        return x->open && !x->rules->outside_skipped ? COUNTS_CONSERVATIVE
                                                     : NOT_PRINCIPAL;
    }
}

static enum standing assess(struct exclusion *x,
                            const struct case_operation *op)
{
    const struct pack *pack = x->r->pack;
    const struct pack_excluded *e =
        pack_excluded_find(pack, SYSTEM_PROCEDURE, op->code);
    struct group_case *c = x->c;
    bool is_outside;
    enum standing s;

    if (e == NULL)
        return STAYS;
    is_outside = outside(x, e);
    s = stand(x, e, is_outside);
    if (s != STAYS)
        c->set_aside[c->set_aside_count++] = (struct case_set_aside){
            op->code, op->row,
            (uint32_t)(e - PACK_ROW(pack, SECTION_EXCLUDED, pack_excluded, 0)),
            is_outside};
    return s;
}

/* Notes a real operation behind a principal one that counts as none. */
static void note_behind(const struct exclusion *x, enum standing s,
                        const struct case_operation *op)
{
    const uint8_t class = pack_op(x->r->pack, op->code).class;

    if (s == STAYS && x->conservative && x->c->behind.code.high == 0 &&
        (class == CLASS_SURGERY || class == CLASS_INTERVENTION))
        x->c->behind = *op;
}

/* Whether an operation stays among the others. */
static bool stays(struct exclusion *x, enum standing s)
{
    if (s == STAYS && x->open) {
        x->open = false;
        x->c->principal_op = x->c->operation_count;
    }
    if (s == COUNTS_CONSERVATIVE && x->open) {
        x->open = false;
        x->conservative = true;
        x->c->simple = x->c->set_aside_count - 1;
        return false;
    }
    if (s == COUNTS_CONSERVATIVE)
        return x->rules->conservative_kept;
    return s != LEAVES;
}

void exclude_operations(const struct result *r, struct group_case *c)
{
    struct exclusion x = {
        .r = r,
        .rules = PACK_ROW(r->pack, SECTION_GROUPING, pack_grouping, 0),
        .c = c,
        .open = true};
    const uint32_t count = c->operation_count;

    c->principal_op = count > 0 ? 0 : NO_OPERATION;
    if (pack_count(r->pack, SECTION_EXCLUDED) == 0)
        return;
    c->principal_op = NO_OPERATION;
    c->operation_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct case_operation op = c->operations[i];

        const enum standing standing = assess(&x, &op);

        note_behind(&x, standing, &op);
        if (stays(&x, standing))
            c->operations[c->operation_count++] = op;
    }
    if (x.conservative && x.rules->conservative_case)
        c->operation_count = 0;
}
