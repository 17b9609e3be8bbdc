#include "expr/expr.h"

#include "expr/machine.h"

/* ---- reading ---------------------------------------------------------- */

const struct cell *machine_item(const struct machine *m,
                                const struct pack_instr *i)
{
    const struct pack_field *field = pack_field(m->pack, i->b);
    uint32_t row = i->c;

    if (i->a == PLACE_EACH)
        row = m->frame->row;
    else if (i->a >= PLACE_LOOP)
        row = m->loops[i->a - PLACE_LOOP].row;
    return record_item(m->record, field->list, row, field->column);
}

uint64_t machine_rows(const struct machine *m, unsigned list)
{
    return m->record == NULL ? 0 : m->record->lists[list].given;
}

char *machine_slot(struct machine *m, unsigned depth)
{
    return m->frame->scratch +
           (m->top - 1 - depth - m->stack) * DECIMAL_TEXT_MAX;
}

/* The type of a field's values and the value of its cell. */
static void load_cell(struct value *v, const struct cell *cell, unsigned type)
{
    v->type = field_value_types[type];
    v->missing = cell == NULL || cell->state != CELL_GIVEN;
    if (v->missing)
        return;
    if (v->type == VALUE_CODE) {
        v->code = cell->code;
    } else if (v->type == VALUE_TEXT) {
        v->text = cell->plain;
    } else if (v->type == VALUE_NUMBER) {
        v->number = cell->number;
    } else {
        v->moment = cell->moment;
        v->precision = cell->precision;
    }
}

static void run_field(struct machine *m, const struct pack_instr *i)
{
    const struct cell *cell = machine_cell(m, i);

    load_cell(m->top++, cell, pack_field(m->pack, i->b)->type);
}

static void push_known_value(struct machine *m, const struct value *v)
{
    m->frame->origins |= v->origins;
    *m->top++ = *v;
}

static void run_variable(struct machine *m, const struct pack_instr *i)
{
    if (i->c >= FACTOR_BASE)
        machine_factor(m, i->c - FACTOR_BASE);
    else if (m->frame->variables == NULL)
        machine_push(m, VALUE_NUMBER);
    else
        push_known_value(m, &m->frame->variables[i->c]);
}

static void run_case(struct machine *m, const struct pack_instr *i)
{
    if (m->frame->cases == NULL)
        machine_push(m, VALUE_NUMBER);
    else
        push_known_value(m, &m->frame->cases[i->c]);
}

static int128 constant(const struct machine *m, uint32_t row)
{
    return pack_number(PACK_ROW(m->pack, SECTION_NUMBER, pack_number, row));
}

static void run_number(struct machine *m, const struct pack_instr *i)
{
    value_set_number(m->top++, constant(m, i->c));
}

static void run_date(struct machine *m, const struct pack_instr *i)
{
    struct value *v = machine_push(m, VALUE_DATE);

    v->missing = false;
    v->moment = (int64_t)constant(m, i->c);
    v->precision = CALENDAR_DAY;
}

static struct text text_constant(const struct machine *m, uint32_t row)
{
    return pack_text(m->pack,
                     *PACK_ROW(m->pack, SECTION_TEXT_REF, pack_text, row));
}

static void run_text(struct machine *m, const struct pack_instr *i)
{
    value_set_text(m->top++, text_constant(m, i->c));
}

static void run_code(struct machine *m, const struct pack_instr *i)
{
    struct value *v = machine_push(m, VALUE_CODE);

    v->missing = false;
    v->code = PACK_ROW(m->pack, SECTION_CODE_RANGE, code_range, i->c)->from;
}

static void run_row(struct machine *m, const struct pack_instr *i)
{
    const uint32_t row =
        i->a == PLACE_EACH ? m->frame->row : m->loops[i->a - PLACE_LOOP].row;

    value_set_number(m->top++, decimal_from_int(row));
}

/* ---- operators -------------------------------------------------------- */

static inline void combine(struct machine *m,
                           bool (*operation)(int128, int128, int128 *))
{
    struct value *b = --m->top, *a = b - 1;
    const bool has_a = machine_has(m, a, VALUE_NUMBER);
    const bool has_b = machine_has(m, b, VALUE_NUMBER);
    int128 result;

    value_set_missing(a, VALUE_NUMBER);
    if (!has_a || !has_b)
        return;
    if (operation(a->number, b->number, &result))
        value_set_number(a, result);
    else if (operation != decimal_divide || b->number != 0)
        m->frame->out_of_range = true;
}

static void run_add(struct machine *m, const struct pack_instr *i)
{
    (void)i;
    combine(m, decimal_add);
}

