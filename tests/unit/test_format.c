/* format: the words vsnprintf makes, and what it leaves to that. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "base/format.h"

static size_t words(char *out, size_t room, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static size_t words(char *out, size_t room, const char *format, ...)
{
    va_list args;
    size_t n;

    va_start(args, format);
    n = format_words(out, room, format, args);
    va_end(args);
    return n;
}

/* Ours are printf's. */
#define SAME(...)                                                              \
    do {                                                                       \
        char ours[256], theirs[256];                                           \
        const int n = snprintf(theirs, sizeof(theirs), __VA_ARGS__);           \
        assert_int_equal(words(ours, sizeof(ours), __VA_ARGS__), n);           \
        assert_string_equal(ours, theirs);                                     \
    } while (0)

static void as_printf(void **state)
{
    (void)state;
    SAME("没有");
    SAME("%s", "");
    SAME("主要诊断 %s 对应“%.*s”第 %u 行", "I20.0", 3, "abcdef", 371u);
    SAME("%d %d %d", 0, -1, INT32_MIN);
    SAME("%u %zu %lu", UINT32_MAX, SIZE_MAX, 0ul);
    SAME("100%% %c%c", 'x', '%');
    SAME("%.*s|%.*s|%.*s", 0, "abc", 9, "abc", -1, "abc");
}

/* As far as there is room. */
static void cut(void **state)
{
    char out[16];

    (void)state;
    for (size_t room = 1; room < sizeof(out); room++) {
        const size_t all = room - 1 < 10 ? room - 1 : 10;
        assert_int_equal(words(out, room, "ab%sc%u", "xyz", 1234u), all);
        assert_int_equal(strlen(out), all);
        assert_memory_equal(out, "abxyzc1234", all);
    }
}

static void other_conversions(void **state)
{
    char out[64];

    (void)state;
    assert_int_equal(words(out, sizeof(out), "%02X", 1u), FORMAT_UNKNOWN);
    assert_int_equal(words(out, sizeof(out), "%.2s", "abc"), FORMAT_UNKNOWN);
    assert_int_equal(words(out, sizeof(out), "a %5u", 1u), FORMAT_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_printf),
        cmocka_unit_test(cut),
        cmocka_unit_test(other_conversions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
