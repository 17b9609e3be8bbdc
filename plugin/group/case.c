#include "group/case.h"

#include "group/exclude.h"

static bool seen_before(const struct code *seen, uint32_t count,
                        struct code code)
{
    for (uint32_t i = 0; i < count; i++)
        if (code_equal(seen[i], code))
            return true;
    return false;
}

static void add_op(const struct pack *pack, const struct pack_grouping *rules,
                   struct code code, uint32_t row, struct group_case *out)
{
    const struct op_facts facts = pack_op(pack, code);
    const uint8_t class =
        facts.class == CLASS_INTERVENTION ? rules->intervention : facts.class;

    if (facts.gray && rules->gray_ignored)
        return;
    out->operations[out->operation_count++] =
        (struct case_operation){code, row, class};
}

static void read_case_operations(const struct result *r,
                                 const struct pack_grouping *rules,
                                 struct group_case *out)
{
    const uint16_t field = r->pack->known.op_code;
    const uint32_t rows = r->record.lists[LIST_PROCEDURES].count;
    struct code seen[LIMIT_ROWS];
    uint32_t count = 0;

    if (field == PACK_NO_FIELD)
        return;
    for (uint32_t row = 1; row <= rows; row++) {
        const struct cell *cell =
            record_item(&r->record, LIST_PROCEDURES, row,
                        pack_field(r->pack, field)->column);
        struct code code;

        if (cell == NULL || cell->state != CELL_GIVEN)
            continue;
        code = pack_map(r->pack, SYSTEM_PROCEDURE, cell->code).code;
        if (seen_before(seen, count, code))
            continue;
        seen[count++] = code;
        add_op(r->pack, rules, code, row, out);
    }
}

static char mark_of(const struct cell *cell)
{
    if ((cell->flags & CELL_DAGGER) != 0)
        return '+';
    return (cell->flags & CELL_ASTERISK) != 0 ? '*' : '\0';
}

/* A code of which only the beginning could be understood: it lacks its point,
 * or has letters for digits (K35800, K35.8OO). No group goes by that. */
static bool is_stump(const struct cell *cell)
{
    const unsigned n = code_length(cell->code);

    if ((cell->flags & (CELL_ILL_FORMED | CELL_JOINED)) != CELL_ILL_FORMED)
        return false;
    for (unsigned i = 4; i < n && i < 7; i++)
        if (is_letter(code_at(cell->code, i)) && code_at(cell->code, i) != 'X')
            return true;
    return n > 3 && code_at(cell->code, 3) != '.';
}

static void read_principal_dx(const struct result *r, struct group_case *out)
{
    const struct pack_known *known = &r->pack->known;
    const struct cell *cell;

    if (known->dx_code == PACK_NO_FIELD)
        return;
    cell = record_item(&r->record, LIST_DIAGNOSES, 1,
                       pack_field(r->pack, known->dx_code)->column);
    out->has_principal =
        cell != NULL && cell->state == CELL_GIVEN && !is_stump(cell);
    if (!out->has_principal)
        return;
    out->principal = pack_map(r->pack, SYSTEM_DIAGNOSIS, cell->code).code;
    out->mark = mark_of(cell);
}

static void read_case_class(const struct pack_grouping *rules,
                            struct group_case *out)
{
    for (uint32_t i = 0; i < out->operation_count; i++)
        if (out->operations[i].class > out->best_class)
            out->best_class = out->operations[i].class;
    out->only_conservative = out->best_class == CLASS_CONSERVATIVE;
    out->class = out->best_class;
    if (rules->class_principal)
        out->class = out->principal_op != NO_OPERATION
                         ? out->operations[out->principal_op].class
                         : CLASS_CONSERVATIVE;
}

const char *case_marks(const struct group_case *c)
{
    static const char plain[CASE_MARKS] = {'\0', '*', '+'},
                      dagger[CASE_MARKS] = {'+', '\0', '*'},
                      asterisk[CASE_MARKS] = {'*', '\0', '+'};

    return c->mark == '+' ? dagger : c->mark == '*' ? asterisk : plain;
}

void case_read(const struct result *r, struct group_case *out)
{
    const struct pack_grouping *rules =
        PACK_ROW(r->pack, SECTION_GROUPING, pack_grouping, 0);

    out->principal = (struct code){0, 0};
    out->has_principal = false;
    out->mark = '\0';
    out->operation_count = 0;
    out->set_aside_count = 0;
    out->simple = NO_OPERATION;
    out->behind = (struct case_operation){.code = {0, 0}};
    out->best_class = CLASS_CONSERVATIVE;
    read_principal_dx(r, out);
    read_case_operations(r, rules, out);
    exclude_operations(r, out);
    read_case_class(rules, out);
}

bool case_holds(const struct result *r, const struct pack_group *g,
                uint32_t expr)
{
    struct expr_frame frame; /* its scratch needs no beginning */

    if (expr == PACK_NONE)
        return true;
    frame.pack = r->pack;
    frame.record = &r->record;
    frame.each = LIST_NONE;
    frame.row = 0;
    frame.variables = frame.cases = NULL;
    frame.group = g;
    frame.touched_missing = frame.out_of_range = false;
    frame.origins = 0;
    return expr_true(r->pack, expr, &frame);
}
