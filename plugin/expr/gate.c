#include "expr/gate.h"

#include <string.h>

/* ---- what stands in a record ------------------------------------------- */

/* What the values of a field's type are told apart by. */
enum told_by { BY_NOTHING, BY_SIGN, BY_FIRST };

static enum told_by told_by(unsigned type)
{
    switch (type) {
    case FIELD_TEXT:
    case FIELD_CHOICE:
    case FIELD_ID:
        return BY_FIRST;
    case FIELD_COUNT:
    case FIELD_AMOUNT:
    case FIELD_WEIGHT:
    case FIELD_AGE:
    case FIELD_INFANT_AGE:
    case FIELD_HOUR:
    case FIELD_DURATION:
        return BY_SIGN;
    default:
        return BY_NOTHING;
    }
}

static uint64_t class_of(const struct cell *cell, unsigned type)
{
    enum told_by by;

    if (cell == NULL || cell->state != CELL_GIVEN)
        return (uint64_t)1 << (cell == NULL ? CELL_ABSENT : cell->state);
    by = told_by(type);
    return by == BY_FIRST  ? gate_class_text(cell->plain)
           : by == BY_SIGN ? gate_class_number(cell->number)
                           : (uint64_t)1 << CLASS_OTHER;
}

static uint64_t code_class_of(const struct cell *cell, unsigned type)
{
    return cell != NULL && cell->state == CELL_GIVEN &&
                   (type == FIELD_DIAGNOSIS || type == FIELD_PROCEDURE ||
                    type == FIELD_MORPHOLOGY || type == FIELD_TCM)
               ? gate_class_code(cell->code)
               : 0;
}

static void look_at_column(uint64_t *slots, const struct record *r,
                           const struct pack_field *field)
{
    const struct cell *cell = record_item(r, field->list, 1, field->column);
    uint64_t rows = r->lists[field->list].given;

    slots[0] = slots[1] = 0;
    slots[2] = class_of(cell, field->type);
    slots[3] = code_class_of(cell, field->type);
    for (; rows != 0; rows &= rows - 1) {
        cell = record_item(r, field->list, (uint32_t)__builtin_ctzll(rows) + 1,
                           field->column);
        slots[0] |= class_of(cell, field->type);
        slots[1] |= code_class_of(cell, field->type);
    }
}

static void look_at_scalars(uint64_t *slots, const struct record *r)
{
    slots[GATE_ANY] = (uint64_t)1 << CELL_ABSENT;
    for (uint32_t i = 0; i < r->filled_count; i++) {
        const uint32_t id = r->filled[i];
        const struct cell *cell = &r->scalars[id];
        const unsigned type = pack_field(r->pack, id)->type;
        const uint64_t class = class_of(cell, type);

        slots[GATE_ANY] |= class;
        if (id >= GATE_FIELDS)
            continue;
        slots[GATE_CELLS + id] = class;
        slots[GATE_CODES + id] = code_class_of(cell, type);
    }
}

/* Columns of a list without rows. */
static void look_at_nothing(uint64_t *slots, uint32_t columns)
{
    for (uint32_t i = 0; i < columns; i++, slots += 4) {
        slots[0] = slots[1] = slots[3] = 0;
        slots[2] = (uint64_t)1 << CELL_ABSENT;
    }
}

static void look_at_list(uint64_t *slots, const struct record *r,
                         unsigned list)
{
    const uint16_t *ids = r->by_list + r->first_of[list];
    uint32_t columns = r->lists[list].columns;

    if (columns > GATE_COLUMNS)
        columns = GATE_COLUMNS;
    if (r->lists[list].count == 0) {
        look_at_nothing(slots, columns);
        return;
    }
    for (uint32_t i = 0; i < columns; i++)
        look_at_column(slots + (size_t)4 * i, r, pack_field(r->pack, ids[i]));
}

void gate_look(struct gate_view *view, const struct record *record)
{
    const uint32_t fields =
        record->fields < GATE_FIELDS ? record->fields : GATE_FIELDS;

    for (uint32_t i = 0; i < fields; i++)
        view->slots[GATE_CELLS + i] = (uint64_t)1 << CELL_ABSENT;
    memset(&view->slots[GATE_CODES], 0, fields * sizeof(view->slots[0]));
    for (unsigned list = LIST_NONE + 1; list < LIST_COUNT; list++)
        look_at_list(&view->slots[gate_column(list, 0)], record, list);
    look_at_scalars(view->slots, record);
}
