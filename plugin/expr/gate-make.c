/* The gates of a condition: what its instructions need to come out true. */
#include "expr/gate.h"
#include "expr/instr.h"

#define NEEDS_MAX 16    /* of one condition; more are forgotten */
#define NESTING_MAX 128 /* of `and`, `or` and `any` */
#define ANY_WIDTH 8     /* many scalars: one of them is soon in a class */

/* Instructions from `at` to before `end` that leave one value. */
struct part {
    const struct pack *pack;
    uint32_t at, end;
    unsigned nesting;
};

/* All of these hold if the part is true. */
struct needs {
    struct pack_gate list[NEEDS_MAX];
    unsigned count;
};

static const struct pack_instr *instr(const struct part *p, uint32_t at)
{
    return PACK_ROW(p->pack, SECTION_INSTR, pack_instr, at);
}

/* The cell of a scalar has one class, other slots may have more. */
static bool is_scalar(const struct pack_gate *gate)
{
    return gate->slot >= GATE_CELLS && gate->slot < GATE_CODES;
}

static void add(struct needs *needs, struct pack_gate gate)
{
    for (unsigned i = 0; i < needs->count && is_scalar(&gate); i++)
        if (needs->list[i].slot == gate.slot) {
            needs->list[i].classes &= gate.classes;
            return;
        }
    if (needs->count < NEEDS_MAX && gate.classes != ~(uint64_t)0)
        needs->list[needs->count++] = gate;
}

/* The slot of the cell that an instruction reads, or of its code; false if
 * there is none. */
static bool slot_of(const struct part *p, const struct pack_instr *i, bool code,
                    struct pack_gate *gate)
{
    const struct pack_field *field = pack_field(p->pack, i->b);
    unsigned slot;

    *gate = (struct pack_gate){.slot = GATE_NONE};
    if (i->a == PLACE_SCALAR) {
        slot = (unsigned)(code ? GATE_CODES : GATE_CELLS) + i->b;
        if (i->b >= GATE_FIELDS)
            return false;
    } else {
        slot = gate_column(field->list, field->column) + code;
        if (field->column >= GATE_COLUMNS || (i->a == PLACE_FIXED && i->c != 1))
            return false;
        slot += i->a == PLACE_FIXED ? 2 : 0;
    }
    gate->slot = (uint16_t)slot;
    return true;
}

/* ---- codes -------------------------------------------------------------- */

/* Classes of all codes in a range. What has no digit in its second place is
 * of the odd class; its order says nothing, so that class is always in. */
static uint64_t classes_of_range(const struct code_range *range)
{
    const unsigned from = (unsigned)(range->from.high >> 48);
    const unsigned to = (unsigned)(range->to.high >> 48);
    uint64_t classes = (uint64_t)1 << CLASS_ODD_CODE;

    for (unsigned first = from >> 8; first <= to >> 8; first++)
        for (unsigned second = '0'; second <= '9'; second++)
            if ((first << 8 | second) >= from && (first << 8 | second) <= to)
                classes |= gate_class_code((struct code){
                    (uint64_t)first << 56 | (uint64_t)second << 48, 0});
    return classes;
}

static void study_codes(const struct part *p, struct needs *out)
{
    const struct pack_instr *codes = instr(p, p->at + 1);
    struct pack_gate gate;

    if (!slot_of(p, instr(p, p->at), true, &gate))
        return;
    for (uint32_t i = 0; i < codes->b; i++)
        gate.classes |= classes_of_range(
            PACK_ROW(p->pack, SECTION_CODE_RANGE, code_range, codes->c + i));
    add(out, gate);
}

/* ---- values ------------------------------------------------------------- */

static uint64_t classes_of_text(const struct part *p, uint32_t row)
{
    return gate_class_text(pack_text(
        p->pack, *PACK_ROW(p->pack, SECTION_TEXT_REF, pack_text, row)));
}

