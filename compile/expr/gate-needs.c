#include "compile/expr/gate-needs.h"

#include <string.h>

/* A clause that lets nearly all through is not worth its test. */
#define WIDTH_MAX 1000

void needs_start(struct needs *needs)
{
    needs->count = 0;
    needs->other_row = needs->not_first = false;
    needs->same_field = needs->same_as_first = PACK_NO_FIELD;
    needs->same_category = PACK_NO_FIELD;
}

/* ---- how much is let through -------------------------------------------- */

static unsigned bits_in(uint64_t classes)
{
    return (unsigned)__builtin_popcountll(classes);
}

/* What is rare among the marks of a code. */
static unsigned width_of_marks(uint64_t classes)
{
    const uint64_t rare = gate_class_mark(MARK_DAGGER, true) |
                          gate_class_mark(MARK_ASTERISK, true) |
                          gate_class_mark(MARK_FORMED, false) |
                          gate_class_mark(MARK_COMPANION, true);

    return 10 * bits_in(classes & rare) +
           300 * bits_in(classes & CLASSES_GIVEN & ~rare);
}

static unsigned width_of_value(const struct literal *l)
{
    const uint64_t nothing = gate_class(CELL_ABSENT) | gate_class(CELL_BLANK) |
                             gate_class(CELL_MARKER);
    const unsigned missing = 100 * bits_in(l->classes & nothing) +
                             bits_in(l->classes & gate_class(CELL_BAD));

    if ((l->classes & CLASSES_GIVEN) == CLASSES_GIVEN)
        return missing + 600;
    return missing + (l->told == TOLD_BY_MARKS
                          ? width_of_marks(l->classes)
                          : 5 * bits_in(l->classes & CLASSES_GIVEN));
}

static unsigned width_of_facts(uint64_t classes)
{
    const uint64_t rare = gate_class(CLASS_NO) | gate_class(CLASS_SEX + 1) |
                          gate_class(CLASS_SEX + 2);

    return 10 * bits_in(classes & rare) + 200 * bits_in(classes & ~rare);
}

/* Ten codes a record, each of one of 63 classes, or of 2,600 categories. */
static unsigned width_of_categories(const struct literal *l)
{
    const unsigned hashed = 20 * bits_in(l->classes);
    const unsigned exact = 1 + 4 * literal_categories(l);

    return l->span_count != 0 && exact < hashed ? exact : hashed;
}

static unsigned literal_width(const struct literal *l)
{
    if (l->place == LOOK_TWICE)
        return 100;
    switch (l->what) {
    case LOOK_VALUE:
        return width_of_value(l);
    case LOOK_CODE:
        return 60 * bits_in(l->classes);
    case LOOK_CATEGORY:
        return width_of_categories(l);
    case LOOK_DETAIL:
        return 18 * bits_in(l->classes);
    case LOOK_TEXTS:
        return 2;
    case LOOK_ROW:
        return 900;
    default:
        return width_of_facts(l->classes);
    }
}

/* ---- clauses ------------------------------------------------------------ */

static bool one_slot(const struct literal *a, const struct literal *b)
{
    return a->field == b->field && a->what == b->what && a->place == b->place &&
           a->rows == b->rows && a->what != LOOK_TEXTS;
}

static void measure_clause(struct clause *clause)
{
    clause->width = 0;
    for (unsigned i = 0; i < clause->count; i++)
        clause->width += literal_width(&clause->list[i]);
}

/* ---- spans -------------------------------------------------------------- */

/* Joins span n with the next. */
static void join_spans(struct literal *l, unsigned n)
{
    if (l->spans[n + 1].to > l->spans[n].to)
        l->spans[n].to = l->spans[n + 1].to;
    l->span_count--;
    memmove(&l->spans[n + 1], &l->spans[n + 2],
            (l->span_count - n - 1) * sizeof(l->spans[0]));
}

static int gap_behind(const struct literal *l, unsigned n)
{
    return l->spans[n + 1].from - l->spans[n].to;
}

void literal_add_span(struct literal *l, unsigned from, unsigned to)
{
    unsigned at = l->span_count, least = 0;

    if (l->span_count == SPANS_MAX) {
        for (unsigned n = 1; n + 1 < SPANS_MAX; n++)
            if (gap_behind(l, n) < gap_behind(l, least))
                least = n;
        join_spans(l, least);
        at--;
    }
    for (; at > 0 && l->spans[at - 1].from > from; at--)
        l->spans[at] = l->spans[at - 1];
    l->spans[at] = (struct span){(uint16_t)from, (uint16_t)to};
    l->span_count++;
    for (unsigned n = 0; n + 1 < l->span_count;)
        if (gap_behind(l, n) <= 1)
            join_spans(l, n);
        else
            n++;
}

