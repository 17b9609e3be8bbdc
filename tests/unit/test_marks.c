/* marks: what may hold one is seen wherever it stands, full-width signs are
 * none. */
#include "unit.h"

#include <string.h>

#include "input/fields/marks.h"

/* `sign` at every place of texts around the length of two blocks. */
static void assert_everywhere(const char *sign, bool possible)
{
    const size_t length = strlen(sign);
    char bytes[40];

    for (size_t at = 0; at + length <= sizeof(bytes); at++)
        for (size_t all = at + length; all <= sizeof(bytes); all++) {
            memset(bytes, 'x', sizeof(bytes));
            if (at >= 3)
                memcpy(bytes, "\xEF\xBC\x8C", 3); /* a comma in front */
            memcpy(bytes + at, sign, length);
            assert_int_equal(marks_possible((struct text){bytes, all}),
                             possible);
        }
}

static void marks_are_seen_everywhere(void **state)
{
    (void)state;
    assert_everywhere("\xF4\x80\x80\x80", true); /* plane 16 */
    assert_everywhere("\xEE\x80\x80", true);     /* U+E000 */
    assert_everywhere("\xEF\xA3\xBF", true);     /* U+F8FF */
}

static void full_width_signs_are_none(void **state)
{
    (void)state;
    assert_everywhere("\xEF\xBC\x8C", false); /* U+FF0C */
    assert_everywhere("\xEF\xA4\x80", false); /* U+F900 */
    assert_everywhere("\xE4\xBA\x80", false);
    assert_everywhere("\xF0\xA0\x80\x80", false);
    assert_false(marks_possible(TEXT("")));
}

static void private_characters_are_told(void **state)
{
    struct arena arena = {0};
    struct mended mended;
    const struct text t = TEXT("，\xEE\x80\x80，");

    (void)state;
    assert_text(marks_resolve(&arena, t, &mended), t.at);
    assert_true(mended.any);
    assert_true(mended.private_use);
    marks_resolve(&arena, TEXT("（，）"), &mended);
    assert_false(mended.any);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_are_seen_everywhere),
        cmocka_unit_test(full_width_signs_are_none),
        cmocka_unit_test(private_characters_are_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
