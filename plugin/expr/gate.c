#include "expr/gate.h"

#include "expr/instr.h"

#define CLASS_SPAN 128 /* steps from one two-character class to the next */

uint64_t gate_class(struct code code)
{
    const unsigned first = (unsigned char)code_at(code, 0);
    const unsigned second = (unsigned char)code_at(code, 1);

    return (uint64_t)1 << ((first * 10 + second) & 63);
}

static const struct pack_instr *instr(const struct pack *pack, uint32_t at)
{
    return PACK_ROW(pack, SECTION_INSTR, pack_instr, at);
}

/* All classes from the first to the last code of a range; too many: all. */
static uint64_t classes_of(const struct code_range *range)
{
    const unsigned last = (unsigned)(range->to.high >> 48);
    uint64_t classes = 0;

    for (unsigned pair = (unsigned)(range->from.high >> 48), n = 0;
         pair <= last; pair++, n++) {
        if (n == CLASS_SPAN || pair >> 8 != range->from.high >> 56)
            return ~(uint64_t)0;
        classes |= gate_class((struct code){(uint64_t)pair << 48, 0});
        if ((pair & 0xFF) == '9') /* codes have digits there */
            return range->to.high >> 56 == pair >> 8 ? classes : ~(uint64_t)0;
    }
    return classes;
}

/* The gate of `code in ...`, which two instructions from `at` are. */
static struct gate gate_of_codes(const struct pack *pack, uint32_t at,
                                 uint32_t end)
{
    const struct pack_instr *field = instr(pack, at);
    const struct pack_instr *codes = instr(pack, at + 1);
    const struct pack_field *f;
    struct gate gate = {0, LIST_NONE};

    if (end - at < 2 || field->op != OP_FIELD_IN || codes->op != OP_IN_CODES)
        return gate;
    f = pack_field(pack, field->b);
    if (f->list == LIST_NONE ||
        (f->type != FIELD_DIAGNOSIS &&
                                 f->type != FIELD_PROCEDURE))
        return gate;
    for (uint32_t i = 0; i < codes->b; i++)
        gate.classes |= classes_of(
            PACK_ROW(pack, SECTION_CODE_RANGE, code_range, codes->c + i));
    if (gate.classes != ~(uint64_t)0)
        gate.list = (enum record_list)f->list;
    else
        gate.classes = 0;
    return gate;
}

/* The gate of one condition: `code in ...` or `any(list, code in ...)`. */
static struct gate gate_of_part(const struct pack *pack, uint32_t at,
                                uint32_t end)
{
    const struct pack_instr *first = instr(pack, at);

    if (end - at == 2)
        return gate_of_codes(pack, at, end);
    if (end - at == 4 && first->op == OP_LOOP && first->b == LOOP_ANY)
        return gate_of_codes(pack, at + 1, end - 1);
    return (struct gate){0, LIST_NONE};
}

struct gate gate_of(const struct pack *pack, const struct pack_expr *expr)
{
    const uint32_t end = expr->code.first + expr->code.count;
    struct gate best = {0, LIST_NONE};
    uint32_t start = expr->code.first;

    for (uint32_t at = start; at <= end; at++) {
        const bool joint = at < end && instr(pack, at)->op == OP_AND &&
                           at + 1 + instr(pack, at)->c == end;
        struct gate gate;
        if (at != end && !joint)
            continue;
        if (at > start) {
            gate = gate_of_part(pack, start, at);
            if (gate.classes != 0 &&
                (best.classes == 0 || __builtin_popcountll(gate.classes) <
                                          __builtin_popcountll(best.classes)))
                best = gate;
        }
        start = at + 1;
    }
    return best;
}
