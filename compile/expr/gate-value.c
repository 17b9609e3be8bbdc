/* What a comparison, a list and whatever reads cells need of their values. */
#include "compile/expr/gate-study.h"

static void add_classes(struct needs *out, struct literal *l, uint64_t classes)
{
    l->classes = classes;
    if (classes != ~(uint64_t)0)
        needs_add(out, l);
}

/* ---- codes -------------------------------------------------------------- */

/* Classes of the first characters of all codes in a range. */
static uint64_t letters_of(const struct code_range *range)
{
    const unsigned from = (unsigned)(range->from.high >> 56);
    const unsigned to = (unsigned)(range->to.high >> 56);
    uint64_t classes = 0;

    for (unsigned c = from; c <= to; c++)
        classes |= gate_class_letter((unsigned char)c);
    return classes;
}

/* Classes of the beginnings of all codes in a range: heads of four bytes that
 * are in their form. The order of others says nothing. */
static uint64_t categories_of(const struct code_range *range)
{
    const uint64_t odd = gate_class(CLASS_ODD_CODE);
    const unsigned letter = (unsigned)(range->from.high >> 56);
    uint64_t classes = odd;

    if (letter != (unsigned)(range->to.high >> 56))
        return ~(uint64_t)0;
    for (unsigned n = 0; n < 100; n++) {
        const bool digit = gate_is_digit(letter);
        const uint64_t head = (uint64_t)letter << 56 |
                              (uint64_t)('0' + n / 10) << 48 |
                              (uint64_t)(digit ? '.' : '0' + n % 10) << 40 |
                              (uint64_t)(digit ? '0' + n % 10 : 0) << 32;
        const uint64_t last = head | (digit ? 0xFFFFFFFFu : 0xFFFFFFFFFFu);

        if (head <= range->to.high && last >= range->from.high)
            classes |= gate_class_category(head);
    }
    return classes;
}

/* The first four bytes of a category's codes, as gate_category reads them. */
static uint64_t head_of(unsigned categories, unsigned number)
{
    const bool dx = categories == CATEGORIES_DX;
    const unsigned tens = number / 10 % 10, ones = number % 10;

    return (uint64_t)(dx ? 'A' + number / 100 : '0' + number / 100) << 56 |
           (uint64_t)('0' + tens) << 48 |
           (uint64_t)(dx ? '0' + ones : '.') << 40 |
           (uint64_t)(dx ? 0 : '0' + ones) << 32;
}

/* The class of a detail if it has codes in the range, else 0. */
static uint64_t class_of_detail(unsigned categories, unsigned number, char last,
                                const struct code_range *range)
{
    const uint64_t dot = categories == CATEGORIES_DX ? '.' : 0;
    const uint64_t head = head_of(categories, number) | dot << 32 |
                          (uint64_t)(unsigned char)last << 24;

    return number < categories && head <= range->to.high &&
                   (head | 0xFFFFFFu) >= range->from.high
               ? gate_class_detail(head)
               : 0;
}

/* How many categories lie below a code, by what their heads are with `behind`.
 * They rise. */
static unsigned count_below(unsigned categories, uint64_t behind, uint64_t code)
{
    unsigned below = 0, end = categories;

    while (below < end) {
        const unsigned middle = (below + end) / 2;

        if ((head_of(categories, middle) | behind) < code)
            below = middle + 1;
        else
            end = middle;
    }
    return below;
}

/* The categories that a range has codes of; with none of them only odd codes
 * lie in it, which ring anyhow. Heads and their codes are in one order. */
static void span_of(struct literal *l, unsigned categories,
                    const struct code_range *range)
{
    const uint64_t behind =
        categories == CATEGORIES_DX ? 0xFFFFFFFFFFu : 0xFFFFFFFFu;
    const unsigned from = count_below(categories, behind, range->from.high);
    const unsigned to = count_below(categories, 0, range->to.high | behind);

    if (from < to)
        literal_add_span(l, from, to - 1);
    else
        literal_add_span(l, categories, categories);
}

#define DETAILED_MAX 12 /* categories: with more, too many classes are open */

/* Classes of all details in the ranges, whose categories are those of `l`;
 * ~0: too many. */
