/* Instructions that do what they and those behind them would. Those stay in
 * their places, so that a jump among them finds what it did before. */
#include "expr/machine.h"

enum fused_length {
    IS_LENGTH = 3,
    OR_LENGTH = 3,
    ADD_LENGTH = 4,
    ANY_LENGTH = 4
};

/* ---- making ------------------------------------------------------------- */

static bool is_number(unsigned type)
{
    return type == FIELD_COUNT || type == FIELD_AMOUNT ||
           type == FIELD_WEIGHT || type == FIELD_AGE ||
           type == FIELD_INFANT_AGE || type == FIELD_HOUR ||
           type == FIELD_DURATION;
}

static bool is_text(unsigned type)
{
    return type == FIELD_TEXT || type == FIELD_CHOICE || type == FIELD_ID;
}

/* Each of these: the instructions from i on, of which there are `count`, are
 * of that form, whatever i's own operation. */
static bool form_is(const struct pack_instr *i, uint32_t count, unsigned type)
{
    return count >= IS_LENGTH && i[2].op == OP_COMPARE &&
           ((i[1].op == OP_NUMBER && is_number(type)) ||
            (i[1].op == OP_TEXT && is_text(type)));
}

static bool form_or(const struct pack_instr *i, uint32_t count, unsigned type)
{
    return count >= OR_LENGTH && i[1].op == OP_DEFAULT && i[1].c == 1 &&
           i[2].op == OP_NUMBER && is_number(type);
}

static bool form_add(const struct pack_instr *i, uint32_t count, unsigned type)
{
    return count >= ADD_LENGTH && form_or(i, count, type) && i[3].op == OP_ADD;
}

static bool form_any(const struct pack_instr *i, uint32_t count, unsigned list)
{
    return count >= ANY_LENGTH && i->b == LOOP_ANY && i->c == ANY_LENGTH - 1 &&
           i->a == list && i[1].op == OP_FIELD_IN && i[1].a >= PLACE_LOOP &&
           i[2].op == OP_IN_CODES && i[3].op == OP_NEXT && i[3].b == LOOP_ANY;
}

static unsigned fused_op(const struct pack_instr *i, uint32_t count,
                         const struct pack_field *fields)
{
    if (i->op == OP_LOOP && count > 1 && i[1].op == OP_FIELD_IN)
        return form_any(i, count, fields[i[1].b].list) ? OP_ANY_IN : OP_LOOP;
    if (i->op != OP_FIELD)
        return i->op;
    return form_add(i, count, fields[i->b].type)  ? OP_FIELD_ADD
           : form_or(i, count, fields[i->b].type) ? OP_FIELD_OR
           : form_is(i, count, fields[i->b].type) ? OP_FIELD_IS
                                                  : OP_FIELD;
}

void expr_fuse(struct buffer *instrs, const struct pack_field *fields)
{
    struct pack_instr *rows = (void *)instrs->data;
    const size_t count = instrs->length / sizeof *rows;

    for (size_t i = 0; i < count; i++)
        rows[i].op = (uint8_t)fused_op(&rows[i], (uint32_t)(count - i), fields);
}

/* ---- checking ----------------------------------------------------------- */

bool fused_holds(const struct pack *pack, const struct pack_instr *i,
                 uint32_t count, unsigned level)
{
    switch (i->op) {
    case OP_FIELD_IS:
        return form_is(i, count, pack_field(pack, i->b)->type);
    case OP_FIELD_OR:
        return form_or(i, count, pack_field(pack, i->b)->type);
    case OP_FIELD_ADD:
        return form_add(i, count, pack_field(pack, i->b)->type);
    case OP_ANY_IN:
        return count >= ANY_LENGTH &&
               i[1].b < pack_count(pack, SECTION_FIELD) &&
               form_any(i, count, pack_field(pack, i[1].b)->list) &&
               i[1].a == PLACE_LOOP + level;
    default:
        return true;
    }
}

/* ---- running ------------------------------------------------------------ */

static const struct cell *given(const struct machine *m,
                                const struct pack_instr *i)
{
    const struct cell *cell = machine_cell(m, i);

    return cell != NULL && cell->state == CELL_GIVEN ? cell : NULL;
}

static int128 number_of(const struct machine *m, const struct pack_instr *i)
{
    return pack_number(PACK_ROW(m->pack, SECTION_NUMBER, pack_number, i->c));
}

static int order_of(const struct machine *m, const struct cell *cell,
                    const struct pack_instr *constant)
{
    if (constant->op == OP_NUMBER) {
        const int128 n = number_of(m, constant);

        return (cell->number > n) - (cell->number < n);
    }
    return text_compare(cell->plain,
                        pack_text(m->pack, *PACK_ROW(m->pack, SECTION_TEXT_REF,
                                                     pack_text, constant->c)));
}

void run_field_is(struct machine *m, const struct pack_instr *i)
{
    const struct cell *cell = given(m, i);
    bool holds = false;

    if (cell == NULL) {
        machine_touch(m);
    } else {
        const int order = order_of(m, cell, i + 1);

        holds = (i[2].a & (order < 0    ? RELATION_LESS
                           : order == 0 ? RELATION_EQUAL
                                        : RELATION_GREATER)) != 0;
    }
    m->next += IS_LENGTH - 1;
    value_set_boolean(m->top++, holds);
}

static int128 number_or(const struct machine *m, const struct pack_instr *i)
{
    const struct cell *cell = given(m, i);

    return cell != NULL ? cell->number : number_of(m, i + 2);
}

void run_field_or(struct machine *m, const struct pack_instr *i)
{
    m->next += OR_LENGTH - 1;
    value_set_number(m->top++, number_or(m, i));
}

/* Adds to the value on top; where the sum is no number any more, ADD says. */
void run_field_add(struct machine *m, const struct pack_instr *i)
{
    struct value *sum = m->top - 1;

    if (!sum->missing && sum->type == VALUE_NUMBER &&
        decimal_add(sum->number, number_or(m, i), &sum->number))
        m->next += ADD_LENGTH - 1;
    else
        run_field_or(m, i);
}

void run_any_in(struct machine *m, const struct pack_instr *i)
{
    uint64_t rows = machine_rows(m, i->a);
    bool found = false;

    for (; rows != 0 && !found; rows &= rows - 1) {
        const struct cell *cell =
            record_item(m->record, i->a, (uint32_t)__builtin_ctzll(rows) + 1,
                        pack_field(m->pack, i[1].b)->column);

        if (cell != NULL && cell->state == CELL_GIVEN)
            found = machine_among(m, cell->code, i + 2);
        else
            machine_touch(m);
    }
    m->next += ANY_LENGTH - 1;
    value_set_boolean(m->top++, found);
}
