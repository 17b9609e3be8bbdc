#include "group/case.h"

static bool seen_before(const struct group_case *c, struct code code)
{
    for (uint32_t i = 0; i < c->operation_count; i++)
        if (code_equal(c->operations[i].code, code))
            return true;
    return false;
}

static void add_operation(const struct pack *pack,
                          const struct pack_grouping *rules,
                          const struct cell *cell, uint32_t row,
                          struct group_case *out)
{
    struct op_facts facts;
    uint8_t class;

    if (cell == NULL || cell->state != CELL_GIVEN ||
        seen_before(out, cell->code))
        return;
    facts = pack_op(pack, cell->code);
    if (facts.gray && rules->gray_ignored)
        return;
    class = facts.class == CLASS_INTERVENTION ? rules->intervention
                                              : facts.class;
    out->operations[out->operation_count++] =
        (struct case_operation){cell->code, row, class};
    if (class > out->best_class)
        out->best_class = class;
}

static void read_principal(const struct result *r, struct group_case *out)
{
    const struct pack_known *known = &r->pack->known;
    const struct cell *cell;

    if (known->dx_code == PACK_NO_FIELD)
        return;
    cell = record_item(&r->record, LIST_DIAGNOSES, 1,
                       pack_field(r->pack, known->dx_code)->column);
    out->has_principal = cell != NULL && cell->state == CELL_GIVEN;
    if (out->has_principal)
        out->principal = cell->code;
}

void case_read(const struct result *r, struct group_case *out)
{
    const struct pack_grouping *rules =
        PACK_ROW(r->pack, SECTION_GROUPING, pack_grouping, 0);
    const uint16_t op_code = r->pack->known.op_code;
    const uint32_t rows = r->record.lists[LIST_PROCEDURES].count;

    *out = (struct group_case){.best_class = CLASS_CONSERVATIVE};
    read_principal(r, out);
    for (uint32_t row = 1; op_code != PACK_NO_FIELD && row <= rows; row++)
        add_operation(r->pack, rules,
                      record_item(&r->record, LIST_PROCEDURES, row,
                                  pack_field(r->pack, op_code)->column),
                      row, out);
    out->only_conservative = out->best_class == CLASS_CONSERVATIVE;
    out->class = (uint8_t)(rules->class_principal && out->operation_count > 0
                               ? out->operations[0].class
                               : out->best_class);
}

struct code case_key(const struct group_case *c, unsigned characters)
{
    const unsigned bytes =
        characters > 3 && code_at(c->principal, 3) == '.' ? characters + 1
                                                          : characters;

    return code_prefix(c->principal, bytes);
}