static int128 number_at(const struct part *p, uint32_t row)
{
    return pack_number(PACK_ROW(p->pack, SECTION_NUMBER, pack_number, row));
}

/* Classes of the numbers that stand in the relation to n. */
static uint64_t classes_related(int128 n, unsigned relation)
{
    const uint64_t equal = gate_class_number(n);
    uint64_t classes = 0;

    if (relation & RELATION_EQUAL)
        classes |= equal;
    if (relation & RELATION_LESS)
        classes |= CLASSES_GIVEN & (equal - 1 + (n != 0 ? equal : 0));
    if (relation & RELATION_GREATER)
        classes |= n == 0 ? CLASSES_GIVEN & ~(2 * equal - 1)
                          : CLASSES_GIVEN & ~(equal - 1);
    return classes;
}

/* `field = 'text'`, `field < number`: the classes of what is asked for. */
static uint64_t classes_compared(const struct part *p,
                                 const struct pack_instr *constant,
                                 unsigned relation)
{
    if (constant->op == OP_NUMBER)
        return classes_related(number_at(p, constant->c), relation);
    if (constant->op == OP_TEXT && relation == RELATION_EQUAL)
        return classes_of_text(p, constant->c);
    return CLASSES_GIVEN;
}

/* `field in ...` */
static uint64_t classes_listed(const struct part *p,
                               const struct pack_instr *items)
{
    uint64_t classes = 0;

    for (uint32_t i = 0; i < items->b; i++)
        classes |= items->op == OP_IN_TEXTS
                       ? classes_of_text(p, items->c + i)
                       : gate_class_number(number_at(p, items->c + i));
    return classes;
}

/* `default(field, ...) < number`: the field has such a value or none. */
static void study_default(const struct part *p, struct needs *out)
{
    const struct pack_instr *compare = instr(p, p->end - 1);
    const struct pack_instr *number = instr(p, p->end - 2);
    struct pack_gate gate;

    if (compare->op != OP_COMPARE || number->op != OP_NUMBER ||
        !slot_of(p, instr(p, p->at), false, &gate))
        return;
    gate.classes =
        classes_related(number_at(p, number->c), compare->a) | ~CLASSES_GIVEN;
    add(out, gate);
}

/* `count(list, ...) > number`, where no number below 1 will do. */
static bool counts_some(const struct part *p)
{
    const struct pack_instr *loop = instr(p, p->at);
    const struct pack_instr *number = instr(p, p->end - 2);
    const struct pack_instr *compare = instr(p, p->end - 1);
    const uint64_t none = gate_class_number(-1) | gate_class_number(0);

    return p->end - p->at > 4 && loop->op == OP_LOOP && loop->b == LOOP_COUNT &&
           loop->c == p->end - p->at - 3 && number->op == OP_NUMBER &&
           compare->op == OP_COMPARE &&
           (classes_related(number_at(p, number->c), compare->a) & none) == 0;
}

/* What the value of the field that is read first has to be. */
static uint64_t classes_asked(const struct part *p)
{
    const struct pack_instr *second = instr(p, p->at + 1);
    const uint32_t count = p->end - p->at;

    if (count == 3 && instr(p, p->at + 2)->op == OP_COMPARE)
        return classes_compared(p, second, instr(p, p->at + 2)->a);
    if (count == 2 &&
        (second->op == OP_IN_TEXTS || second->op == OP_IN_NUMBERS))
        return classes_listed(p, second);
    return CLASSES_GIVEN;
}

/* ---- single conditions -------------------------------------------------- */

enum conduct {
    CONDUCT_OTHER,  /* nothing is known */
    CONDUCT_STRICT, /* missing if one of its values is */
    CONDUCT_READS,  /* the same, of a cell */
    CONDUCT_SURE    /* false if one of its values is missing */
};

