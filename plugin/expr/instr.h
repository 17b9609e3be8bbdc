/*
 * instr.h -- the instructions of compiled expressions.
 *
 * A machine with a stack of values. Every row of the lists below is one
 * instruction: its name, how many values it takes from the stack, how many it
 * leaves, and what its operands mean. The compiler, the machine and the
 * validator all work from these lists.
 */
#ifndef EXPR_INSTR_H
#define EXPR_INSTR_H

#include "base/limits.h"
#include "pack/format.h"

#define EXPR_INSTRS 4096    /* of one expression */
#define EXPR_SOURCE 1048576 /* bytes of one expression's text */
#define EXPR_NESTING 64     /* parentheses, calls and signs within another */
#define EXPR_ITEMS 65535    /* of one list behind `in` */

/* What a, b and c of an instruction mean. */
enum instr_operand {
    TAKES_NOTHING,
    TAKES_CELL,     /* a: enum cell_place, b: field, c: row of PLACE_FIXED */
    TAKES_PLACE,    /* a: enum cell_place of a row */
    TAKES_VARIABLE, /* c: row of VARIABLE or FACTOR_BASE + row of COLUMN */
    TAKES_CASE,     /* c: enum case_value */
    TAKES_NUMBER,   /* c: row of NUMBER */
    TAKES_TEXT,     /* c: row of TEXT_REF */
    TAKES_CODE,     /* c: row of CODE_RANGE, its first end */
    TAKES_NUMBERS,  /* b rows from c of NUMBER */
    TAKES_TEXTS,    /* b rows from c of TEXT_REF */
    TAKES_CODES,    /* b rows from c of CODE_RANGE, rising, apart */
    TAKES_RELATION, /* a: enum relation bits */
    TAKES_JUMP,     /* c: instructions to skip */
    TAKES_LOOP,     /* a: list, b: enum loop_kind, c: distance to its NEXT */
    TAKES_NEXT,     /* b: enum loop_kind, c: distance back to the body */
    TAKES_LIST,     /* a: list */
    TAKES_SLOT,     /* a: 0 the top of the stack, 1 the value below */
    TAKES_PLACES,   /* a: digits behind the point */
    TAKES_SYSTEM,   /* a: enum code_system */
    TAKES_PATTERN,  /* c: row of PATTERN */
    TAKES_WEIGHTS,  /* c: row of WEIGHTS */
    TAKES_LOOKUP    /* c: row of LOOKUP that asks for as many values */
};

/* Which row a cell is read from; PLACE_LOOP + n is the n-th open loop. */
enum cell_place { PLACE_SCALAR, PLACE_EACH, PLACE_FIXED, PLACE_LOOP };

/* The outcomes for which a comparison is true. */
enum relation { RELATION_LESS = 1, RELATION_EQUAL = 2, RELATION_GREATER = 4 };

enum loop_kind { LOOP_ANY, LOOP_ALL, LOOP_COUNT, LOOP_SUM, LOOP_KINDS };

/*
 * The core: reading, operators, flow. AND and OR look at the top of the stack:
 * if it settles the result they leave it there and jump, else they take it off.
 * DEFAULT jumps if the top is given, and takes it off if it is missing.
 * FIELD_IN reads as FIELD does and answers the IN_CODES behind it in the same
 * step. ADD_CELL adds a cell to the top if the cell is given. Between QUIET and
 * LOUD it is not noted if something missing is read.
 */
#define INSTR_CORE(X)                                                          \
    X(FIELD, field, 0, 1, CELL)                                                \
    X(FIELD_IN, field_in, 0, 1, CELL)                                          \
    X(VARIABLE, variable, 0, 1, VARIABLE)                                      \
    X(CASE, case, 0, 1, CASE)                                                  \
    X(NUMBER, number, 0, 1, NUMBER)                                            \
    X(DATE, date, 0, 1, NUMBER)                                                \
    X(TEXT, text, 0, 1, TEXT)                                                  \
    X(CODE, code, 0, 1, CODE)                                                  \
    X(ROW, row, 0, 1, PLACE)                                                   \
    X(ADD, add, 2, 1, NOTHING)                                                 \
    X(ADD_CELL, add_cell, 1, 1, CELL)                                          \
    X(SUBTRACT, subtract, 2, 1, NOTHING)                                       \
    X(MULTIPLY, multiply, 2, 1, NOTHING)                                       \
    X(DIVIDE, divide, 2, 1, NOTHING)                                           \
    X(NEGATE, negate, 1, 1, NOTHING)                                           \
    X(COMPARE, compare, 2, 1, RELATION)                                        \
    X(IN_CODES, in_codes, 1, 1, CODES)                                         \
    X(IN_TEXTS, in_texts, 1, 1, TEXTS)                                         \
    X(IN_NUMBERS, in_numbers, 1, 1, NUMBERS)                                   \
    X(NOT, truth, 1, 1, NOTHING)                                               \
    X(TRUTH, truth, 1, 1, NOTHING)                                             \
    X(JUMP, jump, 0, 0, JUMP)                                                  \
    X(AND, and, 1, 0, JUMP)                                                    \
    X(OR, or, 1, 0, JUMP)                                                      \
    X(IF, if, 1, 0, JUMP)                                                      \
    X(DEFAULT, default, 1, 0, JUMP)                                            \
    X(QUIET, quiet, 0, 0, NOTHING)                                             \
    X(LOUD, loud, 0, 0, NOTHING)                                               \
    X(LOOP, loop, 0, 1, LOOP)                                                  \
    X(NEXT, next, 1, 0, NEXT)                                                  \
    X(TO_TEXT, to_text, 0, 0, SLOT)