static void run_add_cell(struct machine *m, const struct pack_instr *i)
{
    const struct cell *cell = machine_cell(m, i);
    struct value *sum = m->top - 1;

    if (!machine_has(m, sum, VALUE_NUMBER)) {
        value_set_missing(sum, VALUE_NUMBER);
    } else if (cell != NULL && cell->state == CELL_GIVEN &&
               !decimal_add(sum->number, cell->number, &sum->number)) {
        m->frame->out_of_range = true;
        value_set_missing(sum, VALUE_NUMBER);
    }
}

static void run_subtract(struct machine *m, const struct pack_instr *i)
{
    (void)i;
    combine(m, decimal_subtract);
}

static void run_multiply(struct machine *m, const struct pack_instr *i)
{
    (void)i;
    combine(m, decimal_multiply);
}

static void run_divide(struct machine *m, const struct pack_instr *i)
{
    (void)i;
    combine(m, decimal_divide);
}

static void run_negate(struct machine *m, const struct pack_instr *i)
{
    struct value *v = m->top - 1;

    (void)i;
    if (machine_has(m, v, VALUE_NUMBER))
        v->number = -v->number;
    else
        value_set_missing(v, VALUE_NUMBER);
}

static void run_compare(struct machine *m, const struct pack_instr *i)
{
    const struct value *b = --m->top;
    struct value *a = m->top - 1;
    bool holds = false;

    if (a->missing || b->missing || a->type != b->type) {
        machine_touch(m);
    } else {
        const int order = value_compare(a, b);

        holds = (i->a & (order < 0    ? RELATION_LESS
                         : order == 0 ? RELATION_EQUAL
                                      : RELATION_GREATER)) != 0;
    }
    value_set_boolean(a, holds);
}

/* True if the code is in one of the ranges of IN_CODES. They rise and are
 * apart, so the last that begins at or before it is the only one. */
