#include <stdio.h>

#include "expr-kit.h"

#include "expr/instr.h"

/* Programs that use every instruction. */
static const char *const PROGRAMS[] = {
    "lookup('t0') + lookup('t1', 'A') + lookup('t2', 'A', 'B')",
    "lookup('t3', sex, 'B', 'C') + lookup('t4', diagnoses[1].code, '', '', "
    "'') + lookup('t5', '', '', '', '', cost)",
    "if(age > 60, 'old', any(diagnoses, code in K80-K83, I10), 'x', sex)",
    "any(diagnoses, all(procedures, any(diagnoses, code in O00-O99 and "
    "count(procedures, row > 1) = row)))",
    "sqrt(cost)",
    "default(infant_age + 1 / 0, max(1, 2) * -stay_days) - round(x, 2)",
    "sum(procedures, if(level in '4', row, cost * factor_a))",
    "matches(id_number, '\\d{17}[\\dX]') or starts(text(age), text(4))",
    "not exists(diagnoses[1].code) and kind(procedures[1].code) = 'surgery'",
    "agreed_kind(procedures[1].code) = 'surgery' or akin(sex, label)",
    "days(birth_date, date('2025-01-01')) in 1, 2, 3 and this.row = 2",
    "outpatient_code = 'A17.0' or dagger(outpatient_code) or "
    "asterisk(this.code) and well_formed(this.code)",
    "if(given(this.name), standard_name(this.code), meaning(sex))",
    "hours(admission_time, discharge_time) + hour(admission_time) + "
    "age_at(birth_date, day(admission_time)) + count(diagnoses)",
    "id_valid(id_number) and id_sex(id_number) = sex and "
    "id_birth(id_number) = birth_date and in_dictionary(sex)",
    "length(text(default(companion(outpatient_code), diagnoses[2].code)))",
    "min(age_from(this.code), age_to(this.code), abs(-1))",
    "only_sex(this.code) = sex or principal(this.code) = 'never' or "
    "exists(procedures[1].code) or missing(x + 1) or given(label)",
    "contains(this.code, '1') or missing(sex) or given(sex) or blank(sex) or "
    "left_blank(sex) or "
    "unread(qc_date) = '年' or bad_value(qc_date) or (1 = 1) = exists(this.code)",
    "category(this.code) = category(diagnoses[1].code)",
    "weight_sum('cci') >= 3 or stay_days > 3",
    "default(age, 0) + default(infant_age, 0) - 1 + default(stay_days, 2)",
    "any(procedures, code in 36.0, 45.1-45.3) or any(diagnoses, code in K80) "
    "or sex = '1' and age <= 7",
};

static struct kit *open_kit(void)
{
    struct kit *k = kit_open();

    kit_use_settlement(k);
    kit_use_rows(k, LIST_DIAGNOSES, 2);
    return k;
}

/* Runs the row if it is valid: nothing may break, whatever it is. */
static bool try_row(struct kit *k, uint32_t row)
{
    struct value v;

    if (!expr_validate(&k->pack,
                       PACK_ROW(&k->pack, SECTION_EXPR, pack_expr, row)))
        return false;
    v = expr_run(&k->pack, row, &k->frame);
    buffer_reset(&k->shown);
    value_show(&k->shown, &v);
    return true;
}

static void compiled_programs_are_valid(void **state)
{
    struct kit *k = open_kit();
    bool used[OP_COUNT] = {false};

    (void)state;
    for (size_t i = 0; i < COUNT(PROGRAMS); i++) {
        const uint32_t row = kit_compile(k, PROGRAMS[i], VALUE_TYPES);

        if (row == PACK_NONE)
            print_error("%s: %s\n", PROGRAMS[i], k->mistake.text);
        assert_int_not_equal(row, PACK_NONE);
        assert_true(try_row(k, row));
    }
    for (uint32_t i = 0; i < pack_count(&k->pack, SECTION_INSTR); i++)
        used[PACK_ROW(&k->pack, SECTION_INSTR, pack_instr, i)->op] = true;
    for (unsigned i = 0; i < OP_COUNT; i++)
        if (!used[i]) {
            print_error("instruction %u is not used\n", i);
            _fail(__FILE__, __LINE__);
        }
    kit_close(k);
}

