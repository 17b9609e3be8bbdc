#include "expr-golden.h"

static void a_case_has_values(void **state)
{
    static const struct golden table[] = {
        {"cost / mean_cost", "1.5"},
        {"score * x", "2126.25"},
        {"label", "high"},
        {"factor_a * 2", "2.5"},
        {"factor_b", "（空）"},
        {"default(factor_b, 1)", "1"},
        {"kind = 'core'", "是"},
        {"level in '3', '2'", "是"},
        {"any(procedures, level = '4')", "是"},
        {"none + 1", "（空）"},
        {"missing(mean_days)", "是"},
        {"given(score)", "是"},
        {"max(0, cost - patient_paid)", "8000"},
        {"day_limit", "1970-01-01"},
        {"if(x > 2, (x - 2 + 1) * score, x < 0.5, x * score, score)",
         "1275.75"},
        {"stay_days", "9"},
    };
    struct kit *k = kit_open();

    (void)state;
    kit_use_settlement(k);
    check(k, table, COUNT(table));
    k->frame.variables = NULL;
    k->frame.cases = NULL;
    k->frame.group = NULL;
    assert_string_equal(kit_value(k, "label"), "（空）");
    assert_string_equal(kit_value(k, "cost + factor_a"), "（空）");
    kit_close(k);
}

/* What an expression reads decides whether a step of the settlement is
 * missing; the part that does not run reads nothing. */
static void reading_something_missing_is_noted(void **state)
{
    static const struct {
        const char *source;
        bool touched;
    } table[] = {
        {"age + 1", false},
        {"infant_age", false},
        {"infant_age + 1", true},
        {"infant_age > 1", true},
        {"infant_age in 1, 2", true},
        {"injury_cause_code in S00", true},
        {"not infant_age > 1", true},
        {"missing(infant_age)", false},
        {"given(infant_age)", false},
        {"blank(infant_age)", false},
        {"left_blank(infant_age)", false},
        {"bad_value(infant_age)", false},
        {"default(infant_age, 1) + 1", false},
        {"default(infant_age + 1, 1)", false},
        {"default(1, 2) + infant_age", true},
        {"default(infant_age, infant_age + 1)", true},
        {"missing(infant_age + 1)", false},
        {"if(age > 1, 1, infant_age > 1, 2, 3)", false},
        {"if(infant_age > 1, 1, 2)", true},
        {"age < 1 and infant_age > 1", false},
        {"age > 1 and infant_age > 1", true},
        {"age > 1 or infant_age > 1", false},
        {"age < 1 or infant_age > 1", true},
        {"length(allergy)", true},
        {"text(allergy)", true},
        {"exists(injury_cause_code)", true},
        {"only_sex(diagnoses[1].code)", false},
        {"only_sex(diagnoses[1].code) = '1'", true},
        {"any(diagnoses, code in K80 and given(condition))", false},
        {"any(diagnoses, condition = '9')", true},
        {"any(diagnoses, default(condition, '1') = '9')", false},
        {"1 / 0", false},
        {"1 / 0 + 1", true},
        {"dagger(injury_cause_code)", true},
        {"sum(diagnoses, infant_age)", true},
        {"max(1, infant_age)", true},
        {"days(birth_date, qc_date)", true},
        {"id_sex(allergy)", true},
    };
    struct kit *k = kit_open();

    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        kit_value(k, table[i].source);
        if (k->frame.touched_missing != table[i].touched) {
            print_error("%s\n", table[i].source);
            _fail(__FILE__, __LINE__);
        }
        assert_false(k->frame.out_of_range);
    }
    kit_close(k);
}

static void results_beyond_the_range_are_missing(void **state)
{
    static const char *const beyond[] = {
        "100000000000000 * 100000000000000",
        "150000000000000000000000000 + 150000000000000000000000000",
        "0 - 150000000000000000000000000 - 150000000000000000000000000",
        "100000000000000000000 / 0.000000001",
        "sum(diagnoses, 150000000000000000000000000)",
    };
    struct kit *k = kit_open();

    (void)state;
    for (size_t i = 0; i < COUNT(beyond); i++) {
        assert_string_equal(kit_value(k, beyond[i]), "（空）");
        assert_true(k->frame.out_of_range);
    }
    assert_string_equal(kit_value(k, "1 / 0"), "（空）");
    assert_false(k->frame.out_of_range);
    kit_close(k);
}

static void conditions_count_missing_as_false(void **state)
{
    struct kit *k = kit_open();
    const uint32_t missing =
        kit_compile(k, "exists(injury_cause_code)", VALUE_BOOLEAN);
    const uint32_t yes = kit_compile(k, "sex = '1'", VALUE_BOOLEAN);
    const uint32_t number = kit_compile(k, "age", VALUE_NUMBER);

    (void)state;
    assert_false(expr_true(&k->pack, missing, &k->frame));
    assert_true(expr_true(&k->pack, yes, &k->frame));
    assert_false(expr_true(&k->pack, number, &k->frame));
    kit_close(k);
}

static void codes_become_texts_where_texts_are_asked(void **state)
{
    struct kit *k = kit_open();
    const uint32_t row = kit_compile(k, "diagnoses[2].code", VALUE_TEXT);
    struct value v;

    (void)state;
    assert_int_not_equal(row, PACK_NONE);
    v = expr_run(&k->pack, row, &k->frame);
    assert_int_equal(v.type, VALUE_TEXT);
    assert_text(v.text, "I10.x00");
    kit_close(k);
}

static void a_run_without_record_finds_nothing(void **state)
{
    struct kit *k = kit_open();

    (void)state;
    k->frame.record = NULL;
    assert_string_equal(kit_value(k, "age"), "（空）");
    assert_string_equal(kit_value(k, "count(diagnoses)"), "0");
    assert_string_equal(kit_value(k, "all(diagnoses, code in K80)"), "是");
    assert_string_equal(kit_value(k, "missing(sex)"), "是");
    kit_close(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_case_has_values),
        cmocka_unit_test(reading_something_missing_is_noted),
        cmocka_unit_test(results_beyond_the_range_are_missing),
        cmocka_unit_test(conditions_count_missing_as_false),
        cmocka_unit_test(codes_become_texts_where_texts_are_asked),
        cmocka_unit_test(a_run_without_record_finds_nothing),
    };
    return cmocka_run_group_tests_name("expr", tests, NULL, NULL);
}
