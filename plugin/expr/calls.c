#include "expr/machine.h"

#include "expr/pattern.h"
#include "record/read.h"

#define CATEGORY 3 /* characters of a category of ICD-10: K80 */

/* ---- cells as they stand ---------------------------------------------- */

static unsigned state_of(const struct machine *m, const struct pack_instr *i)
{
    const struct cell *cell = machine_cell(m, i);

    return cell == NULL ? CELL_ABSENT : cell->state;
}

static void run_cell_missing(struct machine *m, const struct pack_instr *i)
{
    value_set_boolean(m->top++, state_of(m, i) != CELL_GIVEN);
}

static void run_cell_given(struct machine *m, const struct pack_instr *i)
{
    value_set_boolean(m->top++, state_of(m, i) == CELL_GIVEN);
}

static void run_cell_blank(struct machine *m, const struct pack_instr *i)
{
    value_set_boolean(m->top++, state_of(m, i) <= CELL_BLANK);
}

static void run_cell_left(struct machine *m, const struct pack_instr *i)
{
    value_set_boolean(m->top++, state_of(m, i) == CELL_BLANK);
}

static void run_cell_bad(struct machine *m, const struct pack_instr *i)
{
    value_set_boolean(m->top++, state_of(m, i) == CELL_BAD);
}

/* Of a date that could not be read. */
static void run_unread(struct machine *m, const struct pack_instr *i)
{
    const struct cell *cell = machine_cell(m, i);
    struct value *v = machine_push(m, VALUE_TEXT);

    if (cell != NULL && cell->state == CELL_BAD &&
        field_is_date(pack_field(m->pack, i->b)->type))
        value_set_text(v, date_part_name(cell));
}

/* The cell if a value is given there, else NULL, and that is noted. */
static const struct cell *given_cell(struct machine *m,
                                     const struct pack_instr *i)
{
    const struct cell *cell = machine_cell(m, i);

    if (cell != NULL && cell->state == CELL_GIVEN)
        return cell;
    machine_touch(m);
    return NULL;
}

/* Whether the cell carries a flag; missing where nothing is given. */
static void run_cell_mark(struct machine *m, const struct pack_instr *i)
{
    const struct cell *cell = given_cell(m, i);
    struct value *v = machine_push(m, VALUE_BOOLEAN);

    if (cell == NULL)
        return;
    value_set_boolean(v, i->op == OP_DAGGER ? (cell->flags & CELL_DAGGER) != 0
                         : i->op == OP_ASTERISK
                             ? (cell->flags & CELL_ASTERISK) != 0
                             : (cell->flags & CELL_ILL_FORMED) == 0);
}

static void run_companion(struct machine *m, const struct pack_instr *i)
{
    const struct cell *cell = given_cell(m, i);
    struct value *v = machine_push(m, VALUE_CODE);

    if (cell == NULL || (cell->flags & CELL_COMPANION) == 0)
        return;
    v->missing = false;
    v->code = cell->companion;
}

/* The entry of a given cell's value in its field's dictionary; *given says
 * if there is a value to look for. */
static const struct pack_entry *
entry_of(struct machine *m, const struct pack_instr *i, bool *given)
{
    const struct cell *cell = given_cell(m, i);
    const uint32_t dictionary = pack_field(m->pack, i->b)->dictionary;

    *given = cell != NULL && dictionary != PACK_NONE;
    return *given ? pack_entry_find(m->pack, dictionary, cell->plain) : NULL;
}

static void run_in_dictionary(struct machine *m, const struct pack_instr *i)
{
    bool given;
    const struct pack_entry *entry = entry_of(m, i, &given);
    struct value *v = machine_push(m, VALUE_BOOLEAN);

    if (given)
        value_set_boolean(v, entry != NULL);
}

static void run_meaning(struct machine *m, const struct pack_instr *i)
{
    bool given;
    const struct pack_entry *entry = entry_of(m, i, &given);
    struct value *v = machine_push(m, VALUE_TEXT);

    if (entry != NULL)
        value_set_text(v, pack_text(m->pack, entry->name));
}

static void run_given(struct machine *m, const struct pack_instr *i)
{
    value_set_boolean(m->top - 1, m->top[-1].missing == (i->op == OP_MISSING));
}

static void run_rows(struct machine *m, const struct pack_instr *i)
{
    const uint64_t rows = machine_rows(m, i->a);

    value_set_number(m->top++, decimal_from_int(__builtin_popcountll(rows)));
}

/* ---- numbers ---------------------------------------------------------- */

/* Keeps the lesser or the greater of two values of one type. */
static void run_extreme(struct machine *m, const struct pack_instr *i)
{
    const struct value *b = --m->top;
    struct value *a = m->top - 1;

    if (a->missing || b->missing || a->type != b->type) {
        machine_touch(m);
        a->missing = true;
    } else if ((value_compare(b, a) > 0) == (i->op == OP_MAX)) {
        *a = *b;
    }
}

static void run_round(struct machine *m, const struct pack_instr *i)
{
    struct value *v = m->top - 1;

    if (machine_has(m, v, VALUE_NUMBER))
        v->number = decimal_round(v->number, i->a);
    else
        value_set_missing(v, VALUE_NUMBER);
}

