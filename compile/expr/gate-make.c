/* The doors of rules: the narrowest of the needs of their conditions. */
#include "compile/expr/gate-make.h"

#include <stdlib.h>
#include <string.h>

#include "compile/expr/gate-study.h"

#define GATES_KEPT 8 /* clauses of a rule, the narrowest */
#define BELLS_MAX                                                              \
    800 /* more categories than these: the rule is asked always                \
         */

/* The sections that are made; empty at first. */
struct gate_sections {
    struct buffer *looks, *literals, *literal_slots, *gates, *doors;
    struct buffer *asked, *bells, *bell_rules;
};

struct maker {
    const struct pack *pack;
    struct buffer looks;        /* struct pack_look, as they are asked for */
    struct buffer literals;     /* struct asked */
    struct buffer gates, doors; /* as their sections, slots of `looks` */
    struct buffer rung;         /* struct rung */
    struct buffer asked;        /* as its section, slots of `looks` */
    bool full;                  /* no more looks */
};

/* A literal of a look; the look's n-th is bit n % 64. */
struct asked {
    uint32_t look;
    struct pack_text text;
};

/* A rule is to be asked if one of these categories stands there. */
struct rung {
    uint32_t look;
    uint16_t rule;
    uint8_t place; /* LOOK_ANY or LOOK_FIRST */
    struct span spans[SPANS_MAX];
    unsigned span_count;
};

/* ---- looks -------------------------------------------------------------- */

static uint32_t rows_in(const struct buffer *b, size_t size)
{
    return (uint32_t)(b->length / size);
}

static struct pack_look *look_at(const struct buffer *looks, uint32_t n)
{
    return &((struct pack_look *)(void *)looks->data)[n];
}

/* Lists and scalars have room of their own. */
static bool has_room(const struct maker *m, bool listed)
{
    uint32_t same = 0;

    for (uint32_t i = 0; i < rows_in(&m->looks, sizeof(struct pack_look)); i++)
        same += (look_at(&m->looks, i)->list != LIST_NONE) == listed;
    return same < (listed ? LOOKS_LISTED : LOOKS_MAX - LOOKS_LISTED);
}

/* The look of a literal, LOOKS_MAX without room. */
static uint32_t look_of(struct maker *m, const struct literal *l)
{
    const struct pack_field *field = pack_field(m->pack, l->field);
    const struct pack_look look = {.field = l->field,
                                   .what = l->what,
                                   .told = (uint8_t)gate_told_by(field->type),
                                   .list = field->list,
                                   .column = field->column};
    const uint32_t count = rows_in(&m->looks, sizeof look);

    for (uint32_t i = 0; i < count; i++)
        if (look_at(&m->looks, i)->field == l->field &&
            look_at(&m->looks, i)->what == l->what)
            return i;
    if (!has_room(m, field->list != LIST_NONE))
        return LOOKS_MAX;
    buffer_put(&m->looks, &look, sizeof look);
    return count;
}

/* The class of a text that a look has or gets. */
static uint64_t class_of_text(struct maker *m, uint32_t look, uint32_t row)
{
    const struct asked new = {
        look, *PACK_ROW(m->pack, SECTION_TEXT_REF, pack_text, row)};
    const struct asked *list = (const void *)m->literals.data;
    const uint32_t count = rows_in(&m->literals, sizeof new);
    unsigned n = 0;

    for (uint32_t i = 0; i < count; i++) {
        if (list[i].look != look)
            continue;
        if (text_equal(pack_text(m->pack, list[i].text),
                       pack_text(m->pack, new.text)))
            return gate_class(n % 64);
        n++;
    }
    buffer_put(&m->literals, &new, sizeof new);
    return gate_class(n % 64);
}

/* ---- a rule ------------------------------------------------------------- */

static bool gate_of(struct maker *m, const struct literal *l,
                    struct pack_gate *out)
{
    const uint32_t look = look_of(m, l);

    if (look == LOOKS_MAX)
        return false;
    *out = (struct pack_gate){.classes = l->text == PACK_NONE
                                             ? l->classes
                                             : class_of_text(m, look, l->text),
                              .slot = (uint16_t)gate_slot(look, l->place),
                              .flags = l->rows ? GATE_ROWS : 0};
    return true;
}

/* How many categories would ring for the clause; 0 if it can have no bells. */
static unsigned bells_of(const struct maker *m, const struct clause *clause)
{
    unsigned count = 0;

    for (unsigned i = 0; i < clause->count; i++) {
        const struct literal *l = &clause->list[i];

        if (l->what != LOOK_CATEGORY || l->place == LOOK_TWICE ||
            l->span_count == 0 ||
            pack_field(m->pack, l->field)->list == LIST_NONE)
            return 0;
        count += literal_categories(l);
    }
    return count <= BELLS_MAX ? count : 0;
}

