/* What stands in a record, and which gates are open to it. */
#include "expr/gate.h"

#include <string.h>

#include "expr/expr.h"
#include "expr/idcard.h"

/* ---- the words of a cell ------------------------------------------------ */

static uint64_t word_of_text(struct text t)
{
    const unsigned char first =
        t.length != 0 ? (unsigned char)t.at[0] : (unsigned char)0;

    return gate_class_first(first) | gate_class_length(t.length);
}

static uint64_t word_of_marks(unsigned flags)
{
    return gate_class(CLASS_OTHER) |
           gate_class_mark(MARK_DAGGER, (flags & CELL_DAGGER) != 0) |
           gate_class_mark(MARK_ASTERISK, (flags & CELL_ASTERISK) != 0) |
           gate_class_mark(MARK_FORMED, (flags & CELL_ILL_FORMED) == 0) |
           gate_class_mark(MARK_COMPANION, (flags & CELL_COMPANION) != 0);
}

enum gate_told gate_told_by(unsigned type)
{
    if (field_is_number(type))
        return TOLD_BY_NUMBER;
    return field_value_types[type] == VALUE_TEXT ? TOLD_BY_TEXT : TOLD_BY_MARKS;
}

static uint64_t word_of_value(const struct pack_look *look,
                              const struct cell *cell)
{
    if (cell->state != CELL_GIVEN)
        return gate_class(cell->state);
    switch (look->told) {
    case TOLD_BY_TEXT:
        return word_of_text(cell->plain);
    case TOLD_BY_NUMBER:
        return gate_class_number(cell->number);
    default:
        return word_of_marks(cell->flags);
    }
}

/* Which of the literals behind a slot stand at the start of `rest`. */
static uint64_t match(const struct pack *p, const struct pack_look *look,
                      uint32_t n, struct text rest)
{
    uint64_t word = 0;

    while (n < look->literals.count) {
        const struct pack_literal *l = PACK_ROW(
            p, SECTION_LITERAL, pack_literal, look->literals.first + n);

        if (text_starts(rest, pack_text(p, l->text)))
            word |= gate_class(n % 64);
        n = l->next;
    }
    return word;
}

static uint64_t word_of_texts(const struct pack *p,
                              const struct pack_look *look, struct text t)
{
    const uint16_t *slots =
        (const uint16_t *)p->sections[SECTION_LITERAL_SLOT].rows +
        look->first_slot;
    uint64_t word = 0;
    size_t at = 0;

    while (at < t.length) {
        const unsigned char *c = (const unsigned char *)t.at + at;
        const size_t length = gate_character(c[0]);
        uint32_t n;

        if ((c[0] & 0xC0) == 0x80) { /* inside a character */
            at++;
            continue;
        }
        if (length > t.length - at)
            break;
        n = slots[gate_literal_slot(c, length)];
        if (n != LITERAL_NONE)
            word |= match(p, look, n, text_behind(t, at));
        at++;
    }
    return word;
}

static uint64_t word_of_entry(const struct pack *p, uint32_t field,
                              struct text value)
{
    const uint32_t dictionary = pack_field(p, field)->dictionary;

    return gate_class(dictionary != PACK_NONE &&
                              pack_entry_find(p, dictionary, value) != NULL
                          ? CLASS_YES
                          : CLASS_NO);
}

static uint64_t word_of_facts(const struct pack *p, unsigned type,
                              const struct cell *cell)
{
    const struct code code = cell->code;

    if (type == FIELD_ID)
        return gate_class(idcard_valid(cell->plain) ? CLASS_YES : CLASS_NO);
    if (type == FIELD_PROCEDURE) {
        const struct op_facts op = pack_op(p, code);

        return gate_class(op.exists ? CLASS_YES : CLASS_NO) |
               gate_class(CLASS_KIND + op.class) |
               gate_class(CLASS_NAMED + op.named);
    }
    const struct dx_facts dx = pack_dx(p, code);

    return gate_class(dx.exists ? CLASS_YES : CLASS_NO) |
           gate_class(CLASS_SEX + dx.sex) |
           gate_class(CLASS_PRINCIPAL + dx.principal) |
           gate_class(CLASS_NAMED + dx.named);
}