/* A negative number has none. */
static void run_sqrt(struct machine *m, const struct pack_instr *i)
{
    struct value *v = m->top - 1;

    (void)i;
    if (machine_has(m, v, VALUE_NUMBER) && v->number >= 0) {
        v->number = decimal_root(v->number);
        return;
    }
    machine_touch(m);
    value_set_missing(v, VALUE_NUMBER);
}

static void run_abs(struct machine *m, const struct pack_instr *i)
{
    struct value *v = m->top - 1;

    (void)i;
    if (!machine_has(m, v, VALUE_NUMBER))
        value_set_missing(v, VALUE_NUMBER);
    else if (v->number < 0)
        v->number = -v->number;
}

/* ---- dates ------------------------------------------------------------ */

/* Takes two dates from the stack; false, and the answer is missing, if not
 * both are given. The answer's place is m->top - 1. */
static bool two_dates(struct machine *m, struct value *from,
                      struct value *until)
{
    *until = *--m->top;
    *from = m->top[-1];
    value_set_missing(m->top - 1, VALUE_NUMBER);
    return machine_has(m, from, VALUE_DATE) &&
           machine_has(m, until, VALUE_DATE);
}

static void run_days(struct machine *m, const struct pack_instr *i)
{
    struct value from, until;

    (void)i;
    if (two_dates(m, &from, &until))
        value_set_number(
            m->top - 1,
            decimal_from_int((int64_t)calendar_day_of(until.moment) -
                             calendar_day_of(from.moment)));
}

/* A date without a time of day has no hours. */
static void run_hours(struct machine *m, const struct pack_instr *i)
{
    struct value from, until;
    int128 hours;

    (void)i;
    if (two_dates(m, &from, &until) && from.precision != CALENDAR_DAY &&
        until.precision != CALENDAR_DAY &&
        decimal_divide(decimal_from_int(until.moment - from.moment),
                       decimal_from_int(3600), &hours))
        value_set_number(m->top - 1, hours);
}

static void run_age_at(struct machine *m, const struct pack_instr *i)
{
    struct value from, until;

    (void)i;
    if (two_dates(m, &from, &until))
        value_set_number(m->top - 1, decimal_from_int(calendar_years(
                                         calendar_day_of(from.moment),
                                         calendar_day_of(until.moment))));
}

static void run_hour(struct machine *m, const struct pack_instr *i)
{
    struct value *v = m->top - 1;

    (void)i;
    if (machine_has(m, v, VALUE_DATE) && v->precision != CALENDAR_DAY)
        value_set_number(v, decimal_from_int(calendar_of(v->moment).hour));
    else
        value_set_missing(v, VALUE_NUMBER);
}

static void run_day(struct machine *m, const struct pack_instr *i)
{
    struct value *v = m->top - 1;

    (void)i;
    if (!machine_has(m, v, VALUE_DATE)) {
        value_set_missing(v, VALUE_DATE);
        return;
    }
    v->moment = (int64_t)calendar_day_of(v->moment) * SECONDS_PER_DAY;
    v->precision = CALENDAR_DAY;
}

/* ---- texts ------------------------------------------------------------ */

static void run_length(struct machine *m, const struct pack_instr *i)
{
    struct value *v = m->top - 1;

    (void)i;
    if (machine_has(m, v, VALUE_TEXT))
        value_set_number(v,
                         decimal_from_int((int64_t)text_characters(v->text)));
    else
        value_set_missing(v, VALUE_NUMBER);
}

static void run_matches(struct machine *m, const struct pack_instr *i)
{
    struct value *v = m->top - 1;

    if (machine_has(m, v, VALUE_TEXT))
        value_set_boolean(v, pattern_matches(m->pack, i->c, v->text));
    else
        value_set_missing(v, VALUE_BOOLEAN);
}

/* Characters that names of all diseases and operations share. */
#define COMMON_CHARACTERS "的性病症炎术其他未特指和与或及伴有不在下上"

/* They share a character that says something: lung cancer and malignant
 * tumour of lung, not diabetes and hypertension. */
static bool text_akin(struct text a, struct text b)
{
    if (text_equal(a, b))
        return true;
    for (size_t i = 0; i < a.length;) {
        const unsigned char lead = (unsigned char)a.at[i];
        const size_t size = lead < 0x80   ? 1
                            : lead < 0xE0 ? 2
                            : lead < 0xF0 ? 3
                                          : 4;
        const struct text c = {a.at + i,
                               size < a.length - i ? size : a.length - i};

        if (text_contains(b, c) && !text_contains(TEXT(COMMON_CHARACTERS), c))
            return true;
        i += c.length;
    }
    return false;
}

static void run_text_within(struct machine *m, const struct pack_instr *i)
{
    const struct value *b = --m->top;
    struct value *a = m->top - 1;
    const bool has_a = machine_has(m, a, VALUE_TEXT);
    const bool has_b = machine_has(m, b, VALUE_TEXT);

    if (has_a && has_b)
        value_set_boolean(a, i->op == OP_STARTS ? text_starts(a->text, b->text)
                             : i->op == OP_AKIN
                                 ? text_akin(a->text, b->text)
                                 : text_contains(a->text, b->text));
    else
        value_set_missing(a, VALUE_BOOLEAN);
}

