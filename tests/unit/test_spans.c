/* fit-span: what most spans hold in common, and the decimal that it stands
 * for. */
#include "calibrate/fit/span.h"
#include "unit.h"

#define SPANS_MAX 8

static struct common common_of(const struct span *spans, uint32_t count)
{
    double room[2 * SPANS_MAX];
    struct common out;

    span_common(spans, count, room, &out);
    return out;
}

static void assert_near(double got, double wanted)
{
    assert_true(got > wanted - 1e-9 && got < wanted + 1e-9);
}

static void the_common_part_narrows(void **state)
{
    static const struct span spans[] = {{1, 3}, {2, 4}, {2.5, 2.75}};
    const struct common c = common_of(spans, COUNT(spans));

    (void)state;
    assert_int_equal(c.support, 3);
    assert_int_equal(c.total, 3);
    assert_near(c.span.low, 2.5);
    assert_near(c.span.high, 2.75);
}

static void mistakes_are_outvoted(void **state)
{
    static const struct span spans[] = {
        {0.1, 0.2}, {1, 1.2}, {1.1, 1.3}, {7, 9}, {1.15, 5}};
    const struct common c = common_of(spans, COUNT(spans));

    (void)state;
    assert_int_equal(c.support, 3);
    assert_near(c.span.low, 1.15);
    assert_near(c.span.high, 1.2);
}

static void ends_that_touch_are_common(void **state)
{
    static const struct span spans[] = {{1, 2}, {2, 3}};
    const struct common c = common_of(spans, COUNT(spans));

    (void)state;
    assert_int_equal(c.support, 2);
    assert_near(c.span.low, 2);
    assert_near(c.span.high, 2);
}

static void what_is_no_span_holds_nothing(void **state)
{
    static const struct span spans[] = {{2, 1}, {5, 6}};

    (void)state;
    assert_int_equal(common_of(spans, 0).support, 0);
    assert_int_equal(common_of(spans, 1).support, 0);
    assert_int_equal(common_of(spans, 2).support, 1);
    assert_int_equal(common_of(spans, 2).total, 2);
}

/* 1.0532 as of points with two places over scores of a thousand or so. */
static void the_shortest_decimal_is_meant(void **state)
{
    const struct span narrow = {1.05319999, 1.05320001};
    const struct span wide = {0.4378, 0.4538};
    const struct span round = {970, 1059};
    const struct span_value a = span_value(narrow), b = span_value(wide);

    (void)state;
    assert_true(a.n == 1053200000000);
    assert_int_equal(a.places, 4);
    assert_true(a.exact);
    assert_true(b.n == 450000000000); /* 0.44 lies farther from the middle */
    assert_false(b.exact);
    assert_true(span_value(round).n == decimal_from_int(1000));
}

/* 12.34 stands for all from 12.335 to 12.345. */
static void places_are_a_span(void **state)
{
    const struct span s = span_rounded(12340000000000, 2);

    (void)state;
    assert_near(s.low, 12.335);
    assert_near(s.high, 12.345);
    assert_true(span_holds(s, 12.345));
    assert_false(span_holds(s, 12.3451));
    assert_near(span_divide((struct span){1, 2}, (struct span){4, 5}).low, 0.2);
    assert_near(span_scale((struct span){1, 2}, -1).low, -2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_common_part_narrows),
        cmocka_unit_test(mistakes_are_outvoted),
        cmocka_unit_test(ends_that_touch_are_common),
        cmocka_unit_test(what_is_no_span_holds_nothing),
        cmocka_unit_test(the_shortest_decimal_is_meant),
        cmocka_unit_test(places_are_a_span),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