/* The clause with the fewest bells; NULL if none has any. */
static const struct clause *find_bells(const struct maker *m,
                                       const struct needs *needs)
{
    const struct clause *best = NULL;

    for (unsigned i = 0; i < needs->count; i++) {
        const unsigned count = bells_of(m, &needs->list[i]);

        if (count != 0 && (best == NULL || count < bells_of(m, best)))
            best = &needs->list[i];
    }
    return best;
}

/* False without room for a look. */
static bool hang_bells(struct maker *m, const struct clause *clause,
                       uint32_t rule)
{
    for (unsigned i = 0; i < clause->count; i++)
        if (look_of(m, &clause->list[i]) == LOOKS_MAX)
            return false;
    for (unsigned i = 0; i < clause->count; i++) {
        const struct literal *l = &clause->list[i];
        struct rung rung = {
            look_of(m, l), (uint16_t)rule, l->place, {{0}}, l->span_count};

        memcpy(rung.spans, l->spans, sizeof rung.spans);
        buffer_put(&m->rung, &rung, sizeof rung);
    }
    return true;
}

static void ask_always(struct maker *m, const struct pack_door *door,
                       uint32_t rule)
{
    const struct pack_asked row = {.classes = door->classes,
                                   .slot = door->slot,
                                   .rule = (uint16_t)rule,
                                   .pages = door->pages};

    buffer_put(&m->asked, &row, sizeof row);
}

/* Gates of one word are one: the last has joined one before it. */
static bool joins(struct pack_gate *gates, unsigned last)
{
    for (unsigned i = 0; i < last; i++)
        if (gates[i].slot == gates[last].slot &&
            gates[i].flags == gates[last].flags) {
            gates[i].classes |= gates[last].classes;
            return true;
        }
    return false;
}

/* A clause that has rung needs no gate but that of its rows. */
static void put_clause(struct maker *m, const struct clause *clause, bool rung,
                       struct pack_door *door)
{
    struct pack_gate gates[CLAUSE_MAX];
    unsigned count = 0;

    for (unsigned i = 0; i < clause->count; i++) {
        if (!gate_of(m, &clause->list[i], &gates[count]))
            return;
        count += !joins(gates, count);
    }
    if (rung && (count != 1 || (gates[0].flags & GATE_ROWS) == 0))
        return;
    if (count == 1 && door->slot == 0 && !rung) {
        door->slot = gates[0].slot;
        door->classes = gates[0].classes;
        if ((gates[0].flags & GATE_ROWS) == 0)
            return;
    }
    for (unsigned i = 0; i < count; i++) {
        if (i + 1 < count)
            gates[i].flags |= GATE_OR;
        buffer_put(&m->gates, &gates[i], sizeof gates[i]);
        door->gates++;
    }
}

/* The clauses, the narrowest first. */
static void sort_needs(struct needs *needs)
{
    for (unsigned n = 1; n < needs->count; n++) {
        const struct clause clause = needs->list[n];
        unsigned at = n;

        for (; at > 0 && needs->list[at - 1].width > clause.width; at--)
            needs->list[at] = needs->list[at - 1];
        needs->list[at] = clause;
    }
}

static uint8_t pages_of(const struct pack_rule *rule)
{
    if ((rule->flags & RULE_OFF) != 0)
        return 0;
    return rule->scope == 0 ? UINT8_MAX : rule->scope;
}

static void make_door(struct maker *m, const struct pack_rule *rule,
                      uint32_t number)
{
    const struct pack_expr *when =
        PACK_ROW(m->pack, SECTION_EXPR, pack_expr, rule->when);
    const struct part whole = {.pack = m->pack,
                               .at = when->code.first,
                               .end = when->code.first + when->code.count,
                               .each = rule->each};
    struct pack_door door = {.classes = ~(uint64_t)0,
                             .slot = 0,
                             .pages = pages_of(rule),
                             .first =
                                 rows_in(&m->gates, sizeof(struct pack_gate))};
    const struct clause *bells;
    struct needs needs;

    study_condition(&whole, &needs);
    sort_needs(&needs);
    bells = find_bells(m, &needs);
    if (bells != NULL && !hang_bells(m, bells, number))
        bells = NULL;
    for (unsigned i = 0; i < needs.count && i < GATES_KEPT; i++)
        put_clause(m, &needs.list[i], &needs.list[i] == bells, &door);
    if (bells == NULL && door.pages != 0)
        ask_always(m, &door, number);
    buffer_put(&m->doors, &door, sizeof door);
}

