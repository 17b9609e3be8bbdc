/* Numbers of a platform's cells. */
#include "official/official.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define MILLIONTH (DECIMAL_ONE / 1000000)

static void assert_read(const char *cell, int64_t millionths, unsigned digits)
{
    unsigned found = 99;
    int128 n = -1;

    if (!official_number(text_of(cell), &n, &found))
        fail_msg("%s is no number", cell);
    if (n != (int128)millionths * MILLIONTH)
        fail_msg("%s: not %lld millionths", cell, (long long)millionths);
    if (found != digits)
        fail_msg("%s: %u digits, not %u", cell, found, digits);
}

static void numbers_are_read_as_platforms_write_them(void **state)
{
    (void)state;
    assert_read("1020.5", 1020500000, 1);
    assert_read("88.80", 88800000, 2);
    assert_read("100.0", 100000000, 0);
    assert_read("100", 100000000, 0);
    assert_read(" 1,234,567.89 ", 1234567890000, 2);
    assert_read("1，234.50元", 1234500000, 2);
    assert_read("￥12.00", 12000000, 2);
    assert_read("¥ 7", 7000000, 0);
    assert_read("(12.50)", -12500000, 2);
    assert_read("-3.25", -3250000, 2);
    assert_read("88.80000000000001", 88800000, 1);
    assert_read("1234.5599999999999", 1234560000, 2);
    assert_read("1.0205E3", 1020500000, 1);
}

static void other_texts_are_no_numbers(void **state)
{
    static const char *const texts[] = {
        "",
        "-",
        "无",
        "#N/A",
        "12,34",
        "1,2345",
        "12%",
        "8-9",
        "1.2.3",
        "E5",
        "1E",
        "(",
        ")",
        "()",
        "A12",
        "1111111111111111111111111111111111111111111111111111111111111111111"};
    unsigned digits;
    int128 n;

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        if (official_number(text_of(texts[i]), &n, &digits))
            fail_msg("%s is a number", texts[i]);
}

static void half_a_unit_of_the_last_digit_is_nothing(void **state)
{
    struct official o = {0};

    (void)state;
    o.times[OFFICIAL_POINTS] = o.times[OFFICIAL_STANDARD] = 1;
    o.times[OFFICIAL_FUND] = 10000;
    o.digits[OFFICIAL_STANDARD] = 2;
    o.digits[OFFICIAL_FUND] = 6;
    assert_true(official_tolerance(&o, OFFICIAL_POINTS) == DECIMAL_ONE / 2);
    assert_true(official_tolerance(&o, OFFICIAL_STANDARD) == DECIMAL_ONE / 200);
    assert_true(official_tolerance(&o, OFFICIAL_FUND) == DECIMAL_ONE / 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_as_platforms_write_them),
        cmocka_unit_test(other_texts_are_no_numbers),
        cmocka_unit_test(half_a_unit_of_the_last_digit_is_nothing)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
