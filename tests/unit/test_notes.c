/* Findings the program itself gives: each has an id of its own. */
#include "unit.h"

#include <string.h>

#include "result/notes.h"

/* STR031 once named both another document and fields taken from the page. */
static void an_id_names_one_finding(void **state)
{
    (void)state;
    for (unsigned a = 0; a < NOTE_COUNT; a++) {
        const char *id = note_about(a).id;

        assert_non_null(id);
        for (unsigned b = 0; b < a; b++)
            assert_string_not_equal(id, note_about(b).id);
    }
}

static void each_says_what_and_what_to_do(void **state)
{
    (void)state;
    for (unsigned a = 0; a < NOTE_COUNT; a++) {
        const struct note_about about = note_about(a);

        assert_true(strlen(about.message) > 0);
        assert_true(strlen(about.advice) > 0);
        assert_in_range(about.severity, SEVERITY_INFO, SEVERITY_ERROR);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_names_one_finding),
        cmocka_unit_test(each_says_what_and_what_to_do),
    };

    return cmocka_run_group_tests_name("notes", tests, NULL, NULL);
}
