/* decimal: against Python's decimal module, and by hand. */
#include "unit.h"

#include "base/decimal.h"

struct pair_case {
    const char *a, *b, *sum, *difference, *product, *quotient;
};

struct round_case {
    const char *number;
    unsigned places;
    const char *rounded;
};

#include "decimal-cases.h"

static int128 number(const char *text)
{
    int128 n = 0;

    assert_true(decimal_parse(text_of(text), &n));
    return n;
}

static void assert_number(int128 n, const char *expected)
{
    char text[DECIMAL_TEXT_MAX];
    const size_t length = decimal_text(n, text);

    assert_text(((struct text){text, length}), expected);
}

typedef bool operation(int128, int128, int128 *);

/* An empty expectation means beyond the range: *out must stay as it was. */
static void check(operation *f, const char *a, const char *b,
                  const char *expected)
{
    int128 out = 4711;
    const bool in_range = f(number(a), number(b), &out);

    assert_int_equal(in_range, expected[0] != '\0');
    if (in_range)
        assert_number(out, expected);
    else
        assert_true(out == 4711);
}

static void pairs_as_python_computes_them(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(pair_cases); i++) {
        const struct pair_case *c = &pair_cases[i];
        check(decimal_add, c->a, c->b, c->sum);
        check(decimal_subtract, c->a, c->b, c->difference);
        check(decimal_multiply, c->a, c->b, c->product);
        check(decimal_divide, c->a, c->b, c->quotient);
    }
}

static void rounding_as_python_computes_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(round_cases); i++) {
        const struct round_case *c = &round_cases[i];
        assert_number(decimal_round(number(c->number), c->places), c->rounded);
    }
}

static void halves_round_away_from_zero(void **state)
{
    (void)state;
    assert_number(decimal_round(number("2.5"), 0), "3");
    assert_number(decimal_round(number("-2.5"), 0), "-3");
    assert_number(decimal_round(number("1.005"), 2), "1.01");
    check(decimal_divide, "0.000000000001", "2", "0.000000000001");
    check(decimal_divide, "-0.000000000001", "2", "-0.000000000001");
    check(decimal_divide, "1", "3", "0.333333333333");
    check(decimal_divide, "2", "3", "0.666666666667");
}

static void money_has_fen(void **state)
{
    static const char *const forms[][2] = {{"0", "0.00"},
                                           {"8606.8", "8606.80"},
                                           {"-10557.54", "-10557.54"},
                                           {"8.025", "8.025"},
                                           {"6", "6.00"}};

    (void)state;
    for (size_t i = 0; i < COUNT(forms); i++) {
        char text[DECIMAL_TEXT_MAX];
        const size_t length = decimal_money_text(number(forms[i][0]), text);

        assert_text(((struct text){text, length}), forms[i][1]);
    }
}

static void payment_by_hand(void **state)
{
    int128 points, standard;

    (void)state;
    /* 1234.56 points at 5.20 and factor 0.985: 6419.712 * 0.985 */
    assert_true(decimal_multiply(number("1234.56"), number("5.20"), &points));
    assert_number(points, "6419.712");
    assert_true(decimal_multiply(points, number("0.985"), &standard));
    assert_number(standard, "6323.41632");
    assert_number(decimal_round(standard, 2), "6323.42");
}

static void text_forms(void **state)
{
    (void)state;
    assert_number(number("+007.50"), "7.5");
    assert_number(number("-0"), "0");
    assert_number(number("-0.10"), "-0.1");
    assert_number(number("100"), "100");
    assert_number(number("0.0000000000005"), "0.000000000001");
    assert_number(number("0.00000000000049999"), "0");
    assert_number(number("-169999999999999999999999999.999999999999"),
                  "-169999999999999999999999999.999999999999");
}

static void what_is_no_number(void **state)
{
    static const char *const bad[] = {
        "",
        "+",
        "-",
        ".5",
        "5.",
        "1.2.3",
        "1e3",
        " 1",
        "1 ",
        "1,000",
        "--1",
        "0x10",
        "1-",
        "nan",
        "inf",
        "-.5",
        "．",
        "１",
        "170141183460469231731687303.715884105728",
        "999999999999999999999999999999999999999999999999"};
    int128 out = 4711;

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(decimal_parse(text_of(bad[i]), &out));
    assert_true(out == 4711);
}

static void integers(void **state)
{
    bool exact;

    (void)state;
    assert_number(decimal_from_int(INT64_MIN), "-9223372036854775808");
    assert_int_equal(decimal_to_int(number("12"), &exact), 12);
    assert_true(exact);
    assert_int_equal(decimal_to_int(number("-12.75"), &exact), -12);
    assert_false(exact);
    assert_true(decimal_to_int(number("9223372036854775808"), &exact) ==
                INT64_MAX);
    assert_false(exact);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_as_python_computes_them),
        cmocka_unit_test(rounding_as_python_computes_it),
        cmocka_unit_test(halves_round_away_from_zero),
        cmocka_unit_test(money_has_fen),
        cmocka_unit_test(payment_by_hand),
        cmocka_unit_test(text_forms),
        cmocka_unit_test(what_is_no_number),
        cmocka_unit_test(integers),
    };
    return cmocka_run_group_tests_name("decimal", tests, NULL, NULL);
}
