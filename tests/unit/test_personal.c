/* personal: what has the shape of somebody's number, and what is shown. */
#include "unit.h"

#include <string.h>

#include "base/personal.h"

static void numbers_of_somebody_are_found(void **state)
{
    static const char *const numbers[] = {
        "110101199003074514",     /* 18 characters */
        "11010119900307451X",     /* the check letter */
        "11010119900307451x",     /* the same, small */
        "110101199013994514",     /* with a birthday that is miswritten */
        "120101199003074514",     /* Tianjin */
        "110101900307451",        /* 15 characters */
        "１３９００１３８０００", /* full width */
        "13900138000",
        "8613900138000",
        "0375-4912345",
        "(0375)4912345",
        "02162345678",
        "139 0013 8000",
        "110101 19900307 4514",
        "电话13900138000",
        "A13900138000", /* no letter of an institution */
    };

    (void)state;
    for (size_t i = 0; i < COUNT(numbers); i++)
        if (!personal_number_in(text_of(numbers[i])))
            fail_msg("%s is not found", numbers[i]);
}

static void other_numbers_are_none(void **state)
{
    static const char *const numbers[] = {
        "",
        "20250310120000",      /* a time */
        "123456789012345678",  /* no century */
        "1101011990030745141", /* too long */
        "7397.066666666666",   /* a fraction */
        "0.13900138000",       /* another */
        "113900138000",        /* 12 digits */
        "12900138000",         /* no mobile begins so */
        "010100199003",        /* no telephone either */
        "H13010200123",        /* a hospital's code, of Hebei */
        "P14010200123",        /* a pharmacy's, of Shanxi */
        "124401184557890123",  /* a hospital's credit code */
        "110101901307451",     /* month 13 */
        "K35.800x003",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(numbers); i++)
        if (personal_number_in(text_of(numbers[i])))
            fail_msg("%s is found", numbers[i]);
}

static void a_number_is_measured_with_its_groups(void **state)
{
    const struct text t = TEXT("电话 139 0013 8000，");

    (void)state;
    assert_int_equal(personal_number(t, strlen("电话 ")),
                     strlen("139 0013 8000"));
    assert_int_equal(personal_number(t, 0), 0);
}

static void first_and_last_character_are_shown(void **state)
{
    static const char *const shown[][2] = {
        {"张", "*"},
        {"张三", "张*"},
        {"李小四", "李*四"},
        {"13900138000", "1********0"},
        {"虚构市试验区文化路三号", "虚********号"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(shown); i++) {
        char out[64];
        const size_t length = personal_mask(text_of(shown[i][0]), out);
        assert_text(((struct text){out, length}), shown[i][1]);
    }
}

static void runs_of_chinese_characters_are_counted(void **state)
{
    const struct text t = TEXT("1李小四，男");
    size_t count;

    (void)state;
    assert_int_equal(personal_han(t, 1, &count), strlen("李小四"));
    assert_int_equal(count, 3);
    assert_int_equal(personal_han(t, 0, &count), 0);
    assert_int_equal(count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_of_somebody_are_found),
        cmocka_unit_test(other_numbers_are_none),
        cmocka_unit_test(a_number_is_measured_with_its_groups),
        cmocka_unit_test(first_and_last_character_are_shown),
        cmocka_unit_test(runs_of_chinese_characters_are_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
