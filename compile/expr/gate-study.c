/* The needs of a condition: `and`, `or`, `not` and loops; what lies between
 * them is studied elsewhere. */
#include "compile/expr/gate-study.h"

#define NESTING_MAX 128 /* of `and`, `or` and `any` */

bool part_literal(const struct part *p, const struct pack_instr *i,
                  enum look_what what, struct literal *out)
{
    const struct pack_field *field = pack_field(p->pack, i->b);

    *out = (struct literal){.field = i->b,
                            .what = (uint8_t)what,
                            .place = LOOK_ANY,
                            .told = (uint8_t)gate_told_by(field->type),
                            .scalar = i->a == PLACE_SCALAR,
                            .rows = i->a == PLACE_EACH,
                            .text = PACK_NONE};
    if (i->a == PLACE_FIXED)
        out->place = LOOK_FIRST;
    return i->a != PLACE_FIXED || i->c == 1;
}

/* ---- rows of the same list ---------------------------------------------- */

/* `code = this.code`, `code = diagnoses[1].code` */
static void note_same(const struct part *p, const struct pack_instr *a,
                      const struct pack_instr *b, struct needs *out)
{
    if (a->op != OP_FIELD || b->op != OP_FIELD || a->b != b->b ||
        field_value_types[pack_field(p->pack, a->b)->type] != VALUE_CODE)
        return;
    if (a->a == PLACE_LOOP && b->a == PLACE_EACH)
        out->same_field = a->b;
    else if (a->a == PLACE_EACH && b->a == PLACE_FIXED && b->c == 1)
        out->same_as_first = a->b;
}

/* Five instructions: `category(code) = category(this.code)`. */
static void note_category(const struct part *p, struct needs *out)
{
    const struct pack_instr *a = part_instr(p, p->at), *b = a + 2;

    if (a->op == OP_FIELD && a[1].op == OP_CATEGORY && b->op == OP_FIELD &&
        b[1].op == OP_CATEGORY && b[2].op == OP_COMPARE &&
        b[2].a == RELATION_EQUAL && a->b == b->b &&
        ((a->a == PLACE_LOOP && b->a == PLACE_EACH) ||
         (a->a == PLACE_EACH && b->a == PLACE_LOOP)))
        out->same_category = a->b;
}

static bool is_row_of(const struct pack_instr *i, unsigned place)
{
    return i->op == OP_ROW && i->a == place;
}

/* Three instructions that compare: notes what they say of pairs of rows. */
static void note_pair(const struct part *p, struct needs *out)
{
    const struct pack_instr *a = part_instr(p, p->at), *b = a + 1;
    const unsigned relation = a[2].a;

    if (relation == RELATION_EQUAL) {
        note_same(p, a, b, out);
        note_same(p, b, a, out);
    }
    if ((relation & RELATION_EQUAL) == 0 &&
        ((is_row_of(a, PLACE_LOOP) && is_row_of(b, PLACE_EACH)) ||
         (is_row_of(b, PLACE_LOOP) && is_row_of(a, PLACE_EACH))))
        out->other_row = true;
    if (relation == RELATION_GREATER && is_row_of(a, PLACE_EACH) &&
        b->op == OP_NUMBER && part_number(p, b->c) >= DECIMAL_ONE)
        out->not_first = true;
}

/* The row has the value in common with another of the list. */
static void need_twice(uint16_t field, enum look_what what, struct needs *out)
{
    needs_add(out, &(struct literal){.classes = ~(uint64_t)0,
                                     .field = field,
                                     .what = (uint8_t)what,
                                     .place = LOOK_TWICE,
                                     .rows = true,
                                     .text = PACK_NONE});
}

/* The first field of a list. */
static uint16_t lead_field(const struct part *p, unsigned list)
{
    uint32_t n = 0;

    while (n < pack_count(p->pack, SECTION_FIELD) &&
           pack_field(p->pack, n)->list != list)
        n++;
    return (uint16_t)n;
}

/* `row > 1`: the rows whose numbers are so. */
static void study_row(const struct part *p, struct needs *out)
{
    const struct pack_instr *i = part_instr(p, p->at);
    const int128 number = part_number(p, i[1].c);
    const bool rows = i->a == PLACE_EACH;
    struct literal l = {
        .what = LOOK_ROW, .place = LOOK_ANY, .rows = rows, .text = PACK_NONE};

    if (!rows && i->a - PLACE_LOOP >= p->level)
        return;
    l.field = lead_field(p, rows ? p->each : p->loops[i->a - PLACE_LOOP]);
    for (unsigned row = 1; row <= LIMIT_ROWS; row++) {
        const int128 n = decimal_from_int(row);

        if (i[2].a & (n < number    ? RELATION_LESS
                      : n == number ? RELATION_EQUAL
                                    : RELATION_GREATER))
            l.classes |= gate_class(row - 1);
    }
    needs_add(out, &l);
}

/* ---- and, or, not, any -------------------------------------------------- */

/* Where an instruction may go besides on, or 0. */
static uint32_t target_of(const struct pack_instr *i, uint32_t at)
{
    switch (i->op) {
    case OP_JUMP:
    case OP_AND:
    case OP_OR:
    case OP_IF:
    case OP_DEFAULT:
        return at + 1 + i->c;
    default:
        return 0;
    }
}

