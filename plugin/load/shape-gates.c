/* Looks, gates and doors. They decide nothing, but must not lead to words that
 * were never written. */
#include "expr/expr.h"
#include "expr/gate.h"
#include "load/shape.h"

/* The look tells of a field what such a field has. */
static bool look_fits(const struct pack_look *look,
                      const struct pack_field *field)
{
    if (look->what >= LOOK_WHATS || look->list != field->list ||
        look->column != field->column ||
        look->told != (uint8_t)gate_told_by(field->type))
        return false;
    switch (look->what) {
    case LOOK_CODE:
    case LOOK_CATEGORY:
    case LOOK_DETAIL:
    case LOOK_WHOLE:
        return field_value_types[field->type] == VALUE_CODE;
    case LOOK_FACTS:
        return field_value_types[field->type] == VALUE_CODE ||
               field->type == FIELD_ID;
    case LOOK_TEXTS:
        return look->told == TOLD_BY_TEXT;
    case LOOK_ROW:
        return look->list != LIST_NONE;
    default:
        return true;
    }
}

/* Chains rise, so that they end. */
static bool literals_rise(const struct pack *p, struct pack_range range)
{
    for (uint32_t i = 0; i < range.count; i++) {
        const struct pack_literal *l =
            PACK_ROW(p, SECTION_LITERAL, pack_literal, range.first + i);

        if (l->next <= i || (l->next >= range.count && l->next != PACK_NONE))
            return false;
    }
    return true;
}

static bool literals_found(const struct pack *p, const struct pack_look *look)
{
    const uint32_t rows = pack_count(p, SECTION_LITERAL_SLOT);
    const uint16_t *slots = p->sections[SECTION_LITERAL_SLOT].rows;

    if (look->first_slot > rows || rows - look->first_slot < LITERAL_SLOTS ||
        !literals_rise(p, look->literals))
        return false;
    for (uint32_t i = 0; i < LITERAL_SLOTS; i++)
        if (slots[look->first_slot + i] >= look->literals.count &&
            slots[look->first_slot + i] != LITERAL_NONE)
            return false;
    return true;
}

/* A bell for each category and the odd codes, twice. */
static bool bells_found(const struct pack *p, const struct pack_look *look)
{
    const uint32_t bells = pack_count(p, SECTION_BELL);
    const uint32_t needed = 2 * (look->categories + 1u);

    return look->what == LOOK_CATEGORY && look->list != LIST_NONE &&
           look->categories ==
               gate_categories(pack_field(p, look->field)->type) &&
           look->first_bell <= bells && bells - look->first_bell >= needed;
}

static bool looks(const struct pack *p)
{
    const uint32_t count = pack_count(p, SECTION_LOOK);
    uint32_t listed = 0;

    if (count > LOOKS_MAX)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        const struct pack_look *look = PACK_ROW(p, SECTION_LOOK, pack_look, i);

        if (!look_fits(look, pack_field(p, look->field)) ||
            (look->what == LOOK_TEXTS && !literals_found(p, look)) ||
            (look->categories != 0 && !bells_found(p, look)))
            return false;
        if (look->list != LIST_NONE && listed++ < i)
            return false;
    }
    return listed <= LOOKS_LISTED;
}

/* A scalar has one place; `each` is the list that a gate is asked of row by
 * row, LIST_NONE for one that is not. */
static bool slot_holds(const struct pack *p, unsigned slot, unsigned each)
{
    const unsigned look = (slot - 1) / LOOK_PLACES;
    unsigned list;

    if (slot == 0)
        return each == LIST_NONE;
    if (look >= pack_count(p, SECTION_LOOK))
        return false;
    list = PACK_ROW(p, SECTION_LOOK, pack_look, look)->list;
    if (list == LIST_NONE && (slot - 1) % LOOK_PLACES != LOOK_ANY)
        return false;
    return each == LIST_NONE || list == each;
}

static bool door_holds(const struct pack *p, const struct pack_door *door,
                       unsigned each)
{
    const uint32_t gates = pack_count(p, SECTION_GATE);

    if (!slot_holds(p, door->slot, LIST_NONE) || door->first > gates ||
        door->gates > gates - door->first)
        return false;
    for (uint32_t i = 0; i < door->gates; i++) {
        const struct pack_gate *gate =
            PACK_ROW(p, SECTION_GATE, pack_gate, door->first + i);
        const bool rows = (gate->flags & GATE_ROWS) != 0;

        if ((rows && each == LIST_NONE) ||
            !slot_holds(p, gate->slot, rows ? each : LIST_NONE))
            return false;
    }
    return true;
}

/* Rows of a slot end with the section. */
static bool slots_end(const struct pack *p)
{
    const uint32_t count = pack_count(p, SECTION_ASKED);
    uint32_t at = 0;

    while (at < count) {
        const uint32_t rows = PACK_ROW(p, SECTION_ASKED, pack_asked, at)->rows;
        if (rows == 0 || rows > count - at)
            return false;
        at += rows;
    }
    return true;
}

/* The rules that are asked, or rung for, are rules; what is asked of one is a
 * word. */
static bool numbers(const struct pack *p, uint32_t rules)
{
    const uint16_t *rung = p->sections[SECTION_BELL_RULE].rows;

    PACK_EACH (asked, p, SECTION_ASKED, pack_asked)
        if (asked->rule >= rules || !slot_holds(p, asked->slot, LIST_NONE))
            return false;
    if (!slots_end(p))
        return false;
    for (uint32_t i = 0; i < pack_count(p, SECTION_BELL_RULE); i++)
        if (rung[i] >= rules)
            return false;
    return true;
}

bool shape_gates(const struct pack *p)
{
    const uint32_t rules = pack_count(p, SECTION_RULE);

    if (pack_count(p, SECTION_DOOR) != rules || rules > LIMIT_RULES ||
        !looks(p) || !numbers(p, rules))
        return false;
    for (uint32_t i = 0; i < rules; i++)
        if (!door_holds(p, PACK_ROW(p, SECTION_DOOR, pack_door, i),
                        PACK_ROW(p, SECTION_RULE, pack_rule, i)->each))
            return false;
    return true;
}