static enum conduct conduct_of(unsigned op)
{
    switch (op) {
    case OP_FIELD:
    case OP_DAGGER:
    case OP_ASTERISK:
    case OP_COMPANION:
    case OP_WELL_FORMED:
    case OP_IN_DICTIONARY:
    case OP_MEANING:
        return CONDUCT_READS;
    case OP_COMPARE:
    case OP_IN_CODES:
    case OP_IN_TEXTS:
    case OP_IN_NUMBERS:
    case OP_TRUTH:
        return CONDUCT_SURE;
    case OP_NUMBER:
    case OP_DATE:
    case OP_TEXT:
    case OP_CODE:
    case OP_ROW:
    case OP_ADD:
    case OP_SUBTRACT:
    case OP_MULTIPLY:
    case OP_DIVIDE:
    case OP_NEGATE:
    case OP_TO_TEXT:
    case OP_MIN:
    case OP_MAX:
    case OP_ROUND:
    case OP_ABS:
    case OP_DAYS:
    case OP_HOURS:
    case OP_AGE_AT:
    case OP_HOUR:
    case OP_DAY:
    case OP_LENGTH:
    case OP_MATCHES:
    case OP_STARTS:
    case OP_CONTAINS:
    case OP_SHOWN:
    case OP_EXISTS:
    case OP_KIND:
    case OP_ONLY_SEX:
    case OP_PRINCIPAL:
    case OP_AGE_FROM:
    case OP_AGE_TO:
    case OP_STANDARD_NAME:
    case OP_CATEGORY:
    case OP_ID_VALID:
    case OP_ID_BIRTH:
    case OP_ID_SEX:
        return CONDUCT_STRICT;
    default:
        return CONDUCT_OTHER;
    }
}

/* True if whatever is missing makes the part false or missing: what turns it
 * into false stands at the end only. */
static bool is_strict(const struct part *p)
{
    bool settled = false;

    for (uint32_t at = p->at; at < p->end; at++) {
        const enum conduct conduct = conduct_of(instr(p, at)->op);

        if (conduct == CONDUCT_OTHER ||
            (settled && instr(p, at)->op != OP_TRUTH))
            return false;
        settled = conduct == CONDUCT_SURE;
    }
    return true;
}

/* Every cell that is read must hold a value. */
static void study_strict(const struct part *p, struct needs *out)
{
    for (uint32_t at = p->at; at < p->end; at++) {
        const struct pack_instr *i = instr(p, at);
        struct pack_gate gate;

        if (conduct_of(i->op) != CONDUCT_READS || !slot_of(p, i, false, &gate))
            continue;
        gate.classes = at == p->at && i->op == OP_FIELD && p->end - at > 1
                           ? classes_asked(p)
                           : CLASSES_GIVEN;
        add(out, gate);
    }
}

/* missing(f), given(f), blank(f), bad_value(f) */
static void study_state(const struct part *p, struct needs *out)
{
    const struct pack_instr *i = instr(p, p->at);
    struct pack_gate gate;

    if (!slot_of(p, i, false, &gate))
        return;
    if (i->op == OP_CELL_MISSING)
        gate.classes = ~CLASSES_GIVEN;
    else if (i->op == OP_CELL_GIVEN)
        gate.classes = CLASSES_GIVEN;
    else if (i->op == OP_CELL_BLANK)
        gate.classes = (uint64_t)1 << CELL_ABSENT | (uint64_t)1 << CELL_BLANK;
    else
        gate.classes = (uint64_t)1 << CELL_BAD;
    add(out, gate);
}

static bool asks_state(unsigned op)
{
    return op == OP_CELL_MISSING || op == OP_CELL_GIVEN ||
           op == OP_CELL_BLANK || op == OP_CELL_BAD;
}

/* ---- and, or, any ------------------------------------------------------- */

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
        const struct pack_instr *i = instr(p, at);
        const uint32_t target = target_of(i, at);

        if ((i->op == OP_AND || i->op == OP_OR) && target == p->end)
            return farthest <= at ? at : p->end;
        farthest = target > farthest ? target : farthest;
    }
    return at;
}