/* ---- the sections ------------------------------------------------------- */

/* Looks of lists first; *moved[n] is where look n comes to stand. */
static void write_looks(const struct maker *m, struct buffer *out,
                        uint32_t *moved)
{
    const uint32_t count = rows_in(&m->looks, sizeof(struct pack_look));
    uint32_t n = 0;

    for (int listed = 1; listed >= 0; listed--)
        for (uint32_t i = 0; i < count; i++) {
            const struct pack_look *look = look_at(&m->looks, i);

            if ((look->list != LIST_NONE) != listed)
                continue;
            moved[i] = n++;
            buffer_put(out, look, sizeof *look);
        }
}

static uint16_t move_slot(uint16_t slot, const uint32_t *moved)
{
    if (slot == 0)
        return 0;
    slot--;
    return (uint16_t)gate_slot(moved[slot / LOOK_PLACES],
                               (enum look_place)(slot % LOOK_PLACES));
}

static int by_slot(const void *a, const void *b)
{
    const struct pack_asked *x = a, *y = b;

    return x->slot != y->slot ? ORDER(x->slot, y->slot)
                              : ORDER(x->rule, y->rule);
}

/* Puts the rows of a slot together; the first says what it needs to know. */
static void write_asked(struct buffer *out)
{
    struct pack_asked *first = (void *)out->data;
    const uint32_t count = rows_in(out, sizeof *first);
    struct pack_asked *end = first + count;

    if (count != 0)
        qsort(first, count, sizeof *first, by_slot);
    for (struct pack_asked *row = first; row < end; row++) {
        if (row->slot != first->slot)
            first = row;
        first->rows++;
        first->any |= row->classes;
    }
}

static void write_gates(const struct maker *m, const struct gate_sections *out,
                        const uint32_t *moved)
{
    struct pack_gate gate;
    struct pack_door door;
    struct pack_asked asked;

    for (size_t at = 0; at < m->gates.length; at += sizeof gate) {
        memcpy(&gate, m->gates.data + at, sizeof gate);
        gate.slot = move_slot(gate.slot, moved);
        buffer_put(out->gates, &gate, sizeof gate);
    }
    for (size_t at = 0; at < m->doors.length; at += sizeof door) {
        memcpy(&door, m->doors.data + at, sizeof door);
        door.slot = move_slot(door.slot, moved);
        buffer_put(out->doors, &door, sizeof door);
    }
    for (size_t at = 0; at < m->asked.length; at += sizeof asked) {
        memcpy(&asked, m->asked.data + at, sizeof asked);
        asked.slot = move_slot(asked.slot, moved);
        buffer_put(out->asked, &asked, sizeof asked);
    }
    write_asked(out->asked);
}

/* Puts literal n of a look in front of those that begin alike. A chain rises,
 * so the literals are put from the last on. */
static void put_literal(const struct maker *m, const struct pack_look *look,
                        uint32_t n, const struct gate_sections *out)
{
    struct pack_literal *l =
        &((struct pack_literal *)(void *)
              out->literals->data)[look->literals.first + n];
    const struct text t = pack_text(m->pack, l->text);
    const size_t length = gate_character((unsigned char)t.at[0]);
    uint16_t *slot =
        &((uint16_t *)(void *)out->literal_slots->data)[look->first_slot];

    slot += gate_literal_slot((const unsigned char *)t.at,
                              length < t.length ? length : t.length);
    l->next = *slot == LITERAL_NONE ? PACK_NONE : *slot;
    *slot = (uint16_t)n;
}

/* The literals of the look that was number `asked`. */
static void write_literals(const struct maker *m, uint32_t asked,
                           struct pack_look *look,
                           const struct gate_sections *out)
{
    const struct asked *list = (const void *)m->literals.data;
    const size_t room = LITERAL_SLOTS * sizeof(uint16_t);
    char *slots = buffer_reserve(out->literal_slots, room);

    if (slots == NULL)
        return;
    memset(slots, 0xff, room);
    look->first_slot = rows_in(out->literal_slots, sizeof(uint16_t));
    out->literal_slots->length += room;
    look->literals.first = rows_in(out->literals, sizeof(struct pack_literal));
    for (uint32_t i = 0; i < rows_in(&m->literals, sizeof *list); i++) {
        const struct pack_literal row = {list[i].text, PACK_NONE};

        if (list[i].look != asked)
            continue;
        buffer_put(out->literals, &row, sizeof row);
        look->literals.count++;
    }
    for (uint32_t n = look->literals.count; n > 0 && !out->literals->failed;)
        put_literal(m, look, --n, out);
}

