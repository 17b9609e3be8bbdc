#include "load/validate.h"

#include "expr/instr.h"
#include "expr/machine.h"
#include "expr/pattern.h"

/* An instruction nothing has led to yet. */
#define UNREACHED (-1)

/* A loop that is open at the instruction looked at. */
struct region {
    uint32_t body, next; /* its first instruction, its NEXT */
};

/*
 * The instructions are looked at once from first to last. All jumps go
 * forward, so when an instruction's turn comes every way to it is known: each
 * must bring the same number of values and of open loops.
 */
struct checker {
    const struct pack *pack;
    const struct pack_instr *code;
    uint32_t count;
    uint32_t limit; /* values on the stack */
    unsigned level;
    struct region regions[LIMIT_LOOPS];
    int8_t depth[EXPR_INSTRS + 1];
    uint8_t levels[EXPR_INSTRS + 1];
};

static bool in_section(const struct checker *k, unsigned section,
                       uint32_t first, uint32_t count)
{
    const uint32_t rows = pack_count(k->pack, section);

    return first <= rows && count <= rows - first;
}

/* ---- operands --------------------------------------------------------- */

static bool check_place(const struct checker *k, unsigned place)
{
    return place == PLACE_EACH ||
           (place >= PLACE_LOOP && place - PLACE_LOOP < k->level);
}

static bool check_cell(const struct checker *k, const struct pack_instr *i)
{
    const struct pack_field *f;

    if (!in_section(k, SECTION_FIELD, i->b, 1))
        return false;
    f = pack_field(k->pack, i->b);
    if (f->type >= FIELD_TYPES || f->list >= LIST_COUNT ||
        (f->dictionary != PACK_NONE &&
         !in_section(k, SECTION_DICTIONARY, f->dictionary, 1)))
        return false;
    if (i->op == OP_FIELD_IN &&
        (field_value_types[f->type] != VALUE_CODE ||
         i + 1 == k->code + k->count || i[1].op != OP_IN_CODES))
        return false;
    if (i->a == PLACE_SCALAR)
        return f->list == LIST_NONE;
    if (f->list == LIST_NONE)
        return false;
    if (i->a == PLACE_FIXED)
        return i->c >= 1 && i->c <= LIMIT_ROWS;
    return check_place(k, i->a);
}

static bool check_variable(const struct checker *k, uint32_t c)
{
    return c < FACTOR_BASE ? in_section(k, SECTION_VARIABLE, c, 1)
                           : in_section(k, SECTION_COLUMN, c - FACTOR_BASE, 1);
}

/* Constants keep away from the ends of what their type can hold. */
static bool check_numbers(const struct checker *k, const struct pack_instr *i,
                          uint32_t count)
{
    const int128 lowest_day = -62091, highest_day = 84370; /* 1800, 2200 */

    if (!in_section(k, SECTION_NUMBER, i->c, count))
        return false;
    for (uint32_t n = 0; n < count; n++) {
        const struct pack_number *row =
            PACK_ROW(k->pack, SECTION_NUMBER, pack_number, i->c + n);

        if (row->high == INT64_MIN)
            return false;
        if (i->op == OP_DATE &&
            (pack_number(row) < lowest_day * SECONDS_PER_DAY ||
             pack_number(row) > highest_day * SECONDS_PER_DAY))
            return false;
    }
    return true;
}

static bool check_texts(const struct checker *k, uint32_t first, uint32_t count)
{
    if (!in_section(k, SECTION_TEXT_REF, first, count))
        return false;
    for (uint32_t n = 0; n < count; n++) {
        const struct pack_text *t =
            PACK_ROW(k->pack, SECTION_TEXT_REF, pack_text, first + n);

        if (!in_section(k, SECTION_TEXT, t->at, t->length))
            return false;
    }
    return true;
}

static bool pattern_exists(const struct checker *k, uint32_t row)
{
    const struct pack_pattern *p;

    if (!in_section(k, SECTION_PATTERN, row, 1))
        return false;
    p = PACK_ROW(k->pack, SECTION_PATTERN, pack_pattern, row);
    return p->sets.count <= LIMIT_PATTERN &&
           in_section(k, SECTION_PATTERN_SET, p->sets.first, p->sets.count);
}

static bool check_list(unsigned list)
{
    return list > LIST_NONE && list < LIST_COUNT;
}

/* As many values as the table asks for. */
static bool lookup_fits(const struct checker *k, const struct pack_instr *i)
{
    const struct pack_lookup *l;

    if (!in_section(k, SECTION_LOOKUP, i->c, 1))
        return false;
    l = PACK_ROW(k->pack, SECTION_LOOKUP, pack_lookup, i->c);
    return l->keys <= LOOKUP_KEYS_MAX &&
           instr_info(i->op)->pops == l->keys + (l->band != BAND_NONE);
}