unsigned literal_categories(const struct literal *l)
{
    unsigned count = 0;

    for (unsigned n = 0; n < l->span_count; n++)
        count += l->spans[n].to - l->spans[n].from + 1u;
    return count;
}

static void unite_spans(struct literal *l, const struct literal *other)
{
    if (l->span_count == 0 || other->span_count == 0) {
        l->span_count = 0;
        return;
    }
    for (unsigned n = 0; n < other->span_count; n++)
        literal_add_span(l, other->spans[n].from, other->spans[n].to);
}

/* False without room. */
static bool put_need(struct clause *clause, const struct literal *l)
{
    for (unsigned i = 0; i < clause->count; i++)
        if (one_slot(&clause->list[i], l)) {
            clause->list[i].classes |= l->classes;
            unite_spans(&clause->list[i], l);
            return true;
        }
    if (clause->count == CLAUSE_MAX)
        return false;
    clause->list[clause->count++] = *l;
    return true;
}

/* True if two literals on one scalar, which has only one value, may become one:
 * if their classes tell the value by the same thing, or one of them only asks
 * whether there is any. */
static bool meets(const struct literal *a, const struct literal *b)
{
    const uint64_t both = a->classes | b->classes;

    if (!a->scalar || !one_slot(a, b) || a->what != LOOK_VALUE)
        return false;
    return a->classes == CLASSES_GIVEN || b->classes == CLASSES_GIVEN ||
           a->classes == ~CLASSES_GIVEN || b->classes == ~CLASSES_GIVEN ||
           (a->told == TOLD_BY_TEXT &&
            (both & ~(CLASSES_FIRST | ~CLASSES_GIVEN)) == 0) ||
           a->told == TOLD_BY_NUMBER;
}

static unsigned widest(const struct needs *needs)
{
    unsigned n = 0;

    for (unsigned i = 1; i < needs->count; i++)
        if (needs->list[i].width > needs->list[n].width)
            n = i;
    return n;
}

void needs_add_clause(struct needs *needs, const struct clause *clause)
{
    struct clause *at;

    if (clause->width >= WIDTH_MAX)
        return;
    if (needs->count < NEEDS_MAX) {
        needs->list[needs->count++] = *clause;
        return;
    }
    at = &needs->list[widest(needs)];
    if (clause->width < at->width)
        *at = *clause;
}

void needs_add(struct needs *needs, const struct literal *l)
{
    struct clause clause = {.list = {*l}, .count = 1};

    for (unsigned i = 0; i < needs->count; i++) {
        struct clause *c = &needs->list[i];

        if (c->count == 1 && meets(&c->list[0], l)) {
            c->list[0].classes &= l->classes;
            measure_clause(c);
            return;
        }
    }
    measure_clause(&clause);
    needs_add_clause(needs, &clause);
}

static bool same_cell(const struct literal *a, const struct literal *b)
{
    return a->field == b->field && a->place == b->place &&
           a->place != LOOK_TWICE && a->rows == b->rows &&
           (a->scalar || a->rows || a->place == LOOK_FIRST);
}

void needs_settle(struct needs *needs)
{
    for (unsigned i = 0; i < needs->count; i++)
        for (unsigned k = 0; k < needs->count; k++) {
            const struct literal *given = &needs->list[i].list[0];
            struct clause *asked = &needs->list[k];

            if (needs->list[i].count != 1 || asked->count != 1 ||
                given->what != LOOK_VALUE ||
                (given->classes & ~CLASSES_GIVEN) != 0 ||
                asked->list[0].what < LOOK_ENTRY ||
                !same_cell(given, &asked->list[0]))
                continue;
            asked->list[0].classes &= ~gate_class(CLASS_NONE);
            measure_clause(asked);
        }
}

void needs_join(const struct needs *a, const struct needs *b, struct needs *out)
{
    for (unsigned i = 0; i < a->count; i++)
        for (unsigned k = 0; k < b->count; k++) {
            struct clause both = a->list[i];
            bool fits = true;

            for (unsigned n = 0; n < b->list[k].count; n++)
                fits = fits && put_need(&both, &b->list[k].list[n]);
            measure_clause(&both);
            if (fits)
                needs_add_clause(out, &both);
        }
}