static size_t date_text(const struct value *v, char *out)
{
    return calendar_text(v->moment, (enum calendar_precision)v->precision, out);
}

/* text(x): as people read it. */
static void run_shown(struct machine *m, const struct pack_instr *i)
{
    struct value *v = m->top - 1 - i->a;
    char *slot = machine_slot(m, i->a);

    if (v->missing) {
        machine_touch(m);
        value_set_missing(v, VALUE_TEXT);
    } else if (v->type == VALUE_NUMBER) {
        value_set_text(v, (struct text){slot, decimal_text(v->number, slot)});
    } else if (v->type == VALUE_DATE) {
        value_set_text(v, (struct text){slot, date_text(v, slot)});
    } else if (v->type == VALUE_CODE) {
        value_set_text(v, (struct text){slot, code_text(v->code, slot)});
    } else if (v->type != VALUE_TEXT) {
        value_set_missing(v, VALUE_TEXT);
    }
}

/* ---- codes ------------------------------------------------------------ */

static void run_exists(struct machine *m, const struct pack_instr *i)
{
    struct value *v = m->top - 1;

    if (!machine_has(m, v, VALUE_CODE))
        value_set_missing(v, VALUE_BOOLEAN);
    else if (i->a == SYSTEM_PROCEDURE)
        value_set_boolean(v, pack_op(m->pack, v->code).exists);
    else
        value_set_boolean(v, pack_dx(m->pack, v->code).exists);
}

static void run_kind(struct machine *m, const struct pack_instr *i)
{
    struct value *v = m->top - 1;
    unsigned class = CLASS_CONSERVATIVE;

    if (machine_has(m, v, VALUE_CODE))
        class = i->op == OP_KIND ? pack_op(m->pack, v->code).class
                                 : pack_op_agreed(m->pack, v->code);
    if (class == CLASS_CONSERVATIVE)
        value_set_missing(v, VALUE_TEXT);
    else
        value_set_text(v, text_of(op_class_name(class)));
}

/* Facts of the diagnosis on top; false if there is none. */
static bool dx_on_top(struct machine *m, struct dx_facts *facts)
{
    if (!machine_has(m, m->top - 1, VALUE_CODE))
        return false;
    *facts = pack_dx(m->pack, m->top[-1].code);
    return true;
}

/* The empty text stands for no answer. */
static void answer_text(struct value *v, struct text t)
{
    if (t.length > 0)
        value_set_text(v, t);
    else
        value_set_missing(v, VALUE_TEXT);
}

static void run_only_sex(struct machine *m, const struct pack_instr *i)
{
    struct dx_facts facts;

    (void)i;
    answer_text(m->top - 1,
                machine_sex_word(dx_on_top(m, &facts) ? facts.sex : 0));
}

static void run_principal(struct machine *m, const struct pack_instr *i)
{
    struct dx_facts facts = {.principal = PRINCIPAL_ANY};

    (void)i;
    dx_on_top(m, &facts);
    answer_text(m->top - 1, facts.principal == PRINCIPAL_NEVER ? TEXT("never")
                            : facts.principal == PRINCIPAL_UNSUITED
                                ? TEXT("unsuited")
                                : (struct text){0});
}

/* A limit of age in days. */
static void run_age_limit(struct machine *m, const struct pack_instr *i)
{
    const bool upper = i->op == OP_AGE_TO;
    struct dx_facts facts = {0};
    const bool known = dx_on_top(m, &facts);
    const int32_t days = upper ? facts.age_to : facts.age_from;

    if (known && days != (upper ? INT32_MAX : INT32_MIN))
        value_set_number(m->top - 1, decimal_from_int(days));
    else
        value_set_missing(m->top - 1, VALUE_NUMBER);
}

/* The official name of the code itself, empty if there is none. */
static struct text official_name_of(const struct pack *pack, struct code code,
                                    unsigned system)
{
    if (system == SYSTEM_PROCEDURE) {
        const struct op_facts op = pack_op(pack, code);

        return op.named ? op.name : (struct text){0};
    }
    const struct dx_facts dx = pack_dx(pack, code);

    return dx.named ? dx.name : (struct text){0};
}

static void run_category(struct machine *m, const struct pack_instr *i)
{
    struct value *v = m->top - 1;

    (void)i;
    if (machine_has(m, v, VALUE_CODE))
        v->code = code_prefix(v->code, CATEGORY);
    else
        value_set_missing(v, VALUE_CODE);
}

static void run_standard_name(struct machine *m, const struct pack_instr *i)
{
    struct value *v = m->top - 1;
    struct text name = {0};

    if (machine_has(m, v, VALUE_CODE))
        name = official_name_of(m->pack, v->code, i->a);
    answer_text(v, name);
}

void machine_call(struct machine *m, const struct pack_instr *i)
{
    switch (i->op) {
        INSTR_CALLS(MACHINE_CASE)
    }
}