/* Every byte of a buffer takes other values; the program is refused or
 * runs. */
static void mutate(struct kit *k, uint32_t row, char *bytes, size_t length,
                   unsigned *refused)
{
    static const unsigned char changes[] = {1,    2,    3,    4,    7,    8,
                                            0x10, 0x20, 0x3F, 0x40, 0x80, 0xFF};

    for (size_t i = 0; i < length; i++) {
        for (size_t n = 0; n < COUNT(changes); n++) {
            const char was = bytes[i];

            bytes[i] = (char)(was ^ changes[n]);
            *refused += !try_row(k, row);
            bytes[i] = was;
        }
    }
}

static void mutated_programs_are_refused_or_run(void **state)
{
    unsigned refused = 0;

    (void)state;
    for (size_t i = 0; i < COUNT(PROGRAMS); i++) {
        struct kit *k = open_kit();
        const uint32_t row = kit_compile(k, PROGRAMS[i], VALUE_TYPES);
        struct expr_pool *p = &k->pool;

        mutate(k, row, p->instrs.data, p->instrs.length, &refused);
        mutate(k, row, p->numbers.data, p->numbers.length, &refused);
        mutate(k, row, p->ranges.data, p->ranges.length, &refused);
        mutate(k, row, p->texts.data, p->texts.length, &refused);
        mutate(k, row, p->patterns.data, p->patterns.length, &refused);
        mutate(k, row, p->sets.data, p->sets.length, &refused);
        mutate(k, row, k->exprs.data, k->exprs.length, &refused);
        kit_close(k);
    }
    assert_true(refused > 1000);
}

static uint32_t seed = 99;