static bool check_operands(const struct checker *k, const struct pack_instr *i,
                           unsigned depth)
{
    switch (instr_info(i->op)->takes) {
    case TAKES_CELL:
        return check_cell(k, i);
    case TAKES_PLACE:
        return check_place(k, i->a);
    case TAKES_VARIABLE:
        return check_variable(k, i->c);
    case TAKES_CASE:
        return i->c < CASE_VALUES;
    case TAKES_NUMBER:
        return check_numbers(k, i, 1);
    case TAKES_NUMBERS:
        return check_numbers(k, i, i->b);
    case TAKES_TEXT:
        return check_texts(k, i->c, 1);
    case TAKES_TEXTS:
        return check_texts(k, i->c, i->b);
    case TAKES_CODE:
        return in_section(k, SECTION_CODE_RANGE, i->c, 1);
    case TAKES_CODES:
        return in_section(k, SECTION_CODE_RANGE, i->c, i->b);
    case TAKES_LIST:
        return check_list(i->a);
    case TAKES_LOOP:
        return check_list(i->a) && i->b < LOOP_KINDS;
    case TAKES_NEXT:
        return i->b < LOOP_KINDS;
    case TAKES_SLOT:
        return i->a <= 1 && depth > i->a && depth - i->a <= EXPR_SLOTS;
    case TAKES_PLACES:
        return i->a <= DECIMAL_PLACES;
    case TAKES_WEIGHTS:
        return in_section(k, SECTION_WEIGHTS, i->c, 1);
    case TAKES_LOOKUP:
        return lookup_fits(k, i);
    case TAKES_PATTERN:
        return pattern_exists(k, i->c);
    default:
        return true;
    }
}

/* ---- flow ------------------------------------------------------------- */

/* Notes a way to instruction n; false if it differs from another. */
static bool lead_to(struct checker *k, uint32_t n, unsigned depth)
{
    if (k->depth[n] == UNREACHED) {
        k->depth[n] = (int8_t)depth;
        k->levels[n] = (uint8_t)k->level;
    }
    return (unsigned)k->depth[n] == depth && k->levels[n] == k->level;
}

/* A jump stays inside the program and inside its loop. */
static bool check_jump(struct checker *k, uint32_t n, unsigned depth)
{
    const uint32_t skip = k->code[n].c;

    if (skip > k->count - n - 1)
        return false;
    if (k->level > 0 && n + 1 + skip > k->regions[k->level - 1].next)
        return false;
    return lead_to(k, n + 1 + skip, depth);
}

/* The loop's NEXT lies ahead, within the loop around it. */
static bool open_loop(struct checker *k, uint32_t n, unsigned depth)
{
    const uint32_t length = k->code[n].c;

    if (k->level == LIMIT_LOOPS || length == 0 || length > k->count - n - 1 ||
        k->code[n + length].op != OP_NEXT)
        return false;
    if (k->level > 0 && n + length >= k->regions[k->level - 1].next)
        return false;
    if (!lead_to(k, n + length + 1, depth))
        return false;
    k->regions[k->level++] = (struct region){n + 1, n + length};
    return lead_to(k, n + 1, depth);
}

/* Each turn begins with the stack as the first one did. */
static bool close_loop(struct checker *k, uint32_t n, unsigned depth)
{
    const struct region *r;

    if (k->level == 0)
        return false;
    r = &k->regions[k->level - 1];
    if (r->next != n || k->code[n].c != n + 1 - r->body ||
        (unsigned)k->depth[r->body] != depth)
        return false;
    k->level--;
    return lead_to(k, n + 1, depth);
}

static bool check_flow(struct checker *k, uint32_t n, unsigned before,
                       unsigned after)
{
    switch (k->code[n].op) {
    case OP_JUMP:
        return check_jump(k, n, after);
    case OP_AND:
    case OP_OR:
    case OP_DEFAULT:
        return check_jump(k, n, before) && lead_to(k, n + 1, after);
    case OP_IF:
        return check_jump(k, n, after) && lead_to(k, n + 1, after);
    case OP_LOOP:
        return open_loop(k, n, after);
    case OP_NEXT:
        return close_loop(k, n, after);
    default:
        return lead_to(k, n + 1, after);
    }
}

static bool check_instr(struct checker *k, uint32_t n)
{
    const struct pack_instr *i = &k->code[n];
    const struct instr_info *info;
    unsigned before, after;

    if (k->depth[n] == UNREACHED || k->levels[n] != k->level ||
        i->op >= OP_COUNT)
        return false;
    info = instr_info(i->op);
    before = (unsigned)k->depth[n];
    if (before < info->pops)
        return false;
    after = before - info->pops + info->pushes;
    return after <= k->limit && check_operands(k, i, before) &&
           check_flow(k, n, before, after);
}

bool expr_validate(const struct pack *pack, const struct pack_expr *expr)
{
    struct checker k;

    k.pack = pack;
    k.count = expr->code.count;
    k.limit = expr->stack;
    k.level = 0;
    if (!in_section(&k, SECTION_INSTR, expr->code.first, k.count) ||
        k.count == 0 || k.count > EXPR_INSTRS || k.limit > LIMIT_STACK ||
        expr->type >= VALUE_TYPES)
        return false;
    k.code = PACK_ROW(pack, SECTION_INSTR, pack_instr, expr->code.first);
    for (uint32_t n = 0; n <= k.count; n++)
        k.depth[n] = UNREACHED;
    k.depth[0] = 0;
    k.levels[0] = 0;
    for (uint32_t n = 0; n < k.count; n++)
        if (!check_instr(&k, n))
            return false;
    return k.level == 0 && k.depth[k.count] == 1;
}