static bool is_in_code_ranges(const struct machine *m, struct code code,
                              const struct pack_instr *i)
{
    const struct code_range *ranges =
        PACK_ROW(m->pack, SECTION_CODE_RANGE, code_range, i->c);
    uint32_t low = 0, high = i->b;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;

        if (code_compare(ranges[middle].from, code) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 && code_compare(code, ranges[low - 1].to) <= 0;
}

static void run_in_codes(struct machine *m, const struct pack_instr *i)
{
    struct value *v = m->top - 1;

    value_set_boolean(v, machine_has(m, v, VALUE_CODE) &&
                             is_in_code_ranges(m, v->code, i));
}

static void run_field_in(struct machine *m, const struct pack_instr *i)
{
    const struct cell *cell = machine_cell(m, i);
    bool found = false;

    if (cell == NULL || cell->state != CELL_GIVEN)
        machine_touch(m);
    else
        found = is_in_code_ranges(m, cell->code, m->next);
    m->next++;
    value_set_boolean(m->top++, found);
}

static bool text_among(const struct machine *m, struct text text,
                       const struct pack_instr *i)
{
    for (uint32_t n = 0; n < i->b; n++)
        if (text_equal(text, text_constant(m, i->c + n)))
            return true;
    return false;
}

static void run_in_texts(struct machine *m, const struct pack_instr *i)
{
    struct value *v = m->top - 1;

    value_set_boolean(v, machine_has(m, v, VALUE_TEXT) &&
                             text_among(m, v->text, i));
}

static bool number_among(const struct machine *m, int128 number,
                         const struct pack_instr *i)
{
    for (uint32_t n = 0; n < i->b; n++)
        if (number == constant(m, i->c + n))
            return true;
    return false;
}

static void run_in_numbers(struct machine *m, const struct pack_instr *i)
{
    struct value *v = m->top - 1;

    value_set_boolean(v, machine_has(m, v, VALUE_NUMBER) &&
                             number_among(m, v->number, i));
}

/* ---- flow ------------------------------------------------------------- */

static bool is_true(struct machine *m, const struct value *v)
{
    return machine_has(m, v, VALUE_BOOLEAN) && v->boolean;
}

static void run_truth(struct machine *m, const struct pack_instr *i)
{
    struct value *v = m->top - 1;

    value_set_boolean(v, is_true(m, v) == (i->op == OP_TRUTH));
}

static void run_jump(struct machine *m, const struct pack_instr *i)
{
    m->next += i->c;
}

static void run_and(struct machine *m, const struct pack_instr *i)
{
    struct value *v = m->top - 1;

    if (is_true(m, v)) {
        m->top--;
    } else {
        value_set_boolean(v, false);
        m->next += i->c;
    }
}

static void run_or(struct machine *m, const struct pack_instr *i)
{
    if (is_true(m, m->top - 1))
        m->next += i->c;
    else
        m->top--;
}

static void run_if(struct machine *m, const struct pack_instr *i)
{
    if (!is_true(m, --m->top))
        m->next += i->c;
}

static void run_default(struct machine *m, const struct pack_instr *i)
{
    if (m->top[-1].missing)
        m->top--;
    else
        m->next += i->c;
}

static void run_quiet(struct machine *m, const struct pack_instr *i)
{
    (void)i;
    m->quiet++;
}

static void run_loud(struct machine *m, const struct pack_instr *i)
{
    (void)i;
    m->quiet -= m->quiet > 0;
}

/* ---- loops ------------------------------------------------------------ */

/* Moves a loop to its next row; false after the last. */
static bool next_loop_row(struct loop *loop)
{
    if (loop->left == 0)
        return false;
    loop->row = (uint32_t)__builtin_ctzll(loop->left) + 1;
    loop->left &= loop->left - 1;
    return true;
}

static void run_loop(struct machine *m, const struct pack_instr *i)
{
    struct loop *loop = &m->loops[m->level];

    if (i->b == LOOP_ANY || i->b == LOOP_ALL)
        value_set_boolean(m->top++, i->b == LOOP_ALL);
    else
        value_set_number(m->top++, 0);
    loop->left = machine_rows(m, i->a);
    if (next_loop_row(loop))
        m->level++;
    else
        m->next += i->c;
}

static bool add_to_sum(struct machine *m, struct value *sum, int128 n)
{
    if (machine_has(m, sum, VALUE_NUMBER) &&
        decimal_add(sum->number, n, &sum->number))
        return true;
    m->frame->out_of_range = true;
    value_set_missing(sum, VALUE_NUMBER);
    return false;
}

/* Takes one row's value into the loop's; false when that settles it. */
static bool fold(struct machine *m, unsigned kind, const struct value *v)
{
    struct value *result = m->top - 1;

    switch (kind) {
    case LOOP_ANY:
        value_set_boolean(result, is_true(m, v));
        return !result->boolean;
    case LOOP_ALL:
        value_set_boolean(result, is_true(m, v));
        return result->boolean;
    case LOOP_COUNT:
        return !is_true(m, v) || add_to_sum(m, result, DECIMAL_ONE);
    default:
        if (machine_has(m, v, VALUE_NUMBER))
            return add_to_sum(m, result, v->number);
        value_set_missing(result, VALUE_NUMBER);
        return false;
    }
}

static void run_next(struct machine *m, const struct pack_instr *i)
{
    const struct value *v = --m->top;

    if (fold(m, i->b, v) && next_loop_row(&m->loops[m->level - 1]))
        m->next -= i->c;
    else
        m->level--;
}

/* ---- texts of codes --------------------------------------------------- */

static void run_to_text(struct machine *m, const struct pack_instr *i)
{
    struct value *v = m->top - 1 - i->a;
    char *slot = machine_slot(m, i->a);

    if (v->type != VALUE_CODE)
        return;
    if (v->missing)
        value_set_missing(v, VALUE_TEXT);
    else
        value_set_text(v, (struct text){slot, code_text(v->code, slot)});
}

/* ---- the machine ------------------------------------------------------ */

static void run_instrs(struct machine *m, const struct pack_instr *end)
{
    while (m->next < end) {
        const struct pack_instr *i = m->next++;

        switch (i->op) {
            INSTR_CORE(MACHINE_CASE)
        default:
            machine_call(m, i);
        }
    }
}

/* Runs an expression; its value is m->stack[0]. */
static void begin(struct machine *m, const struct pack *pack,
                  const struct pack_expr *e, struct expr_frame *frame)
{
    m->pack = pack;
    m->record = frame->record;
    m->frame = frame;
    m->next = PACK_ROW(pack, SECTION_INSTR, pack_instr, e->code.first);
    m->top = m->stack;
    m->quiet = 0;
    m->level = 0;
    run_instrs(m, m->next + e->code.count);
}

struct value expr_run(const struct pack *pack, uint32_t expr,
                      struct expr_frame *frame)
{
    const struct pack_expr *e = PACK_ROW(pack, SECTION_EXPR, pack_expr, expr);
    struct machine m;

    begin(&m, pack, e, frame);
    if (m.stack[0].type != e->type)
        value_set_missing(&m.stack[0], (uint8_t)e->type);
    return m.stack[0];
}

bool expr_true(const struct pack *pack, uint32_t expr, struct expr_frame *frame)
{
    struct machine m;

    begin(&m, pack, PACK_ROW(pack, SECTION_EXPR, pack_expr, expr), frame);
    return m.stack[0].type == VALUE_BOOLEAN && !m.stack[0].missing &&
           m.stack[0].boolean;
}
