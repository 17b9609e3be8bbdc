/*
 * gate.h -- a quick test of what must be in a record before a rule can fire.
 *
 * Most conditions ask for something rare: a code of some range, a blank field,
 * a bad value, a word in a name. A look (a row of LOOK) describes what is in a
 * cell by the bits of a word, one for each class of contents. A gate is a set
 * of classes; it is open if the word of its look has at least one of them. A
 * rule can fire only if all its gates are open; of gates joined by GATE_OR one
 * is enough. Else it need not be run. A rule that is run row by row is not run
 * on rows to which a gate is shut (GATE_ROWS).
 *
 * Most rules ask for diagnoses or operations of a few categories. Such a rule
 * has bells: its door is looked at only in records that have one of them. All
 * others are asked of every record.
 *
 * Gates and bells are made when a pack is compiled, from what the condition
 * cannot be true without. They only save runs; they decide nothing.
 */
#ifndef EXPR_GATE_H
#define EXPR_GATE_H

#include "pack/pack.h"
#include "record/record.h"

/* Rows of LOOK; those of lists come first. */
#define LOOKS_MAX 1024u
#define LOOKS_LISTED 64u

/* Slot 0 always has all classes. Each look has three slots: */
enum look_place {
    LOOK_ANY,   /* the cell of a scalar; the rows in which something stands */
    LOOK_TWICE, /* classes that at least two of these rows have */
    LOOK_FIRST, /* row 1 */
    LOOK_PLACES
};
#define GATE_SLOTS (1 + LOOKS_MAX * LOOK_PLACES)

static inline unsigned gate_slot(unsigned look, enum look_place place)
{
    return 1 + look * LOOK_PLACES + (unsigned)place;
}

/* By what LOOK_VALUE tells values of a field's type apart. */
enum gate_told gate_told_by(unsigned type);

/* The words of one record, made once for all rules. Only those of the pack's
 * looks are set. */
struct gate_view {
    const struct pack *pack;
    uint64_t slots[GATE_SLOTS];
    uint64_t rows[LOOKS_LISTED][LIMIT_ROWS]; /* of each given row */
    /* A bit for each rule: it was rung for; its door is open. */
    uint64_t rung[LIMIT_RULES / 64], open[LIMIT_RULES / 64];
    uint32_t words; /* of these */
};

/* `pages` are the kinds of pages that the record is one of. */
void gate_look(struct gate_view *view, const struct record *record,
               unsigned pages);

/* The first rule, from `rule` on, whose door is open. If there is none, the
 * result is the number of rules, or more. */
static inline uint32_t gate_next(const struct gate_view *view, uint32_t rule)
{
    uint32_t word = rule / 64;
    uint64_t open;

    if (word >= view->words)
        return rule;
    open = view->open[word] & ~(uint64_t)0 << rule % 64;
    while (open == 0 && ++word < view->words)
        open = view->open[word];
    return word * 64 + (open != 0 ? (uint32_t)__builtin_ctzll(open) : 0);
}

/* Those of the rows `given` (bits) on which the rule can fire; 0 if none. For a
 * rule that is not run row by row, `given` is 1. */
uint64_t gate_rows(const struct gate_view *view, uint32_t rule, uint64_t given);

/* ---- classes: the same for compiler and record -------------------------- */

/*
 * LOOK_VALUE. Bits 0 to 3 are the states other than CELL_GIVEN. Values have the
 * other bits: numbers by their sign and their length in bits, texts by their
 * first byte and their length, all others by the marks of a code.
 */
enum {
    CLASS_VALUE = 4,
    CLASS_NEGATIVE = 4,
    CLASS_ZERO,
    CLASS_POSITIVE, /* numbers of up to SMALLEST_BITS, then a class for each
                       further bit */
    CLASS_GREATEST = 63,
    CLASS_TEXT = 4,    /* first byte of a text, 32 of them */
    CLASS_LENGTH = 36, /* its bytes; the last: or more */
    CLASS_LONGEST = 63,
    CLASS_OTHER = 4,
    CLASS_MARKS = 5 /* two bits each, no and yes: enum of marks */
};
/* Of the first bytes those of characters of more than one: beside letters. */
#define CLASS_WIDE 27u
#define CLASSES_WIDE ((uint64_t)0x1F << (CLASS_TEXT + CLASS_WIDE))
#define SMALLEST_BITS 37 /* 0.06 to 0.13: 1 has 40 bits */
#define CLASSES_GIVEN (~(uint64_t)0 << CLASS_VALUE)
#define CLASSES_FIRST ((uint64_t)0xFFFFFFFF << CLASS_TEXT)
enum { MARK_DAGGER, MARK_ASTERISK, MARK_FORMED, MARK_COMPANION };

static inline uint64_t gate_class(unsigned bit)
{
    return (uint64_t)1 << bit;
}

static inline uint64_t gate_class_number(int128 n)
{
    const uint64_t high = (uint64_t)(n >> 64), low = (uint64_t)n;
    int bits;

    if (n <= 0)
        return gate_class(n < 0 ? CLASS_NEGATIVE : CLASS_ZERO);
    bits = high != 0 ? 128 - __builtin_clzll(high) : 64 - __builtin_clzll(low);
    if (bits < SMALLEST_BITS)
        bits = SMALLEST_BITS;
    bits += CLASS_POSITIVE - SMALLEST_BITS;
    return gate_class(
        (unsigned)(bits < CLASS_GREATEST ? bits : CLASS_GREATEST));
}

static inline uint64_t gate_class_first(unsigned char first)
{
    return gate_class(CLASS_TEXT +
                      (first < 0x80 ? first % 32u : CLASS_WIDE + first % 5u));
}

