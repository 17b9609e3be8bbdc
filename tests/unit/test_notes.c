/* The table of the program's own checks, and how it is filled in. */
#include "unit.h"

#include <string.h>

#include "pack/own-checks.h"

/* STR031 once named both another document and fields taken from the page. */
static void an_id_names_one_check(void **state)
{
    (void)state;
    for (unsigned a = 0; a < NOTE_COUNT; a++) {
        const struct own_check c = own_check((enum note)a);
        const enum note first = own_check_find(text_of(c.id));

        assert_ptr_equal(own_check(first).id, c.id);
        assert_in_range(first, 0, a);
        for (unsigned b = first; b < a; b++)
            assert_ptr_equal(own_check((enum note)b).id, c.id);
    }
    assert_int_equal(own_check_find(TEXT("")), NOTE_COUNT);
    assert_int_equal(own_check_find(TEXT("SEX009")), NOTE_COUNT);
    assert_int_equal(own_check_find(TEXT("grp001")), NOTE_GRAY);
}

static void expect_sentence(const char *sentence)
{
    const char *open = sentence;

    assert_true(strlen(sentence) > 0);
    while ((open = strstr(open, "〔")) != NULL) {
        open = strstr(open, "〕");
        assert_non_null(open);
    }
}

static void each_says_what_and_what_to_do(void **state)
{
    (void)state;
    for (unsigned a = 0; a < NOTE_COUNT; a++) {
        const struct own_check c = own_check((enum note)a);

        expect_sentence(c.message);
        expect_sentence(c.advice);
        expect_sentence(c.basis);
        assert_in_range(c.severity, SEVERITY_INFO, SEVERITY_ERROR);
        assert_int_equal(c.softer != 0, c.softer_when != NULL);
        assert_true(c.softer < c.severity);
    }
}

static void a_case_of_its_own_keeps_the_rest(void **state)
{
    const struct own_check plain = own_check(NOTE_GRAY),
                           other = own_check(NOTE_GRAY_SIBLINGS);

    (void)state;
    assert_string_not_equal(plain.advice, other.advice);
    assert_string_equal(plain.message, other.message);
    assert_string_equal(plain.basis, other.basis);
    assert_int_equal(plain.softer, other.softer);
}

static void places_are_filled_in_turn(void **state)
{
    static const char *const words[] = {"甲", "〔乙〕", "丙", NULL};
    const char *const *next = words;
    char out[64];

    (void)state;
    assert_int_equal(own_check_fill("一〔a〕二〔b〕", &next, out, sizeof out),
                     18);
    assert_string_equal(out, "一甲二〔乙〕");
    assert_string_equal(*next, "丙");
    own_check_fill("〔c〕三〔d〕四", &next, out, sizeof out);
    assert_string_equal(out, "丙三〔d〕四");
    assert_null(*next);
    next = words;
    assert_int_equal(own_check_fill("一〔a〕二", &next, out, 5), 4);
    assert_memory_equal(out, "一甲", 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_names_one_check),
        cmocka_unit_test(each_says_what_and_what_to_do),
        cmocka_unit_test(a_case_of_its_own_keeps_the_rest),
        cmocka_unit_test(places_are_filled_in_turn),
    };

    return cmocka_run_group_tests_name("notes", tests, NULL, NULL);
}