static uint64_t word_of_code(struct code code)
{
    return gate_class_letter((unsigned char)(code.high >> 56)) |
           gate_class(CLASS_CODE_LENGTH + code_length(code));
}

/* The word of a given value. */
static uint64_t word_given(const struct pack *p, const struct pack_look *look,
                           const struct cell *cell)
{
    switch (look->what) {
    case LOOK_CODE:
        return word_of_code(cell->code);
    case LOOK_CATEGORY:
        return gate_class_category(cell->code.high);
    case LOOK_DETAIL:
        return gate_class_detail(cell->code.high);
    case LOOK_WHOLE:
        return gate_class_whole(cell->code);
    case LOOK_TEXTS:
        return word_of_texts(p, look, cell->plain);
    case LOOK_ENTRY:
        return word_of_entry(p, look->field, cell->plain);
    default:
        return word_of_facts(p, pack_field(p, look->field)->type, cell);
    }
}

static uint64_t word_of(const struct pack *p, const struct pack_look *look,
                        const struct cell *cell)
{
    if (look->what == LOOK_VALUE)
        return word_of_value(look, cell);
    if (cell->state == CELL_GIVEN)
        return word_given(p, look, cell);
    return look->what >= LOOK_ENTRY ? gate_class(CLASS_NONE) : 0;
}

/* ---- all looks ---------------------------------------------------------- */

_Static_assert(CELL_ABSENT == 0 && CLASS_NONE == 0, "word_absent");

/* The word where no cell is: the class CELL_ABSENT or CLASS_NONE, or none. */
static uint64_t word_absent(const struct pack_look *look)
{
    return look->what == LOOK_VALUE || look->what >= LOOK_ENTRY;
}

/* The word of a row, which a list may lack. */
static uint64_t word_of_row(const struct record *r,
                            const struct pack_look *look, uint32_t row)
{
    const struct cell *cell;

    if (look->what == LOOK_ROW)
        return gate_class(row - 1);
    cell = record_item(r, look->list, row, look->column);
    if (cell == NULL || cell->state == CELL_ABSENT)
        return word_absent(look);
    return word_of(r->pack, look, cell);
}

/* The rules of the bell are to be asked. */
static void ring(struct gate_view *v, uint32_t bell)
{
    const struct pack_range *rules =
        PACK_ROW(v->pack, SECTION_BELL, pack_range, bell);
    const uint16_t *rule =
        (const uint16_t *)v->pack->sections[SECTION_BELL_RULE].rows +
        rules->first;

    for (uint32_t i = 0; i < rules->count; i++)
        v->rung[rule[i] / 64] |= gate_class(rule[i] % 64);
}

static void ring_row(struct gate_view *v, const struct record *r,
                     const struct pack_look *look, uint32_t row)
{
    const struct cell *cell = record_item(r, look->list, row, look->column);
    unsigned category;

    if (cell == NULL || cell->state != CELL_GIVEN)
        return;
    category = gate_category(look->categories, cell->code.high);
    ring(v, gate_bell(look, category, LOOK_ANY));
    if (row == 1)
        ring(v, gate_bell(look, category, LOOK_FIRST));
}

static void look_at_list(struct gate_view *v, const struct record *r,
                         const struct pack_look *look, uint32_t n)
{
    uint64_t given = r->lists[look->list].given, any = 0, twice = 0;
    uint64_t *slots = &v->slots[gate_slot(n, LOOK_ANY)];

    slots[LOOK_FIRST] = (given & 1) == 0 ? word_of_row(r, look, 1) : 0;
    for (; given != 0; given &= given - 1) {
        const uint32_t row = (uint32_t)__builtin_ctzll(given);
        const uint64_t word = word_of_row(r, look, row + 1);

        v->rows[n][row] = word;
        twice |= any & word;
        any |= word;
        if (look->categories != 0)
            ring_row(v, r, look, row + 1);
        if (row == 0)
            slots[LOOK_FIRST] = word;
    }
    slots[LOOK_ANY] = any;
    slots[LOOK_TWICE] = twice;
}

