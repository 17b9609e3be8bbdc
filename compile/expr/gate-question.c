/* Questions about one cell that its word answers exactly, so that it is also
 * known what must be there for them not to be true. */
#include "compile/expr/gate-study.h"

/* ---- states and marks --------------------------------------------------- */

/* Classes of LOOK_VALUE for which missing(f), given(f), ... are true. */
static bool state_asked(unsigned op, uint64_t *classes)
{
    switch (op) {
    case OP_CELL_MISSING:
        *classes = ~CLASSES_GIVEN;
        return true;
    case OP_CELL_GIVEN:
        *classes = CLASSES_GIVEN;
        return true;
    case OP_CELL_BLANK:
        *classes = gate_class(CELL_ABSENT) | gate_class(CELL_BLANK);
        return true;
    case OP_CELL_LEFT:
        *classes = gate_class(CELL_BLANK);
        return true;
    case OP_CELL_BAD:
        *classes = gate_class(CELL_BAD);
        return true;
    default:
        return false;
    }
}

static bool mark_asked(unsigned op, unsigned *mark)
{
    *mark = op == OP_DAGGER     ? MARK_DAGGER
            : op == OP_ASTERISK ? MARK_ASTERISK
                                : MARK_FORMED;
    return op == OP_DAGGER || op == OP_ASTERISK || op == OP_WELL_FORMED;
}

/* A field's value carries the mark, or it does not, or there is none. */
static bool study_mark(const struct part *p, unsigned mark, bool wanted,
                       struct needs *out)
{
    struct literal l;

    if (!part_literal(p, part_instr(p, p->at), LOOK_VALUE, &l) ||
        l.told != TOLD_BY_MARKS)
        return false;
    l.classes = gate_class_mark(mark, wanted);
    if (!wanted)
        l.classes |= ~CLASSES_GIVEN;
    needs_add(out, &l);
    return true;
}

static bool study_entry(const struct part *p, bool wanted, struct needs *out)
{
    struct literal l;

    if (!part_literal(p, part_instr(p, p->at), LOOK_ENTRY, &l))
        return false;
    l.classes = wanted ? gate_class(CLASS_YES)
                       : gate_class(CLASS_NO) | gate_class(CLASS_NONE);
    needs_add(out, &l);
    return true;
}

/* One instruction. */
static bool study_cell(const struct part *p, bool wanted, struct needs *out)
{
    const struct pack_instr *i = part_instr(p, p->at);
    uint64_t classes;
    struct literal l;
    unsigned mark;

    if (i->op == OP_IN_DICTIONARY)
        return study_entry(p, wanted, out);
    if (mark_asked(i->op, &mark))
        return study_mark(p, mark, wanted, out);
    if (!state_asked(i->op, &classes) || !part_literal(p, i, LOOK_VALUE, &l))
        return false;
    l.classes = wanted ? classes : ~classes;
    needs_add(out, &l);
    return true;
}

/* ---- facts of a code ---------------------------------------------------- */

/* The answers of a function, from class `first` on; the empty text stands for
 * none. */
struct answers {
    unsigned first, count;
    struct text words[CLASS_COUNT];
};

static bool answers_of(const struct part *p, const struct pack_instr *field,
                       struct answers *out)
{
    const unsigned type = pack_field(p->pack, field->b)->type;
    const unsigned op = field[1].op;

    *out = (struct answers){.count = 0};
    if ((op == OP_KIND || op == OP_AGREED_KIND) && type == FIELD_PROCEDURE) {
        out->first = CLASS_KIND;
        out->count = CLASS_COUNT;
        for (unsigned i = CLASS_CONSERVATIVE + 1; i < CLASS_COUNT; i++)
            out->words[i] = text_of(op_class_name(i));
    } else if (op == OP_ONLY_SEX && type == FIELD_DIAGNOSIS) {
        *out = (struct answers){CLASS_SEX, 3, {{0}, TEXT("1"), TEXT("2")}};
    } else if (op == OP_PRINCIPAL && type == FIELD_DIAGNOSIS) {
        *out = (struct answers){
            CLASS_PRINCIPAL, 3, {{0}, TEXT("unsuited"), TEXT("never")}};
    }
    return out->count > 0;
}

/* True if an answer fulfils what stands behind the function: a text that it is
 * compared with, or a list. */
static bool fulfils(const struct part *p, const struct pack_instr *i,
                    struct text answer)
{
    if (answer.length == 0)
        return false;
    if (i->op == OP_IN_TEXTS) {
        for (uint32_t n = 0; n < i->b; n++)
            if (text_equal(answer, part_text(p, i->c + n)))
                return true;
        return false;
    }
    return text_equal(answer, part_text(p, i->c)) ==
           ((i[1].a & RELATION_EQUAL) != 0);
}