static inline uint64_t gate_class_length(size_t length)
{
    return gate_class(length < CLASS_LONGEST - CLASS_LENGTH
                          ? CLASS_LENGTH + (unsigned)length
                          : CLASS_LONGEST);
}

/* The mark is there, or it is not. */
static inline uint64_t gate_class_mark(unsigned mark, bool there)
{
    return gate_class(CLASS_MARKS + 2 * mark + there);
}

/* LOOK_CODE: the first character of a code, and its length. */
enum {
    CLASS_DIGIT = 26,      /* behind the letters */
    CLASS_ODD_LETTER = 36, /* no letter or digit */
    CLASS_CODE_LENGTH = 37 /* 0 to CODE_MAX */
};

static inline uint64_t gate_class_letter(unsigned char first)
{
    return gate_class(first >= 'A' && first <= 'Z'   ? first - 'A'
                      : first >= '0' && first <= '9' ? first - '0' + CLASS_DIGIT
                                                     : CLASS_ODD_LETTER);
}

/* LOOK_CATEGORY: K80 of a diagnosis, 36.0 of an operation; what has no such
 * form is odd. `head` is the code's first 8 bytes. */
#define CLASS_ODD_CODE 63

static inline bool gate_is_digit(unsigned c)
{
    return c - '0' < 10;
}

static inline uint64_t gate_class_category(uint64_t head)
{
    const unsigned a = (unsigned)(head >> 56),
                   b = (unsigned)(head >> 48) & 0xFF;
    const unsigned c = (unsigned)(head >> 40) & 0xFF;
    const unsigned d = (unsigned)(head >> 32) & 0xFF;

    if (a >= 'A' && gate_is_digit(b) && gate_is_digit(c))
        return gate_class((a * 100 + b * 10 + c) % CLASS_ODD_CODE);
    if (gate_is_digit(a) && gate_is_digit(b) && c == '.' && gate_is_digit(d))
        return gate_class((a * 100 + b * 10 + d) % CLASS_ODD_CODE);
    return gate_class(CLASS_ODD_CODE);
}

/* LOOK_DETAIL: K80.1 of a diagnosis, 36.07 of an operation. */
static inline uint64_t gate_class_detail(uint64_t head)
{
    const unsigned a = (unsigned)(head >> 56);
    const unsigned d = (unsigned)(head >> 32) & 0xFF;
    const unsigned e = (unsigned)(head >> 24) & 0xFF;
    const uint64_t detail = head >> 24;

    if (gate_class_category(head) == gate_class(CLASS_ODD_CODE) || e == 0 ||
        (a >= 'A' && d != '.'))
        return gate_class(CLASS_ODD_CODE);
    return gate_class((unsigned)(detail * 0x9E3779B97F4A7C15u >> 32) %
                      CLASS_ODD_CODE);
}

/* The number of a category, for its bell; what has no such form is odd, and
 * rings with the number behind the last. */
#define CATEGORIES_DX 2600u
#define CATEGORIES_OP 1000u

static inline unsigned gate_categories(unsigned type)
{
    return type == FIELD_PROCEDURE ? CATEGORIES_OP : CATEGORIES_DX;
}

static inline unsigned gate_category(unsigned categories, uint64_t head)
{
    const unsigned a = (unsigned)(head >> 56),
                   b = ((unsigned)(head >> 48) & 0xFF) - '0';
    const unsigned c = (unsigned)(head >> 40) & 0xFF;
    const unsigned d = ((unsigned)(head >> 32) & 0xFF) - '0';

    if (categories == CATEGORIES_DX)
        return a - 'A' < 26 && b < 10 && c - '0' < 10
                   ? (a - 'A') * 100 + b * 10 + (c - '0')
                   : categories;
    return a - '0' < 10 && b < 10 && c == '.' && d < 10
               ? (a - '0') * 100 + b * 10 + d
               : categories;
}

/* The bell of a category, from the look's first one on: of any row, or of the
 * first. */
static inline uint32_t gate_bell(const struct pack_look *look,
                                 unsigned category, enum look_place place)
{
    return look->first_bell + category +
           (place == LOOK_FIRST ? look->categories + 1u : 0);
}

/* LOOK_WHOLE: one of 64 classes, by the whole code. */
static inline uint64_t gate_class_whole(struct code code)
{
    return gate_class(code_hash(code) % 64);
}

/* LOOK_TEXTS: bit n is set if the text contains literal n of the look, or n +
 * 64, n + 128, ... The look has a table of the characters with which its
 * literals begin: */
#define LITERAL_SLOTS 512u /* of SECTION_LITERAL_SLOT, for each such look */

/* Bytes of the character that `lead` begins. */
static inline size_t gate_character(unsigned char lead)
{
    return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/* The slot of a character, by up to three bytes. */
static inline unsigned gate_literal_slot(const unsigned char *at, size_t length)
{
    uint32_t c = at[0];

    if (length > 1)
        c |= (uint32_t)at[1] << 8;
    if (length > 2)
        c |= (uint32_t)at[2] << 16;
    return c * 0x9E3779B1u >> 23;
}

/* LOOK_ENTRY: does the value stand in the field's dictionary? LOOK_FACTS: what
 * pack_dx and pack_op say of a code; of an ID number, whether it is valid. */
enum {
    CLASS_NONE, /* no value is given */
    CLASS_NO,
    CLASS_YES,
    CLASS_SEX = 3,       /* any, male, female */
    CLASS_PRINCIPAL = 6, /* enum dx_principal */
    CLASS_KIND = 9,      /* enum op_class */
    CLASS_NAMED = 20     /* has no name of its own, has one */
};

/* LOOK_ROW: the row's number; bit 63 is row 64. */

#endif