/* Most cells are empty, in most the value alone is looked at. */
static uint64_t word_of_scalar(const struct record *r,
                               const struct pack_look *look)
{
    const struct cell *cell = record_scalar(r, look->field);

    return cell->state == CELL_ABSENT ? word_absent(look)
           : look->what == LOOK_VALUE ? word_of_value(look, cell)
                                      : word_of(r->pack, look, cell);
}

static inline bool is_open(const struct gate_view *v, uint64_t classes,
                           unsigned slot, unsigned on)
{
    return (v->slots[slot] & classes) != 0 && on != 0;
}

/* Opens the doors of the rules without bells: most slots are shut to all. */
static void ask(struct gate_view *v, unsigned pages)
{
    const struct pack_asked *asked =
        PACK_ROW(v->pack, SECTION_ASKED, pack_asked, 0);
    const struct pack_asked *end = asked + pack_count(v->pack, SECTION_ASKED);

    while (asked < end) {
        const struct pack_asked *next = asked + asked->rows;
        const uint64_t word = v->slots[asked->slot];

        if ((word & asked->any) == 0)
            asked = next;
        for (; asked < next; asked++)
            if ((word & asked->classes) != 0 && (asked->pages & pages) != 0)
                v->open[asked->rule / 64] |= gate_class(asked->rule % 64);
    }
}

/* Whose doors are open: of the rules that are rung for, and of those that are
 * asked of every record. */
static void knock(struct gate_view *v, unsigned pages)
{
    const struct pack_door *doors =
        PACK_ROW(v->pack, SECTION_DOOR, pack_door, 0);

    for (uint32_t word = 0; word < v->words; word++, doors += 64) {
        uint64_t open = 0;

        for (uint64_t left = v->rung[word]; left != 0; left &= left - 1) {
            const struct pack_door *door = &doors[__builtin_ctzll(left)];

            if (is_open(v, door->classes, door->slot, door->pages & pages))
                open |= left & -left;
        }
        v->open[word] = open;
    }
    ask(v, pages);
}

void gate_look(struct gate_view *view, const struct record *record,
               unsigned pages)
{
    const struct pack *p = record->pack;
    const uint32_t looks = pack_count(p, SECTION_LOOK);
    const struct pack_look *look = PACK_ROW(p, SECTION_LOOK, pack_look, 0);
    uint32_t n = 0;

    view->pack = p;
    view->slots[0] = ~(uint64_t)0;
    view->words = (pack_count(p, SECTION_RULE) + 63) / 64;
    memset(view->rung, 0, view->words * sizeof(view->rung[0]));
    for (; n < looks && look[n].list != LIST_NONE; n++)
        look_at_list(view, record, &look[n], n);
    for (; n < looks; n++)
        view->slots[gate_slot(n, LOOK_ANY)] = word_of_scalar(record, &look[n]);
    knock(view, pages);
}

/* ---- rows --------------------------------------------------------------- */

/* Those of `rows` whose words have one of the classes. */
static uint64_t having(const uint64_t *words, uint64_t classes, uint64_t rows)
{
    uint64_t some = 0;

    for (; rows != 0; rows &= rows - 1)
        if ((words[__builtin_ctzll(rows)] & classes) != 0)
            some |= rows & -rows;
    return some;
}

/* The rows of `rows` that a gate is open to. */
static inline uint64_t pass_gate(const struct gate_view *v,
                                 const struct pack_gate *gate, uint64_t rows)
{
    const uint64_t classes = gate->classes & v->slots[gate->slot];

    if (classes == 0)
        return 0;
    if ((gate->flags & GATE_ROWS) == 0)
        return rows;
    return having(v->rows[(gate->slot - 1) / LOOK_PLACES], classes, rows);
}

uint64_t gate_rows(const struct gate_view *view, uint32_t rule, uint64_t given)
{
    const struct pack_door *door =
        PACK_ROW(view->pack, SECTION_DOOR, pack_door, rule);
    const struct pack_gate *gate =
        PACK_ROW(view->pack, SECTION_GATE, pack_gate, door->first);
    const struct pack_gate *end = gate + door->gates;
    uint64_t some = 0;

    for (; gate < end && given != 0; gate++) {
        some |= pass_gate(view, gate, given);
        if ((gate->flags & GATE_OR) != 0)
            continue;
        given &= some;
        some = 0;
    }
    return given;
}
