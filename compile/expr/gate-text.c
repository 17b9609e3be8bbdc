/* What functions of texts need of them: a word in it, the characters it may
 * begin with, its length. */
#include "compile/expr/gate-study.h"

#define BYTES_A_CHARACTER 4

/* The instruction behind a field's text, which for a code is made first; NULL
 * if the part does not begin so. */
static const struct pack_instr *behind_text(const struct part *p)
{
    const struct pack_instr *i = part_instr(p, p->at);

    if (p->end - p->at < 2 || i->op != OP_FIELD)
        return NULL;
    if (i[1].op != OP_TO_TEXT)
        return i + 1;
    return p->end - p->at > 2 ? i + 2 : NULL;
}

void study_contains(const struct part *p, struct needs *out)
{
    const struct pack_instr *i = part_instr(p, p->at);
    struct literal l;

    if (p->end - p->at != 3 || i->op != OP_FIELD || i[1].op != OP_TEXT ||
        i[2].op != OP_CONTAINS || part_text(p, i[1].c).length == 0 ||
        !part_literal(p, i, LOOK_TEXTS, &l) || l.told != TOLD_BY_TEXT)
        return;
    l.text = i[1].c;
    needs_add(out, &l);
}

/* ---- lengths in bytes --------------------------------------------------- */

/* Lengths as bits, the last for all that are longer. */
#define LONGEST 63u

static uint64_t lengths_from(uint64_t least)
{
    return least < LONGEST ? ~(uint64_t)0 << least : gate_class(LONGEST);
}

static uint64_t lengths_to(uint64_t most)
{
    return most < LONGEST ? ~(~(uint64_t)0 << most << 1) : ~(uint64_t)0;
}

static void need_length(const struct part *p, uint64_t lengths,
                        struct needs *out)
{
    const struct pack_instr *field = part_instr(p, p->at);
    const bool text =
        gate_told_by(pack_field(p->pack, field->b)->type) == TOLD_BY_TEXT;
    struct literal l;

    if (!part_literal(p, field, text ? LOOK_VALUE : LOOK_CODE, &l))
        return;
    for (unsigned n = 0; n <= LONGEST; n++)
        if ((lengths >> n & 1) == 0)
            continue;
        else if (text)
            l.classes |= gate_class_length(n);
        else if (n <= CODE_MAX)
            l.classes |= gate_class(CLASS_CODE_LENGTH + n);
    needs_add(out, &l);
}

/* `length(x) < 4`: a character has one to four bytes. */
void study_length(const struct part *p, struct needs *out)
{
    const struct pack_instr *i = behind_text(p);
    uint64_t lengths = ~(uint64_t)0;
    bool exact;
    int64_t n;

    if (i == NULL || i->op != OP_LENGTH || p->end - p->at < 4 ||
        i + 2 != part_instr(p, p->end - 1) || i[1].op != OP_NUMBER ||
        i[2].op != OP_COMPARE)
        return;
    n = decimal_to_int(part_number(p, i[1].c), &exact);
    if (!exact || n < 0 || n > UINT16_MAX)
        return;
    if ((i[2].a & RELATION_LESS) == 0)
        lengths &= lengths_from((uint64_t)n);
    if ((i[2].a & RELATION_GREATER) == 0)
        lengths &= lengths_to((uint64_t)n * BYTES_A_CHARACTER);
    if (lengths != ~(uint64_t)0)
        need_length(p, lengths, out);
}

/* ---- patterns ----------------------------------------------------------- */

/* Classes of the first bytes of the characters from `from` to `to`; those of
 * more than one byte are taken together. */
static uint64_t classes_of_characters(uint32_t from, uint32_t to, bool code)
{
    uint64_t classes = 0;

    for (uint32_t c = from; c <= to && c < 0x80; c++)
        classes |= code ? gate_class_letter((unsigned char)c)
                        : gate_class_first((unsigned char)c);
    if (to >= 0x80)
        classes |= code ? gate_class(CLASS_ODD_LETTER) : CLASSES_WIDE;
    return classes;
}

static uint64_t classes_of_set(const struct pack_pattern_set *set, bool code)
{
    uint64_t classes = 0;

    if (set->negated != 0)
        return ~(uint64_t)0;
    for (unsigned n = 0; n < 4; n++)
        if (set->from[n] <= set->to[n])
            classes |= classes_of_characters(set->from[n], set->to[n], code);
    return classes;
}

/* True if all characters of a set have one byte. */
static bool is_narrow(const struct pack_pattern_set *set)
{
    for (unsigned n = 0; n < 4; n++)
        if (set->from[n] <= set->to[n] && set->to[n] >= 0x80)
            return false;
    return set->negated == 0;
}

static bool all_narrow(const struct pack_pattern_set *sets, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (!is_narrow(&sets[i]))
            return false;
    return true;
}

/* Lengths of the texts that a pattern of characters of one byte takes: the
 * positions that may be reached with each of them. */
static uint64_t lengths_of(const struct pack_pattern *pattern,
                           const struct pack_pattern_set *sets)
{
    uint64_t reached = pattern->first, lengths = 0;

    for (unsigned n = 1; n <= LONGEST; n++) {
        uint64_t follow = 0;

        if ((reached & pattern->last) != 0)
            lengths |= gate_class(n);
        for (; reached != 0; reached &= reached - 1)
            follow |= sets[__builtin_ctzll(reached)].follow;
        reached = follow;
    }
    return reached != 0 ? lengths | gate_class(LONGEST) : lengths;
}

void study_matches(const struct part *p, struct needs *out)
{
    const struct pack_instr *i = behind_text(p);
    const struct pack_pattern *pattern;
    const struct pack_pattern_set *sets;
    struct literal l;

    if (i == NULL || i->op != OP_MATCHES || i != part_instr(p, p->end - 1))
        return;
    pattern = PACK_ROW(p->pack, SECTION_PATTERN, pack_pattern, i->c);
    sets = PACK_ROW(p->pack, SECTION_PATTERN_SET, pack_pattern_set,
                    pattern->sets.first);
    if (pattern->empty != 0 ||
        !part_literal(p, part_instr(p, p->at), LOOK_VALUE, &l))
        return;
    if (l.told != TOLD_BY_TEXT)
        l.what = LOOK_CODE;
    for (uint64_t first = pattern->first; first != 0; first &= first - 1)
        l.classes |=
            classes_of_set(&sets[__builtin_ctzll(first)], l.what == LOOK_CODE);
    needs_add(out, &l);
    if (all_narrow(sets, pattern->sets.count))
        need_length(p, lengths_of(pattern, sets), out);
}