/* The first `and` or `or` that ends the whole part, p->end if there is none:
 * what stands before it is its left side unless something jumps out of it. */
static uint32_t find_joint(const struct part *p)
{
    uint32_t farthest = p->at, at = p->at;

    for (; at < p->end; at++) {
        const struct pack_instr *i = part_instr(p, at);
        const uint32_t target = target_of(i, at);

        if ((i->op == OP_AND || i->op == OP_OR) && target == p->end)
            return farthest <= at ? at : p->end;
        farthest = target > farthest ? target : farthest;
    }
    return at;
}

/* True if something jumps behind the part: its last instruction is not that of
 * all of it. */
static bool leaps(const struct part *p)
{
    for (uint32_t at = p->at; at < p->end; at++)
        if (target_of(part_instr(p, at), at) >= p->end)
            return true;
    return false;
}

static void study(const struct part *p, bool wanted, struct needs *out);

/* Both sides are needed for an `and` to be true, and for an `or` not to be. */
static void study_joint(const struct part *p, uint32_t at, bool wanted,
                        struct needs *out)
{
    struct part left = *p, right = *p;
    struct needs a, b;

    left.end = at;
    right.at = at + 1;
    left.nesting = right.nesting = p->nesting + 1;
    if ((part_instr(p, at)->op == OP_AND) == wanted) {
        study(&left, wanted, out);
        study(&right, wanted, out);
        return;
    }
    needs_start(&a);
    needs_start(&b);
    study(&left, wanted, &a);
    study(&right, wanted, &b);
    needs_join(&a, &b, out);
}

/* Some row makes the body true: from p->at + 1 to before `end`. */
static void study_loop(const struct part *p, uint32_t end, struct needs *out)
{
    const struct pack_instr *loop = part_instr(p, p->at);
    struct part body = *p;
    struct needs inner;

    if (p->level == LIMIT_LOOPS)
        return;
    body.at++;
    body.end = end;
    body.nesting++;
    body.loops[body.level++] = loop->a;
    needs_start(&inner);
    study(&body, true, &inner);
    for (unsigned i = 0; i < inner.count; i++)
        needs_add_clause(out, &inner.list[i]);
    if (p->level != 0 || loop->a != p->each || !inner.other_row)
        return;
    if (inner.same_field != PACK_NO_FIELD)
        need_twice(inner.same_field, LOOK_WHOLE, out);
    if (inner.same_category != PACK_NO_FIELD)
        need_twice(inner.same_category, LOOK_CATEGORY, out);
}

/* `count(list, ...) > number`, where no number below 1 will do. */
static bool counts_some(const struct part *p)
{
    const struct pack_instr *loop = part_instr(p, p->at);
    const struct pack_instr *last = part_instr(p, p->end - 1);
    int128 number;

    if (p->end - p->at <= 4 || loop->op != OP_LOOP || loop->b != LOOP_COUNT ||
        loop->c != p->end - p->at - 3 || last->op != OP_COMPARE ||
        last[-1].op != OP_NUMBER)
        return false;
    number = part_number(p, last[-1].c);
    return last->a == RELATION_GREATER      ? number >= 0
           : (last->a & RELATION_LESS) == 0 ? number > 0
                                            : false;
}

/* `any(list, ...)` */
static bool is_any(const struct part *p)
{
    const struct pack_instr *first = part_instr(p, p->at);

    return first->op == OP_LOOP && first->b == LOOP_ANY &&
           first->c == p->end - p->at - 1;
}

static bool compares(const struct part *p)
{
    return p->end - p->at == 3 && part_instr(p, p->end - 1)->op == OP_COMPARE;
}

/* What makes the part true and has no `and`, `or`, `not` at its top. */
static void study_single(const struct part *p, struct needs *out)
{
    const struct pack_instr *first = part_instr(p, p->at);

    if (is_any(p)) {
        study_loop(p, p->end - 1, out);
        return;
    }
    if (counts_some(p)) {
        study_loop(p, p->end - 3, out);
        return;
    }
    if (p->end - p->at == 5)
        note_category(p, out);
    if (compares(p)) {
        note_pair(p, out);
        if (first->op == OP_ROW && first[1].op == OP_NUMBER) {
            study_row(p, out);
            return;
        }
    }
    study_contains(p, out);
    study_matches(p, out);
    study_length(p, out);
    study_value(p, out);
}

static void study(const struct part *p, bool wanted, struct needs *out)
{
    struct part inner = *p;
    const struct pack_instr *last;
    uint32_t joint;

    if (p->nesting == NESTING_MAX || p->end <= p->at)
        return;
    last = part_instr(p, p->end - 1);
    joint = find_joint(p);
    if (joint != p->end) {
        study_joint(p, joint, wanted, out);
        return;
    }
    if (leaps(p))
        return;
    if (last->op == OP_NOT || last->op == OP_TRUTH) {
        inner.end--;
        inner.nesting++;
        study(&inner, last->op == OP_TRUTH ? wanted : !wanted, out);
        return;
    }
    if (!study_question(p, wanted, out) && wanted)
        study_single(p, out);
}

void study_condition(const struct part *p, struct needs *out)
{
    needs_start(out);
    study(p, true, out);
    if (out->not_first && out->same_as_first != PACK_NO_FIELD)
        need_twice(out->same_as_first, LOOK_WHOLE, out);
    needs_settle(out);
}
