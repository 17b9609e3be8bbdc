/* calendar: against Python's datetime module, and by hand. */
#include "unit.h"

#include "base/calendar.h"

struct day_case {
    int32_t year, month, day, number;
};

struct age_case {
    int32_t birth[3], on[3], years;
};

#include "calendar-cases.h"

static int32_t day(int32_t year, int32_t month, int32_t d)
{
    int32_t number = 0;

    assert_true(calendar_day(year, month, d, &number));
    return number;
}

static void days_as_python_numbers_them(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(day_cases); i++) {
        const struct day_case *c = &day_cases[i];
        const struct calendar back =
            calendar_of((int64_t)c->number * SECONDS_PER_DAY);
        assert_int_equal(day(c->year, c->month, c->day), c->number);
        assert_int_equal(back.year, c->year);
        assert_int_equal(back.month, c->month);
        assert_int_equal(back.day, c->day);
    }
}

static void ages_as_python_counts_birthdays(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(age_cases); i++) {
        const struct age_case *c = &age_cases[i];
        const int32_t birth = day(c->birth[0], c->birth[1], c->birth[2]);
        const int32_t on = day(c->on[0], c->on[1], c->on[2]);
        assert_int_equal(calendar_years(birth, on), c->years);
    }
}

static void a_leap_birthday_completes_on_1_march(void **state)
{
    const int32_t birth = day(2000, 2, 29);

    (void)state;
    assert_int_equal(calendar_years(birth, day(2001, 2, 28)), 0);
    assert_int_equal(calendar_years(birth, day(2001, 3, 1)), 1);
    assert_int_equal(calendar_years(birth, day(2004, 2, 28)), 3);
    assert_int_equal(calendar_years(birth, day(2004, 2, 29)), 4);
    assert_true(calendar_years(birth, day(2000, 2, 28)) < 0);
}

static void days_that_do_not_exist(void **state)
{
    static const int32_t bad[][3] = {
        {2023, 2, 29},  {1900, 2, 29}, {2024, 2, 30}, {2024, 4, 31},
        {2024, 13, 1},  {2024, 0, 1},  {2024, 1, 0},  {2024, 1, 32},
        {1799, 12, 31}, {2201, 1, 1},  {2024, -1, 1}, {INT32_MAX, 1, 1}};
    int32_t out = 4711;

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(calendar_day(bad[i][0], bad[i][1], bad[i][2], &out));
    assert_int_equal(out, 4711);
}

static void times_that_do_not_exist(void **state)
{
    static const struct calendar bad[] = {
        {2024, 6, 8, 24, 0, 0}, {2024, 6, 8, -1, 0, 0}, {2024, 6, 8, 0, 60, 0},
        {2024, 6, 8, 0, 0, 60}, {2024, 6, 8, 0, -1, 0}, {2024, 6, 31, 0, 0, 0}};
    int64_t out = 4711;

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(calendar_moment(&bad[i], &out));
    assert_int_equal(out, 4711);
}

static void moments(void **state)
{
    /* date -u -d '2024-06-08 15:04:05' +%s; the other a second before 1970 */
    const struct calendar known = {2024, 6, 8, 15, 4, 5};
    const struct calendar before = {1969, 12, 31, 23, 59, 59};
    struct calendar back;
    int64_t moment;

    (void)state;
    assert_true(calendar_moment(&known, &moment));
    assert_int_equal(moment, 1717859045);
    assert_true(calendar_moment(&before, &moment));
    assert_int_equal(moment, -1);
    assert_int_equal(calendar_day_of(-1), -1);
    assert_int_equal(calendar_day_of(0), 0);
    back = calendar_of(-1);
    assert_int_equal(back.hour, 23);
    assert_int_equal(back.second, 59);
}

static void assert_written(int64_t moment, enum calendar_precision precision,
                           const char *expected)
{
    char out[20];
    const size_t length = calendar_text(moment, precision, out);

    assert_true(length <= sizeof(out));
    assert_text(((struct text){out, length}), expected);
}

static void texts_as_precise_as_told(void **state)
{
    (void)state;
    assert_written(1717859045, CALENDAR_DAY, "2024-06-08");
    assert_written(1717859045, CALENDAR_MINUTE, "2024-06-08 15:04");
    assert_written(1717859045, CALENDAR_SECOND, "2024-06-08 15:04:05");
    assert_written(1717858800, CALENDAR_HOUR, "2024-06-08 15:00");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_as_python_numbers_them),
        cmocka_unit_test(ages_as_python_counts_birthdays),
        cmocka_unit_test(a_leap_birthday_completes_on_1_march),
        cmocka_unit_test(days_that_do_not_exist),
        cmocka_unit_test(times_that_do_not_exist),
        cmocka_unit_test(moments),
        cmocka_unit_test(texts_as_precise_as_told),
    };
    return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
