/* code: order of keys is order of codes, a prefix is a range. */
#include "unit.h"

#include "base/code.h"

static struct code key(const char *text)
{
    struct code c;

    assert_true(code_key(text_of(text), &c));
    return c;
}

static struct code_range range(const char *first, const char *last)
{
    return code_range_of(key(first), key(last));
}

static void keys_fold_case_and_have_a_length(void **state)
{
    struct code c;

    (void)state;
    assert_true(code_equal(key("k80.x00X001"), key("K80.X00x001")));
    assert_int_equal(code_length(key("K80")), 3);
    assert_int_equal(code_length(key("K80.000x0")), 9);
    assert_int_equal(code_length(key("1234567890123456")), 16);
    assert_false(code_key(TEXT(""), &c));
    assert_false(code_key(TEXT("12345678901234567"), &c));
    assert_true(code_equal(c, key("1234567890123456")));
}

static void keys_are_big_endian_bytes(void **state)
{
    const struct code c = key("K80.000x001");

    (void)state;
    assert_true(c.high == 0x4B38302E30303058); /* K 8 0 . 0 0 0 X */
    assert_true(c.low == 0x3030310000000000);  /* 0 0 1 */
    assert_int_equal(code_at(c, 0), 'K');
    assert_int_equal(code_at(c, 10), '1');
    assert_int_equal(code_at(c, 11), '\0');
    assert_int_equal(code_at(c, 16), '\0');
    assert_int_equal(code_at(c, 99), '\0');
}

static void keys_are_in_the_order_of_codes(void **state)
{
    static const char *const order[] = {
        "00.0100",     "47.0", "47.01", "47.0100x002", "A00",
        "I10.x00",     "K80",  "K80.0", "K80.000",     "K80.000x001",
        "K80.000x002", "K81",  "Z99.9"};

    (void)state;
    for (size_t i = 0; i < COUNT(order); i++)
        for (size_t j = 0; j < COUNT(order); j++)
            assert_int_equal(code_compare(key(order[i]), key(order[j])),
                             (i > j) - (i < j));
}

static void prefixes_of_any_length(void **state)
{
    static const char text[] = "1234567890123456";
    char head[17];

    (void)state;
    for (unsigned n = 1; n <= 16; n++) {
        for (unsigned i = 0; i < n; i++)
            head[i] = text[i];
        head[n] = '\0';
        assert_true(code_equal(code_prefix(key(text), n), key(head)));
    }
    assert_int_equal(code_length(code_prefix(key(text), 0)), 0);
    assert_true(code_equal(code_prefix(key("K80"), 30), key("K80")));
}

static void ranges_hold_all_that_begins_with_their_ends(void **state)
{
    (void)state;
    assert_true(code_in_range(key("K80"), range("K80", "K83")));
    assert_true(code_in_range(key("K83.900x001"), range("K80", "K83")));
    assert_true(code_in_range(key("K81.9"), range("K80", "K83")));
    assert_false(code_in_range(key("K79.9"), range("K80", "K83")));
    assert_false(code_in_range(key("K84"), range("K80", "K83")));
    assert_false(code_in_range(key("K8"), range("K80", "K83")));
    assert_true(code_in_range(key("47.0100x002"), range("47.0", "47.0")));
    assert_false(code_in_range(key("47.1100"), range("47.0", "47.0")));
    /* Ends that are longer than the first eight bytes of a key. */
    assert_true(code_in_range(key("K80.000x0019"),
                              range("K80.000x001", "K80.000x001")));
    assert_false(
        code_in_range(key("K80.000x002"), range("K80.000x001", "K80.000x001")));
    assert_false(code_in_range(key("K80.0001"), range("K80.0000", "K80.0000")));
}

static void texts_write_the_placeholder_small(void **state)
{
    static const char *const pairs[][2] = {{"k80.X00X001", "K80.x00x001"},
                                           {"XA1", "XA1"},
                                           {"m8000/3", "M8000/3"},
                                           {"38.9300X003", "38.9300x003"}};

    (void)state;
    for (size_t i = 0; i < COUNT(pairs); i++) {
        char out[CODE_MAX];
        const size_t n = code_text(key(pairs[i][0]), out);
        assert_text(((struct text){out, n}), pairs[i][1]);
    }
}

static void hashes_spread(void **state)
{
    unsigned char seen[256] = {0};
    unsigned buckets = 0;
    char text[] = "A00.0";

    (void)state;
    for (int i = 0; i < 2600; i++) {
        text[0] = (char)('A' + i / 100);
        text[1] = (char)('0' + i / 10 % 10);
        text[2] = (char)('0' + i % 10);
        seen[code_hash(key(text)) % 256] = 1;
    }
    for (size_t i = 0; i < COUNT(seen); i++)
        buckets += seen[i];
    assert_true(buckets > 250);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_fold_case_and_have_a_length),
        cmocka_unit_test(keys_are_big_endian_bytes),
        cmocka_unit_test(keys_are_in_the_order_of_codes),
        cmocka_unit_test(prefixes_of_any_length),
        cmocka_unit_test(ranges_hold_all_that_begins_with_their_ends),
        cmocka_unit_test(texts_write_the_placeholder_small),
        cmocka_unit_test(hashes_spread),
    };
    return cmocka_run_group_tests_name("code", tests, NULL, NULL);
}
