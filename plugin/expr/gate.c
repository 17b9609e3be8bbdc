#include "expr/gate.h"

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
                    type == FIELD_MORPHOLOGY)
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

void gate_look(struct gate_view *view, const struct record *record)
{
    for (uint32_t i = 0; i < record->fields; i++) {
        const struct pack_field *field = pack_field(record->pack, i);
        if (i < GATE_FIELDS) {
            view->slots[GATE_CELLS + i] = (uint64_t)1 << CELL_ABSENT;
            view->slots[GATE_CODES + i] = 0;
        }
        if (field->list != LIST_NONE && field->column < GATE_COLUMNS)
            look_at_column(
                &view->slots[gate_column(field->list, field->column)], record,
                field);
    }
    look_at_scalars(view->slots, record);
}
