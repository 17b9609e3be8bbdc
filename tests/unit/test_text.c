/* text: UTF-8 is untrusted, blanks are of several kinds. */
#include "unit.h"

static void equality_and_order(void **state)
{
    (void)state;
    assert_true(text_equal(text_of(NULL), TEXT("")));
    assert_true(text_equal(TEXT("K80"), text_of("K80")));
    assert_false(text_equal(TEXT("K80"), TEXT("K8")));
    assert_false(text_equal(TEXT("K80"), TEXT("k80")));
    assert_true(text_compare(TEXT("K8"), TEXT("K80")) < 0);
    assert_true(text_compare(TEXT("K81"), TEXT("K80")) > 0);
    assert_true(text_compare(TEXT("\xE4"), TEXT("z")) > 0);
    assert_int_equal(text_compare(TEXT(""), text_of(NULL)), 0);
}

static void folding_is_of_ascii_only(void **state)
{
    (void)state;
    assert_true(text_equal_fold(TEXT("k80.x"), TEXT("K80.X")));
    assert_false(text_equal_fold(TEXT("[80"), TEXT("{80")));
    assert_false(text_equal_fold(TEXT("\xC3\xA4"), TEXT("\xC3\x84")));
    assert_int_equal(text_hash(TEXT("zyzd"), 7), text_hash(TEXT("ZYZD"), 7));
    assert_int_not_equal(text_hash(TEXT("ZYZD"), 7),
                         text_hash(TEXT("ZYZD"), 8));
    assert_int_not_equal(text_hash(TEXT("JBDM1"), 0),
                         text_hash(TEXT("JBDM2"), 0));
}

static void heads_and_parts(void **state)
{
    (void)state;
    assert_true(text_starts(TEXT("JBDM3"), TEXT("JBDM")));
    assert_true(text_starts(TEXT("JBDM3"), TEXT("")));
    assert_false(text_starts(TEXT("JB"), TEXT("JBDM")));
    assert_true(text_contains(TEXT("急性阑尾炎"), TEXT("阑尾")));
    assert_true(text_contains(TEXT("aaab"), TEXT("aab")));
    assert_true(text_contains(TEXT("ab"), TEXT("ab")));
    assert_true(text_contains(TEXT(""), TEXT("")));
    assert_false(text_contains(TEXT("aaa"), TEXT("aab")));
    assert_false(text_contains(TEXT("a"), TEXT("ab")));
    assert_false(text_contains(TEXT(""), TEXT("a")));
}

static void blanks_of_every_kind_are_cut(void **state)
{
    (void)state;
    assert_text(text_trim(TEXT(" \t\r\n\v\f张三\xE3\x80\x80 ")), "张三");
    assert_text(text_trim(TEXT("\xEF\xBB\xBF\xC2\xA0K80\xC2\xA0")), "K80");
    assert_text(text_trim(TEXT("a \xE3\x80\x80 b")), "a \xE3\x80\x80 b");
    assert_text(text_trim(TEXT("\xE3\x80\x80 \xC2\xA0")), "");
    assert_text(text_trim(TEXT("")), "");
    /* The last byte of U+4E80 (E4 BA 80) is that of U+3000, no blank. */
    assert_text(text_trim(TEXT("\xE4\xBA\x80")), "\xE4\xBA\x80");
}

static void cuts_keep_characters_whole(void **state)
{
    (void)state;
    assert_int_equal(text_characters(TEXT("K80 胆石")), 6);
    assert_text(text_cut(TEXT("胆石症"), 9), "胆石症");
    assert_text(text_cut(TEXT("胆石症"), 8), "胆石");
    assert_text(text_cut(TEXT("胆石症"), 6), "胆石");
    assert_text(text_cut(TEXT("胆石症"), 2), "");
    assert_text(text_cut(TEXT("abc"), 0), "");
}

/* At every place of texts around the length of a word. */
static void characters_are_counted_everywhere(void **state)
{
    char bytes[40];

    (void)state;
    for (size_t length = 1; length <= sizeof(bytes); length++)
        for (size_t at = 0; at < length; at++) {
            const struct text t = {bytes, length};
            memset(bytes, 'x', length);
            bytes[at] = '\xE2';
            assert_int_equal(text_characters(t), length);
            bytes[at] = '\xBF';
            assert_int_equal(text_characters(t), length - 1);
        }
    assert_int_equal(text_characters(TEXT("")), 0);
}

struct point {
    const char *bytes;
    uint32_t point;
    size_t length;
};

/* Unicode 15, table 3-7: the first and last of each row. */
static void code_points_of_every_length(void **state)
{
    static const struct point points[] = {{"\x01", 0x01, 1},
                                          {"\x7F", 0x7F, 1},
                                          {"\xC2\x80", 0x80, 2},
                                          {"\xDF\xBF", 0x7FF, 2},
                                          {"\xE0\xA0\x80", 0x800, 3},
                                          {"\xED\x9F\xBF", 0xD7FF, 3},
                                          {"\xEE\x80\x80", 0xE000, 3},
                                          {"\xEF\xBF\xBF", 0xFFFF, 3},
                                          {"\xF0\x90\x80\x80", 0x10000, 4},
                                          {"\xF4\x8F\xBF\xBF", 0x10FFFF, 4}};

    (void)state;
    for (size_t i = 0; i < COUNT(points); i++) {
        char out[4];
        size_t at = 0;
        assert_int_equal(text_next(text_of(points[i].bytes), &at),
                         points[i].point);
        assert_int_equal(at, points[i].length);
        assert_int_equal(text_put(points[i].point, out), points[i].length);
        assert_memory_equal(out, points[i].bytes, points[i].length);
    }
}

/* Each is refused and only its first byte is passed. */
static void broken_utf8_moves_by_one(void **state)
{
    static const char *const broken[] = {"\x80",
                                         "\xBF",
                                         "\xC0\x80",
                                         "\xC1\xBF",
                                         "\xE0\x9F\xBF",
                                         "\xED\xA0\x80",
                                         "\xED\xBF\xBF",
                                         "\xF0\x8F\xBF\xBF",
                                         "\xF4\x90\x80\x80",
                                         "\xF5\x80\x80\x80",
                                         "\xFF",
                                         "\xFE",
                                         "\xE4\xBA",
                                         "\xE4\xBAZ",
                                         "\xF0\x90\x80",
                                         "\xC2"};

    (void)state;
    for (size_t i = 0; i < COUNT(broken); i++) {
        size_t at = 0;
        assert_int_equal(text_next(text_of(broken[i]), &at), 0xFFFD);
        assert_int_equal(at, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equality_and_order),
        cmocka_unit_test(folding_is_of_ascii_only),
        cmocka_unit_test(heads_and_parts),
        cmocka_unit_test(blanks_of_every_kind_are_cut),
        cmocka_unit_test(cuts_keep_characters_whole),
        cmocka_unit_test(characters_are_counted_everywhere),
        cmocka_unit_test(code_points_of_every_length),
        cmocka_unit_test(broken_utf8_moves_by_one),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
