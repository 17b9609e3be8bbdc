/* buffer: grows, ends in NUL, refuses too much for good. */
#include "unit.h"

#include <string.h>

#include "base/buffer.h"
#include "base/limits.h"

static void writers_append(void **state)
{
    struct buffer b = {0};

    (void)state;
    buffer_string(&b, "总费用");
    buffer_char(&b, ' ');
    buffer_integer(&b, INT64_MIN);
    buffer_char(&b, ' ');
    buffer_integer(&b, 0);
    buffer_char(&b, ' ');
    buffer_decimal(&b, DECIMAL_ONE / 4);
    buffer_text(&b, TEXT("元"));
    buffer_put(&b, NULL, 0);
    assert_text(buffer_view(&b), "总费用 -9223372036854775808 0 0.25元");
    assert_int_equal(b.data[b.length], '\0');
    buffer_free(&b);
    assert_null(b.data);
}

static void many_small_appends(void **state)
{
    struct buffer b = {0};

    (void)state;
    for (int i = 0; i < 100000; i++)
        buffer_char(&b, (char)('a' + i % 26));
    assert_false(b.failed);
    assert_int_equal(b.length, 100000);
    assert_int_equal(b.data[99999], 'a' + 99999 % 26);
    assert_int_equal(b.data[100000], '\0');
    buffer_free(&b);
}

static void reserved_room_is_written_by_the_caller(void **state)
{
    struct buffer b = {0};
    char *room;

    (void)state;
    buffer_string(&b, "ab");
    room = buffer_reserve(&b, 1000);
    assert_non_null(room);
    memset(room, 'c', 1000);
    b.length += 1000;
    assert_int_equal(b.length, 1002);
    assert_int_equal(b.data[1001], 'c');
    assert_int_equal(b.data[1002], '\0');
    buffer_free(&b);
}

static void too_much_fails_until_a_reset(void **state)
{
    struct buffer b = {0};

    (void)state;
    buffer_string(&b, "ab");
    assert_null(buffer_reserve(&b, BUFFER_MAX));
    assert_true(b.failed);
    assert_null(buffer_reserve(&b, SIZE_MAX));
    buffer_string(&b, "more");
    assert_text(buffer_view(&b), "ab");
    buffer_reset(&b);
    buffer_string(&b, "new");
    assert_false(b.failed);
    assert_text(buffer_view(&b), "new");
    buffer_free(&b);
}

/* C knows no NULL + 0, and who cuts a text does not ask. */
static void an_empty_text_has_a_place(void **state)
{
    const struct buffer b = {0};

    (void)state;
    assert_non_null(buffer_view(&b).at);
    assert_non_null(text_of(NULL).at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writers_append),
        cmocka_unit_test(many_small_appends),
        cmocka_unit_test(reserved_room_is_written_by_the_caller),
        cmocka_unit_test(too_much_fails_until_a_reset),
        cmocka_unit_test(an_empty_text_has_a_place),
    };
    return cmocka_run_group_tests_name("buffer", tests, NULL, NULL);
}