static uint32_t chance(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

/* Several instructions change places or operands at once. */
static void shuffled_programs_are_refused_or_run(void **state)
{
    struct kit *k = open_kit();
    uint32_t rows[COUNT(PROGRAMS)];
    char *clean;
    size_t length;
    unsigned ran = 0;

    (void)state;
    for (size_t i = 0; i < COUNT(PROGRAMS); i++)
        rows[i] = kit_compile(k, PROGRAMS[i], VALUE_TYPES);
    length = k->pool.instrs.length;
    clean = malloc(length);
    memcpy(clean, k->pool.instrs.data, length);
    for (int i = 0; i < 20000; i++) {
        struct pack_instr *all = (void *)k->pool.instrs.data;
        const uint32_t count = (uint32_t)(length / sizeof *all);

        for (uint32_t n = 1 + chance(4); n > 0; n--) {
            const uint32_t a = chance(count), b = chance(count);

            if (chance(2) == 0)
                all[a] = all[b];
            else
                all[a].c = chance(12);
        }
        for (size_t n = 0; n < COUNT(rows); n++)
            ran += try_row(k, rows[n]);
        memcpy(all, clean, length);
    }
    assert_true(ran > 1000);
    free(clean);
    kit_close(k);
}

/* Programs written by hand that must not pass. */
static bool valid(struct kit *k, const struct pack_instr *code, uint32_t count)
{
    struct pack_expr e = {{0, count}, {0, 0}, VALUE_NUMBER, LIMIT_STACK};
    const struct pack_rows was = k->pack.sections[SECTION_INSTR];
    bool answer;

    k->pack.sections[SECTION_INSTR] = (struct pack_rows){code, count};
    answer = expr_validate(&k->pack, &e);
    k->pack.sections[SECTION_INSTR] = was;
    return answer;
}

static void wrong_programs_are_refused(void **state)
{
    static const struct {
        const char *why;
        struct pack_instr code[6];
        uint32_t count;
    } table[] = {
        {"empty", {{0}}, 0},
        {"nothing to take", {{OP_ADD, 0, 0, 0}}, 1},
        {"two values left",
         {{OP_ROWS, LIST_DIAGNOSES, 0, 0}, {OP_ROWS, LIST_DIAGNOSES, 0, 0}},
         2},
        {"no instruction", {{255, 0, 0, 0}}, 1},
        {"jump beyond the end",
         {{OP_ROWS, LIST_DIAGNOSES, 0, 0}, {OP_JUMP, 0, 0, 1}},
         2},
        {"unreachable",
         {{OP_ROWS, LIST_DIAGNOSES, 0, 0},
          {OP_JUMP, 0, 0, 1},
          {OP_ABS, 0, 0, 0}},
         3},
        {"ways differ",
         {{OP_ROWS, LIST_DIAGNOSES, 0, 0},
          {OP_IF, 0, 0, 1},
          {OP_ROWS, LIST_DIAGNOSES, 0, 0}},
         3},
        {"loop without end",
         {{OP_LOOP, LIST_DIAGNOSES, LOOP_COUNT, 1},
          {OP_ROWS, LIST_DIAGNOSES, 0, 0}},
         2},
        {"end without loop",
         {{OP_ROWS, LIST_DIAGNOSES, 0, 0},
          {OP_ROWS, LIST_DIAGNOSES, 0, 0},
          {OP_NEXT, 0, LOOP_SUM, 1}},
         3},
        {"back too far",
         {{OP_ROWS, LIST_DIAGNOSES, 0, 0},
          {OP_LOOP, LIST_DIAGNOSES, LOOP_SUM, 2},
          {OP_ROWS, LIST_DIAGNOSES, 0, 0},
          {OP_NEXT, 0, LOOP_SUM, 3},
          {OP_ADD, 0, 0, 0}},
         5},
        {"stack grows with each turn",
         {{OP_LOOP, LIST_DIAGNOSES, LOOP_SUM, 3},
          {OP_ROWS, LIST_DIAGNOSES, 0, 0},
          {OP_ROWS, LIST_DIAGNOSES, 0, 0},
          {OP_NEXT, 0, LOOP_SUM, 3},
          {OP_ADD, 0, 0, 0}},
         5},
        {"jump into a loop",
         {{OP_JUMP, 0, 0, 1},
          {OP_LOOP, LIST_DIAGNOSES, LOOP_SUM, 2},
          {OP_ROWS, LIST_DIAGNOSES, 0, 0},
          {OP_NEXT, 0, LOOP_SUM, 2}},
         4},
        {"row outside of rows", {{OP_ROW, PLACE_LOOP, 0, 0}}, 1},
        {"no such field", {{OP_FIELD, PLACE_SCALAR, 999, 0}}, 1},
        {"list field as scalar", {{OP_FIELD, PLACE_SCALAR, 20, 0}}, 1},
        {"row 0", {{OP_FIELD, PLACE_FIXED, 20, 0}}, 1},
        {"list none", {{OP_ROWS, LIST_NONE, 0, 0}}, 1},
        {"no number", {{OP_NUMBER, 0, 0, 0}}, 1},
        {"text of nothing", {{OP_SHOWN, 0, 0, 0}}, 1},
    };
    struct kit *k = kit_open();

    (void)state;
    for (size_t i = 0; i < COUNT(table); i++)
        if (valid(k, table[i].code, table[i].count)) {
            print_error("%s\n", table[i].why);
            _fail(__FILE__, __LINE__);
        }
    kit_close(k);
}

static void a_small_stack_is_refused(void **state)
{
    struct kit *k = kit_open();
    const uint32_t row = kit_compile(k, "1 + (2 + 3)", VALUE_NUMBER);
    struct pack_expr e = *PACK_ROW(&k->pack, SECTION_EXPR, pack_expr, row);

    (void)state;
    assert_int_equal(e.stack, 3);
    assert_true(expr_validate(&k->pack, &e));
    e.stack = 2;
    assert_false(expr_validate(&k->pack, &e));
    e.stack = LIMIT_STACK + 1;
    assert_false(expr_validate(&k->pack, &e));
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compiled_programs_are_valid),
        cmocka_unit_test(mutated_programs_are_refused_or_run),
        cmocka_unit_test(shuffled_programs_are_refused_or_run),
        cmocka_unit_test(wrong_programs_are_refused),
        cmocka_unit_test(a_small_stack_is_refused),
    };
    return cmocka_run_group_tests_name("expr validate", tests, NULL, NULL);
}
