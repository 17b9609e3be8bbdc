/* gb18030: final forms, all characters there and back, faults. */
#include "unit.h"

#include <string.h>

#include "base/gb18030.h"

#define NONE 0xFFFFFFFFu

static struct text bytes_of(const unsigned char *bytes, size_t length)
{
    return (struct text){(const char *)bytes, length};
}

static uint32_t decode(const char *bytes, size_t length, unsigned *used)
{
    return gb18030_next((struct text){bytes, length}, 0, used);
}

static const struct {
    const char *bytes;
    unsigned length;
    uint32_t code;
} known[] = {
    {"A", 1, 'A'},
    {"\x80", 1, 0x20AC},
    {"\xA2\xE3", 2, 0x20AC},
    {"\xA3\xA0", 2, 0x3000},
    {"\xA1\xA1", 2, 0x3000},
    {"\xB0\xA1", 2, 0x554A},
    {"\x88\xD2", 2, 0x5803},         /* 堃, not in GB2312 */
    {"\x81\x39\xEF\x31", 4, 0x3402}, /* 㐂, not in GBK */
    {"\xA6\xD9", 2, 0xFE10},
    {"\xA6\xF3", 2, 0xFE19},
    {"\xA8\xBC", 2, 0x1E3F},
    {"\xA8\xBF", 2, 0x01F9},
    {"\xFE\x51", 2, 0x20087},
    {"\xFE\x59", 2, 0x9FB4},
    {"\xFE\x91", 2, 0x241FE},
    {"\xFE\xA0", 2, 0x9FBB},
    {"\xAA\xA1", 2, 0xE000},
    {"\x81\x35\xF4\x37", 4, 0xE7C7},
    {"\x82\x35\x90\x37", 4, 0x9FB4},
    {"\x84\x31\xA4\x39", 4, 0xFFFF},
    {"\x90\x30\x81\x30", 4, 0x10000},
    {"\xE3\x32\x9A\x35", 4, 0x10FFFF},
};

static void final_forms(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(known); i++) {
        unsigned used;
        assert_int_equal(decode(known[i].bytes, known[i].length, &used),
                         known[i].code);
        assert_int_equal(used, known[i].length);
    }
}

static void no_characters(void **state)
{
    static const struct {
        const char *bytes;
        size_t length;
    } bad[] = {
        {"\xFF", 1},
        {"\xB0", 1},
        {"\xB0<", 2},
        {"\xB0\x7F", 2},
        {"\xB0\xFF", 2},
        {"\x81\x30\x81", 3},
        {"\x81\x30\x81<", 4},
        {"\x84\x31\xA5\x30", 4},
        {"\xE3\x32\x9A\x36", 4},
        {"\xFE\x39\xFE\x39", 4},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        unsigned used = 0;
        assert_int_equal(decode(bad[i].bytes, bad[i].length, &used), NONE);
        assert_int_equal(used, 1);
    }
}

/* Every code point but surrogates is written and read as itself, but for the
 * private-use forms of characters that have a final form. */
static void there_and_back(void **state)
{
    unsigned changed = 0;
    (void)state;
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        unsigned char bytes[4];
        unsigned used;
        const unsigned length = gb18030_put(c, bytes);
        assert_int_equal(length == 0, c >= 0xD800 && c <= 0xDFFF);
        if (length == 0)
            continue;
        const uint32_t back = gb18030_next(bytes_of(bytes, length), 0, &used);
        assert_int_equal(used, length);
        assert_true(back == c || (c >= 0xE000 && c <= 0xF8FF));
        changed += back != c;
    }
    assert_int_equal(changed, 25);
    assert_int_equal(gb18030_put(0x110000, (unsigned char[4]){0}), 0);
}

/* What is read is written as the same bytes where they are the usual ones. */
static void private_forms(void **state)
{
    unsigned char bytes[4];
    (void)state;
    assert_int_equal(gb18030_put(0xE81E, bytes), 2);
    assert_memory_equal(bytes, "\xFE\x59", 2);
    assert_int_equal(gb18030_put(0xE78D, bytes), 2);
    assert_memory_equal(bytes, "\xA6\xD9", 2);
    assert_int_equal(gb18030_put(0xE5E5, bytes), 2);
    assert_memory_equal(bytes, "\xA3\xA0", 2);
    assert_int_equal(gb18030_put(0x3000, bytes), 2);
    assert_memory_equal(bytes, "\xA1\xA1", 2);
    assert_int_equal(gb18030_put(0x20087, bytes), 2);
    assert_memory_equal(bytes, "\xFE\x51", 2);
    assert_int_equal(gb18030_put(0x20AC, bytes), 2);
    assert_memory_equal(bytes, "\xA2\xE3", 2);
}

static void texts(void **state)
{
    struct buffer out = {0};
    (void)state;
    gb18030_encode(TEXT("a堃b㐂"), &out);
    assert_text(buffer_view(&out), "a\x88\xD2"
                                   "b\x81\x39\xEF\x31");
    assert_int_equal(gb18030_faults(buffer_view(&out), 9), 0);
    buffer_reset(&out);
    gb18030_encode(TEXT("\xFF"), &out); /* U+FFFD */
    assert_text(buffer_view(&out), "\x84\x31\xA4\x37");
    buffer_free(&out);
    assert_int_equal(gb18030_faults(TEXT("\xFF\xFF\xFF"), 9), 3);
    assert_int_equal(gb18030_faults(TEXT("\xFF\xFF\xFF"), 2), 2);
    assert_int_equal(gb18030_faults(TEXT("\xFF"), 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(final_forms),    cmocka_unit_test(no_characters),
        cmocka_unit_test(there_and_back), cmocka_unit_test(private_forms),
        cmocka_unit_test(texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