/* Functions. Those that take a cell look at it as it stands. */
#define INSTR_CALLS(X)                                                         \
    X(CELL_MISSING, cell_missing, 0, 1, CELL)                                  \
    X(CELL_GIVEN, cell_given, 0, 1, CELL)                                      \
    X(CELL_BLANK, cell_blank, 0, 1, CELL)                                      \
    X(CELL_LEFT, cell_left, 0, 1, CELL)                                        \
    X(CELL_BAD, cell_bad, 0, 1, CELL)                                          \
    X(UNREAD, unread, 0, 1, CELL)                                              \
    X(DAGGER, cell_mark, 0, 1, CELL)                                           \
    X(ASTERISK, cell_mark, 0, 1, CELL)                                         \
    X(COMPANION, companion, 0, 1, CELL)                                        \
    X(WELL_FORMED, cell_mark, 0, 1, CELL)                                      \
    X(IN_DICTIONARY, in_dictionary, 0, 1, CELL)                                \
    X(MEANING, meaning, 0, 1, CELL)                                            \
    X(MISSING, given, 1, 1, NOTHING)                                           \
    X(GIVEN, given, 1, 1, NOTHING)                                             \
    X(ROWS, rows, 0, 1, LIST)                                                  \
    X(MIN, extreme, 2, 1, NOTHING)                                             \
    X(MAX, extreme, 2, 1, NOTHING)                                             \
    X(ROUND, round, 1, 1, PLACES)                                              \
    X(ABS, abs, 1, 1, NOTHING)                                                 \
    X(SQRT, sqrt, 1, 1, NOTHING)                                               \
    X(DAYS, days, 2, 1, NOTHING)                                               \
    X(HOURS, hours, 2, 1, NOTHING)                                             \
    X(AGE_AT, age_at, 2, 1, NOTHING)                                           \
    X(HOUR, hour, 1, 1, NOTHING)                                               \
    X(DAY, day, 1, 1, NOTHING)                                                 \
    X(LENGTH, length, 1, 1, NOTHING)                                           \
    X(MATCHES, matches, 1, 1, PATTERN)                                         \
    X(STARTS, text_within, 2, 1, NOTHING)                                      \
    X(CONTAINS, text_within, 2, 1, NOTHING)                                    \
    X(AKIN, text_within, 2, 1, NOTHING)                                        \
    X(SHOWN, shown, 0, 0, SLOT)                                                \
    X(EXISTS, exists, 1, 1, SYSTEM)                                            \
    X(KIND, kind, 1, 1, NOTHING)                                               \
    X(AGREED_KIND, kind, 1, 1, NOTHING)                                        \
    X(ONLY_SEX, only_sex, 1, 1, NOTHING)                                       \
    X(PRINCIPAL, principal, 1, 1, NOTHING)                                     \
    X(AGE_FROM, age_limit, 1, 1, NOTHING)                                      \
    X(AGE_TO, age_limit, 1, 1, NOTHING)                                        \
    X(STANDARD_NAME, standard_name, 1, 1, SYSTEM)                              \
    X(CATEGORY, category, 1, 1, NOTHING)                                       \
    X(WEIGHT_SUM, weight_sum, 0, 1, WEIGHTS)                                   \
    X(LOOKUP_0, lookup, 0, 1, LOOKUP)                                          \
    X(LOOKUP_1, lookup, 1, 1, LOOKUP)                                          \
    X(LOOKUP_2, lookup, 2, 1, LOOKUP)                                          \
    X(LOOKUP_3, lookup, 3, 1, LOOKUP)                                          \
    X(LOOKUP_4, lookup, 4, 1, LOOKUP)                                          \
    X(LOOKUP_5, lookup, 5, 1, LOOKUP)                                          \
    X(ID_VALID, id_valid, 1, 1, NOTHING)                                       \
    X(ID_BIRTH, id_birth, 1, 1, NOTHING)                                       \
    X(ID_SEX, id_sex, 1, 1, NOTHING)

#define INSTR_LIST(X) INSTR_CORE(X) INSTR_CALLS(X)

#define INSTR_NAME_(name, run, pops, pushes, takes) OP_##name,
enum instr_op { INSTR_LIST(INSTR_NAME_) OP_COUNT };
#undef INSTR_NAME_

struct instr_info {
    uint8_t pops, pushes;
    uint8_t takes; /* enum instr_operand */
};

/* What an instruction does to the stack; op < OP_COUNT. */
const struct instr_info *instr_info(unsigned op);

#endif