static uint64_t details_of(const struct part *p, const struct literal *l,
                           const struct pack_instr *codes)
{
    static const char characters[] = "0123456789X";
    const unsigned categories =
        gate_categories(pack_field(p->pack, l->field)->type);
    uint64_t classes = gate_class(CLASS_ODD_CODE);

    if (literal_categories(l) > DETAILED_MAX)
        return ~(uint64_t)0;
    for (uint32_t i = 0; i < codes->b; i++) {
        const struct code_range *range =
            PACK_ROW(p->pack, SECTION_CODE_RANGE, code_range, codes->c + i);

        for (unsigned s = 0; s < l->span_count; s++)
            for (unsigned n = l->spans[s].from; n <= l->spans[s].to; n++)
                for (unsigned c = 0; c < sizeof characters - 1; c++)
                    classes |=
                        class_of_detail(categories, n, characters[c], range);
    }
    return classes;
}

static void study_codes(const struct part *p, struct needs *out)
{
    const struct pack_instr *field = part_instr(p, p->at);
    const struct pack_instr *codes = field + 1;
    uint64_t letters = 0, categories = 0;
    struct literal l;

    for (uint32_t i = 0; i < codes->b; i++) {
        const struct code_range *range =
            PACK_ROW(p->pack, SECTION_CODE_RANGE, code_range, codes->c + i);

        letters |= letters_of(range);
        categories |= categories_of(range);
    }
    if (part_literal(p, field, LOOK_CODE, &l))
        add_classes(out, &l, letters);
    if (!part_literal(p, field, LOOK_CATEGORY, &l))
        return;
    l.classes = categories;
    for (uint32_t i = 0; i < codes->b; i++)
        span_of(
            &l, gate_categories(pack_field(p->pack, field->b)->type),
            PACK_ROW(p->pack, SECTION_CODE_RANGE, code_range, codes->c + i));
    needs_add(out, &l);
    l.what = LOOK_DETAIL;
    add_classes(out, &l, details_of(p, &l, codes));
}

/* ---- values ------------------------------------------------------------- */

static uint64_t classes_of_text(const struct part *p, uint32_t row)
{
    const struct text t = part_text(p, row);

    return gate_class_first(t.length != 0 ? (unsigned char)t.at[0]
                                          : (unsigned char)0);
}

/* Classes of the numbers that stand in the relation to n. */
static uint64_t classes_related(int128 n, unsigned relation)
{
    const uint64_t equal = gate_class_number(n);
    uint64_t classes = 0;

    if (relation & RELATION_EQUAL)
        classes |= equal;
    if (relation & RELATION_LESS)
        classes |= CLASSES_GIVEN & (equal - 1 + (n != 0 ? equal : 0));
    if (relation & RELATION_GREATER)
        classes |= n == 0 ? CLASSES_GIVEN & ~(2 * equal - 1)
                          : CLASSES_GIVEN & ~(equal - 1);
    return classes;
}

/* `field = 'text'`, `field < number`: the classes of what is asked for. */
static uint64_t classes_compared(const struct part *p,
                                 const struct pack_instr *constant,
                                 unsigned relation)
{
    if (constant->op == OP_NUMBER)
        return classes_related(part_number(p, constant->c), relation);
    if (constant->op == OP_TEXT && relation == RELATION_EQUAL)
        return classes_of_text(p, constant->c);
    return CLASSES_GIVEN;
}

/* `field in ...` */
static uint64_t classes_listed(const struct part *p,
                               const struct pack_instr *items)
{
    uint64_t classes = 0;

    for (uint32_t i = 0; i < items->b; i++)
        classes |= items->op == OP_IN_TEXTS
                       ? classes_of_text(p, items->c + i)
                       : gate_class_number(part_number(p, items->c + i));
    return classes;
}

/* `default(field, ...) < number`: the field has such a value or none. */
static void study_default(const struct part *p, struct needs *out)
{
    const struct pack_instr *compare = part_instr(p, p->end - 1);
    struct literal l;

    if (compare->op == OP_COMPARE && compare[-1].op == OP_NUMBER &&
        part_literal(p, part_instr(p, p->at), LOOK_VALUE, &l))
        add_classes(out, &l,
                    classes_related(part_number(p, compare[-1].c), compare->a) |
                        ~CLASSES_GIVEN);
}

static bool is_default(const struct part *p)
{
    const struct pack_instr *first = part_instr(p, p->at);

    return p->end - p->at > 4 && first->op == OP_FIELD &&
           first[1].op == OP_DEFAULT && p->at + 2 + first[1].c == p->end - 2;
}

