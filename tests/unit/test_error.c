/* error: the first cause stays, cut on a character boundary. */
#include "unit.h"

#include <string.h>

#include "base/error.h"

static void the_first_cause_stays(void **state)
{
    struct pregroup_error err = {.size = sizeof(err)};

    (void)state;
    assert_int_equal(fail(&err, PREGROUP_E_IO, "打不开 %s", "a.pack"),
                     PREGROUP_E_IO);
    assert_int_equal(fail(&err, PREGROUP_E_NOMEM, "symptom"), PREGROUP_E_NOMEM);
    assert_int_equal(err.status, PREGROUP_E_IO);
    assert_string_equal(err.text, "打不开 a.pack");
}

static void no_struct_is_needed(void **state)
{
    (void)state;
    assert_int_equal(fail(NULL, PREGROUP_E_ARG, "x"), PREGROUP_E_ARG);
}

static void long_sentences_end_in_a_whole_character(void **state)
{
    char sentence[400];

    (void)state;
    for (size_t shift = 0; shift < 3; shift++) {
        struct pregroup_error err = {.size = sizeof(err)};
        memset(sentence, 'a', shift);
        for (size_t i = shift; i + 3 < sizeof(sentence); i += 3)
            memcpy(sentence + i, "症", 4);
        fail(&err, PREGROUP_E_IO, "%s", sentence);
        assert_true(strlen(err.text) < sizeof(err.text));
        assert_true(strlen(err.text) > sizeof(err.text) - 8);
        assert_int_equal((strlen(err.text) - shift) % 3, 0);
    }
}

static pregroup_status tried(pregroup_status status)
{
    TRY(status);
    return PREGROUP_E_VERSION; /* reached */
}

static void try_returns_only_failures(void **state)
{
    (void)state;
    assert_int_equal(tried(PREGROUP_OK), PREGROUP_E_VERSION);
    assert_int_equal(tried(PREGROUP_E_NOMEM), PREGROUP_E_NOMEM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_cause_stays),
        cmocka_unit_test(no_struct_is_needed),
        cmocka_unit_test(long_sentences_end_in_a_whole_character),
        cmocka_unit_test(try_returns_only_failures),
    };
    return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}