/* `f(code) = 'text'`, `f(code) != 'text'`, `f(code) in ...` */
static bool asks_answer(const struct part *p, const struct pack_instr *i)
{
    const uint32_t count = p->end - p->at;
    const unsigned other = RELATION_LESS | RELATION_GREATER;

    if (count == 3)
        return i->op == OP_IN_TEXTS;
    return count == 4 && i->op == OP_TEXT && i[1].op == OP_COMPARE &&
           (i[1].a == RELATION_EQUAL || i[1].a == other);
}

static void add_answers(struct literal *l, const struct answers *answers,
                        uint64_t yes, bool wanted, struct needs *out)
{
    const uint64_t all = (gate_class(answers->count) - 1) << answers->first;

    l->classes = wanted ? yes : (all & ~yes) | gate_class(CLASS_NONE);
    needs_add(out, l);
}

static bool study_answer(const struct part *p, bool wanted, struct needs *out)
{
    const struct pack_instr *field = part_instr(p, p->at);
    struct answers answers;
    struct literal l;
    uint64_t yes = 0;

    if (!asks_answer(p, field + 2) || !answers_of(p, field, &answers) ||
        !part_literal(p, field, LOOK_FACTS, &l))
        return false;
    for (unsigned i = 0; i < answers.count; i++)
        if (fulfils(p, field + 2, answers.words[i]))
            yes |= gate_class(answers.first + i);
    if (field[1].op == OP_AGREED_KIND) { /* the kind, or a lower one */
        if (!wanted)
            return false;
        for (unsigned i = 1; i < answers.count; i++)
            yes |= yes << 1 & gate_class(answers.first + i);
    }
    add_answers(&l, &answers, yes, wanted, out);
    return true;
}

static unsigned type_of_system(unsigned system)
{
    return system == SYSTEM_PROCEDURE ? FIELD_PROCEDURE : FIELD_DIAGNOSIS;
}

/* The same of a name, of which it matters only whether there is one. */
static bool given_answers_of(const struct part *p,
                             const struct pack_instr *field,
                             struct answers *out)
{
    if (field[1].op != OP_STANDARD_NAME)
        return answers_of(p, field, out);
    *out = (struct answers){CLASS_NAMED, 2, {{0}, TEXT("-")}};
    return pack_field(p->pack, field->b)->type == type_of_system(field[1].a);
}

/* given(f(code)), missing(f(code)): the value stands between QUIET and LOUD. */
static bool study_quiet(const struct part *p, bool wanted, struct needs *out)
{
    const struct pack_instr *i = part_instr(p, p->at);
    struct answers answers;
    struct literal l;
    uint64_t yes = 0;

    if (p->end - p->at != 5 || i->op != OP_QUIET || i[1].op != OP_FIELD ||
        i[3].op != OP_LOUD || (i[4].op != OP_GIVEN && i[4].op != OP_MISSING) ||
        !given_answers_of(p, i + 1, &answers) ||
        !part_literal(p, i + 1, LOOK_FACTS, &l))
        return false;
    for (unsigned n = 0; n < answers.count; n++)
        if (answers.words[n].length > 0)
            yes |= gate_class(answers.first + n);
    add_answers(&l, &answers, yes, wanted == (i[4].op == OP_GIVEN), out);
    return true;
}

/* exists(code), id_valid(number) */
static bool study_fact(const struct part *p, bool wanted, struct needs *out)
{
    const struct pack_instr *field = part_instr(p, p->at);
    const unsigned type = pack_field(p->pack, field->b)->type;
    struct literal l;

    if (type != (field[1].op == OP_ID_VALID ? FIELD_ID
                                            : type_of_system(field[1].a)) ||
        !part_literal(p, field, LOOK_FACTS, &l))
        return false;
    l.classes = wanted ? gate_class(CLASS_YES)
                       : gate_class(CLASS_NO) | gate_class(CLASS_NONE);
    needs_add(out, &l);
    return true;
}

bool study_question(const struct part *p, bool wanted, struct needs *out)
{
    const struct pack_instr *first = part_instr(p, p->at);
    const uint32_t count = p->end - p->at;

    if (count == 1)
        return study_cell(p, wanted, out);
    if (first->op != OP_FIELD)
        return study_quiet(p, wanted, out);
    if (count == 2)
        return (first[1].op == OP_EXISTS || first[1].op == OP_ID_VALID) &&
               study_fact(p, wanted, out);
    return study_answer(p, wanted, out);
}