/* What the value of the field that is read first has to be. */
static uint64_t classes_asked(const struct part *p)
{
    const struct pack_instr *second = part_instr(p, p->at + 1);
    const uint32_t count = p->end - p->at;

    if (count == 3 && second[1].op == OP_COMPARE)
        return classes_compared(p, second, second[1].a);
    if (count == 2 &&
        (second->op == OP_IN_TEXTS || second->op == OP_IN_NUMBERS))
        return classes_listed(p, second);
    return CLASSES_GIVEN;
}

/* ---- whatever reads cells ------------------------------------------------ */

enum conduct {
    CONDUCT_OTHER,  /* nothing is known */
    CONDUCT_STRICT, /* missing if one of its values is */
    CONDUCT_READS,  /* the same, of a cell */
    CONDUCT_SURE    /* false if one of its values is missing */
};

static enum conduct conduct_of(unsigned op)
{
    switch (op) {
    case OP_FIELD:
    case OP_DAGGER:
    case OP_ASTERISK:
    case OP_COMPANION:
    case OP_WELL_FORMED:
    case OP_IN_DICTIONARY:
    case OP_MEANING:
        return CONDUCT_READS;
    case OP_COMPARE:
    case OP_IN_CODES:
    case OP_IN_TEXTS:
    case OP_IN_NUMBERS:
    case OP_TRUTH:
        return CONDUCT_SURE;
    case OP_NUMBER:
    case OP_DATE:
    case OP_TEXT:
    case OP_CODE:
    case OP_ROW:
    case OP_ADD:
    case OP_ADD_CELL:
    case OP_SUBTRACT:
    case OP_MULTIPLY:
    case OP_DIVIDE:
    case OP_NEGATE:
    case OP_TO_TEXT:
    case OP_MIN:
    case OP_MAX:
    case OP_ROUND:
    case OP_ABS:
    case OP_DAYS:
    case OP_HOURS:
    case OP_AGE_AT:
    case OP_HOUR:
    case OP_DAY:
    case OP_LENGTH:
    case OP_MATCHES:
    case OP_STARTS:
    case OP_CONTAINS:
    case OP_AKIN:
    case OP_SHOWN:
    case OP_EXISTS:
    case OP_KIND:
    case OP_AGREED_KIND:
    case OP_ONLY_SEX:
    case OP_PRINCIPAL:
    case OP_AGE_FROM:
    case OP_AGE_TO:
    case OP_STANDARD_NAME:
    case OP_CATEGORY:
    case OP_ID_VALID:
    case OP_ID_BIRTH:
    case OP_ID_SEX:
        return CONDUCT_STRICT;
    default:
        return CONDUCT_OTHER;
    }
}

/* True if whatever is missing makes the part false or missing: what turns it
 * into false stands at the end only. */
static bool is_strict(const struct part *p)
{
    bool settled = false;

    for (uint32_t at = p->at; at < p->end; at++) {
        const enum conduct conduct = conduct_of(part_instr(p, at)->op);

        if (conduct == CONDUCT_OTHER ||
            (settled && part_instr(p, at)->op != OP_TRUTH))
            return false;
        settled = conduct == CONDUCT_SURE;
    }
    return true;
}

/* Every cell that is read must hold a value. */
static void study_strict(const struct part *p, struct needs *out)
{
    for (uint32_t at = p->at; at < p->end; at++) {
        const struct pack_instr *i = part_instr(p, at);
        struct literal l;

        if (conduct_of(i->op) == CONDUCT_READS &&
            part_literal(p, i, LOOK_VALUE, &l))
            add_classes(out, &l,
                        i->op == OP_COMPANION
                            ? gate_class_mark(MARK_COMPANION, true)
                        : at == p->at && i->op == OP_FIELD && p->end - at > 1
                            ? classes_asked(p)
                            : CLASSES_GIVEN);
    }
}

void study_value(const struct part *p, struct needs *out)
{
    const struct pack_instr *first = part_instr(p, p->at);

    if (p->end - p->at == 2 && first->op == OP_FIELD_IN)
        study_codes(p, out);
    else if (is_default(p))
        study_default(p, out);
    else if (is_strict(p))
        study_strict(p, out);
}