static bool rings(const struct rung *rung, unsigned category)
{
    for (unsigned i = 0; i < rung->span_count; i++)
        if (rung->spans[i].from <= category && category <= rung->spans[i].to)
            return true;
    return false;
}

/* The bell of a category; odd codes ring for all rules of the look. */
static void write_bell(const struct buffer *rungs, unsigned category, bool odd,
                       const struct gate_sections *out)
{
    const uint32_t first = rows_in(out->bell_rules, sizeof(uint16_t));
    struct pack_range bell = {first, 0};

    BUFFER_EACH (rung, rungs, const struct rung)
        if (odd || rings(rung, category))
            buffer_put(out->bell_rules, &rung->rule, sizeof rung->rule);
    bell.count = rows_in(out->bell_rules, sizeof(uint16_t)) - first;
    buffer_put(out->bells, &bell, sizeof bell);
}

static void write_bells_at(const struct maker *m, uint32_t look,
                           enum look_place place, unsigned categories,
                           const struct gate_sections *out)
{
    struct buffer rungs = {0};

    BUFFER_EACH (rung, &m->rung, const struct rung)
        if (rung->look == look && rung->place == place)
            buffer_put(&rungs, rung, sizeof *rung);
    for (unsigned n = 0; n <= categories; n++)
        write_bell(&rungs, n, n == categories, out);
    out->bells->failed |= rungs.failed;
    buffer_free(&rungs);
}

/* The bells of the look that was number `asked`. */
static void write_bells(const struct maker *m, uint32_t asked,
                        struct pack_look *look, const struct gate_sections *out)
{
    const unsigned categories =
        gate_categories(pack_field(m->pack, look->field)->type);

    look->categories = (uint16_t)categories;
    look->first_bell = rows_in(out->bells, sizeof(struct pack_range));
    write_bells_at(m, asked, LOOK_ANY, categories, out);
    write_bells_at(m, asked, LOOK_FIRST, categories, out);
}

static bool has_bells(const struct maker *m, uint32_t look)
{
    const struct rung *list = (const void *)m->rung.data;

    for (uint32_t i = 0; i < rows_in(&m->rung, sizeof *list); i++)
        if (list[i].look == look)
            return true;
    return false;
}

static bool write_out(const struct maker *m, const struct gate_sections *out)
{
    const uint32_t count = rows_in(&m->looks, sizeof(struct pack_look));
    uint32_t moved[LOOKS_MAX];

    write_looks(m, out->looks, moved);
    if (m->looks.failed || out->looks->failed || m->literals.failed ||
        m->gates.failed || m->doors.failed || m->rung.failed || m->asked.failed)
        return false;
    write_gates(m, out, moved);
    for (uint32_t i = 0; i < count; i++)
        if (look_at(&m->looks, i)->what == LOOK_TEXTS)
            write_literals(m, i, look_at(out->looks, moved[i]), out);
        else if (has_bells(m, i))
            write_bells(m, i, look_at(out->looks, moved[i]), out);
    return !out->literals->failed && !out->literal_slots->failed &&
           !out->gates->failed && !out->doors->failed && !out->asked->failed &&
           !out->bells->failed && !out->bell_rules->failed;
}

bool gate_make(struct build *b)
{
    const struct pack pack = build_view(b);
    const struct gate_sections out = {
        .looks = &b->sections[SECTION_LOOK],
        .literals = &b->sections[SECTION_LITERAL],
        .literal_slots = &b->sections[SECTION_LITERAL_SLOT],
        .gates = &b->sections[SECTION_GATE],
        .doors = &b->sections[SECTION_DOOR],
        .asked = &b->sections[SECTION_ASKED],
        .bells = &b->sections[SECTION_BELL],
        .bell_rules = &b->sections[SECTION_BELL_RULE]};
    struct maker m = {.pack = &pack};
    bool good;

    for (uint32_t i = 0; i < pack_count(&pack, SECTION_RULE); i++)
        make_door(&m, PACK_ROW(&pack, SECTION_RULE, pack_rule, i), i);
    good = write_out(&m, &out);
    buffer_free(&m.looks);
    buffer_free(&m.literals);
    buffer_free(&m.gates);
    buffer_free(&m.doors);
    buffer_free(&m.rung);
    buffer_free(&m.asked);
    return good;
}
