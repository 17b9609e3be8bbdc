/*
 * gate.h -- what must stand in a record before a condition can be true.
 *
 * Most conditions ask for little that is rare: a code of some range, a blank
 * field, a bad value. What a cell holds is told by one bit of 64, its class;
 * a gate is a set of classes and the cell that must have one of them. A rule
 * whose gates are not all open can not fire and need not be run.
 *
 * Gates are made when a pack is compiled, and only from conditions whose
 * truth requires them: they never decide anything else.
 */
#ifndef EXPR_GATE_H
#define EXPR_GATE_H

#include "pack/pack.h"
#include "record/record.h"

/* Fields and columns that gates know; there are no gates for those beyond. */
#define GATE_FIELDS 512u
#define GATE_COLUMNS 32u

/*
 * Where a gate looks. The slots of a list are four of a column each: cells
 * and codes of the rows in which something is given, cell and code of row 1.
 */
enum {
    GATE_NONE,
    GATE_ANY, /* the cells of all scalars */
    GATE_CELLS,
    GATE_CODES = GATE_CELLS + GATE_FIELDS,
    GATE_LISTS = GATE_CODES + GATE_FIELDS,
    GATE_SLOTS = GATE_LISTS + 4 * GATE_COLUMNS * (LIST_COUNT - 1)
};

/* The first slot of a list's column. */
static inline unsigned gate_column(unsigned list, unsigned column)
{
    return GATE_LISTS + 4 * (GATE_COLUMNS * (list - 1) + column);
}

/* The gates of a boolean expression, the narrowest first; the rest is
 * GATE_NONE. */
void gate_make(const struct pack *pack, const struct pack_expr *expr,
               struct pack_gate gates[PACK_GATES]);

/* What stands in a record: looked at once for all rules. */
struct gate_view {
    uint64_t slots[GATE_SLOTS]; /* those of the pack's fields are set */
};

void gate_look(struct gate_view *view, const struct record *record);

/* False if a condition with these gates can not be true of the record. */
static inline bool gate_open(const struct gate_view *view,
                             const struct pack_gate gates[PACK_GATES])
{
    for (unsigned i = 0; i < PACK_GATES && gates[i].slot != GATE_NONE; i++)
        if ((view->slots[gates[i].slot] & gates[i].classes) == 0)
            return false;
    return true;
}

/* ---- classes: one bit, the same for compiler and record ---------------- */

/* Bits 0 to 3 are the states but CELL_GIVEN; a value has one of the others:
 * by the sign and the length in bits of a number, by the first byte of a
 * text. */
enum {
    CLASS_VALUE = 4,
    CLASS_NEGATIVE = 4,
    CLASS_ZERO,
    CLASS_POSITIVE, /* numbers of up to SMALLEST_BITS, then one a bit */
    CLASS_GREATEST = 63,
    CLASS_OTHER = 4,
    CLASS_TEXT = 4
};
#define SMALLEST_BITS 37 /* 0.06 to 0.13: 1 has 40 bits */

#define CLASS_ODD_CODE 63 /* the second character is no digit */
#define CLASSES_GIVEN (~(uint64_t)0 << CLASS_VALUE)

static inline uint64_t gate_class_number(int128 n)
{
    const uint64_t high = (uint64_t)(n >> 64), low = (uint64_t)n;
    int bits;

    if (n <= 0)
        return (uint64_t)1 << (n < 0 ? CLASS_NEGATIVE : CLASS_ZERO);
    bits = high != 0 ? 128 - __builtin_clzll(high) : 64 - __builtin_clzll(low);
    if (bits < SMALLEST_BITS)
        bits = SMALLEST_BITS;
    bits += CLASS_POSITIVE - SMALLEST_BITS;
    return (uint64_t)1 << (bits < CLASS_GREATEST ? bits : CLASS_GREATEST);
}

static inline uint64_t gate_class_text(struct text t)
{
    const unsigned first = t.length != 0 ? (unsigned char)t.at[0] : 0;

    return (uint64_t)1 << (CLASS_TEXT + first % 32);
}

/* The class of a code: letter and first digit. */
static inline uint64_t gate_class_code(struct code code)
{
    const unsigned first = (unsigned)(code.high >> 56);
    const unsigned second = (unsigned)(code.high >> 48) & 0xFF;

    return (uint64_t)1 << (second < '0' || second > '9'
                               ? CLASS_ODD_CODE
                               : (first * 10 + second) % CLASS_ODD_CODE);
}

#endif