/* One of two needs on scalars: some scalar meets one of them. */
static void join_scalars(const struct pack_gate *a, const struct pack_gate *b,
                         struct needs *out)
{
    if ((is_scalar(a) || a->slot == GATE_ANY) &&
        (is_scalar(b) || b->slot == GATE_ANY))
        add(out, (struct pack_gate){.slot = GATE_ANY,
                                    .classes = a->classes | b->classes});
}

/* What is needed if one of two conditions is true. */
static void join_needs(const struct needs *a, const struct needs *b,
                       struct needs *out)
{
    const unsigned before = out->count;
    struct pack_gate gate;

    for (unsigned i = 0; i < a->count; i++)
        for (unsigned k = 0; k < b->count; k++)
            if (a->list[i].slot == b->list[k].slot) {
                gate = a->list[i];
                gate.classes |= b->list[k].classes;
                add(out, gate);
            }
    for (unsigned i = 0; i < a->count && out->count == before; i++)
        for (unsigned k = 0; k < b->count && out->count == before; k++)
            join_scalars(&a->list[i], &b->list[k], out);
}

static void study(const struct part *p, struct needs *out);

static void study_joint(const struct part *p, uint32_t at, struct needs *out)
{
    const struct part left = {p->pack, p->at, at, p->nesting + 1};
    const struct part right = {p->pack, at + 1, p->end, p->nesting + 1};
    struct needs a = {.count = 0}, b = {.count = 0};

    if (instr(p, at)->op == OP_AND) {
        study(&left, out);
        study(&right, out);
        return;
    }
    study(&left, &a);
    study(&right, &b);
    join_needs(&a, &b, out);
}

static void study(const struct part *p, struct needs *out)
{
    const uint32_t count = p->end - p->at;
    const uint32_t joint = find_joint(p);
    const struct pack_instr *first = instr(p, p->at);

    if (p->nesting == NESTING_MAX || count == 0)
        return;
    if (joint != p->end) {
        study_joint(p, joint, out);
    } else if (count == 1 && asks_state(first->op)) {
        study_state(p, out);
    } else if (count == 2 && first->op == OP_FIELD_IN) {
        study_codes(p, out);
    } else if (first->op == OP_LOOP && first->b == LOOP_ANY &&
               first->c == count - 1) {
        study(&(struct part){p->pack, p->at + 1, p->end - 1, p->nesting + 1},
              out);
    } else if (counts_some(p)) {
        study(&(struct part){p->pack, p->at + 1, p->end - 3, p->nesting + 1},
              out);
    } else if (count > 4 && first->op == OP_FIELD &&
               target_of(first + 1, p->at + 1) == p->end - 2 &&
               first[1].op == OP_DEFAULT) {
        study_default(p, out);
    } else if (is_strict(p)) {
        study_strict(p, out);
    }
}

/* ---- the narrowest ------------------------------------------------------ */

/* How much a gate lets through, at a guess. */
static int width(const struct pack_gate *gate)
{
    return __builtin_popcountll(gate->classes) +
           (gate->slot == GATE_ANY ? ANY_WIDTH : 0);
}

void gate_make(const struct pack *pack, const struct pack_expr *expr,
               struct pack_gate gates[PACK_GATES])
{
    const struct part whole = {pack, expr->code.first,
                               expr->code.first + expr->code.count, 0};
    struct needs needs = {.count = 0};

    study(&whole, &needs);
    for (unsigned n = 0; n < PACK_GATES; n++) {
        unsigned best = n;

        gates[n] = (struct pack_gate){.slot = GATE_NONE};
        for (unsigned i = n; i < needs.count; i++)
            if (width(&needs.list[i]) < width(&needs.list[best]))
                best = i;
        if (n >= needs.count)
            continue;
        gates[n] = needs.list[best];
        needs.list[best] = needs.list[n];
    }
}
