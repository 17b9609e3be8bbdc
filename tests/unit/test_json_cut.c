/* Where the messages of a JSON source begin and end. */
#include "input/json/json-read.h"
#include "json-kit.h"
#include "unit.h"

#define M "{\"n\":{\"k\":\"1\"}}"
#define OTHER "{\"m\":{\"x\":[1,2],\"k\":\"2\"}}"

/* `bytes` gives these slices, however they come. */
static void cuts_text(struct text bytes, size_t max, const char *expected)
{
    for (size_t step = 0; step < 3; step++) {
        struct buffer out = {0};
        json_kit_read(&out, bytes, step, max);
        assert_string_equal(out.data, expected);
        buffer_free(&out);
    }
}

static void cuts(const char *bytes, const char *expected)
{
    cuts_text(text_of(bytes), 0, expected);
}

static void shapes(void **state)
{
    (void)state;
    cuts(M, " #1 @0 line 1 dialect 0 utf-8 whole first: " M "\n");
    cuts("[\n" M ",\n" OTHER "\n]",
         " #1 @2 line 2 dialect 0 utf-8 whole first: " M "\n"
         " #2 @19 line 3 dialect 1 utf-8 whole: " OTHER "\n");
    cuts("{\"infno\":\"4101\",\"input\":" M ",\"x\":1}\n"
         "{\"infno\":\"4101\",\"input\":" M "}\n",
         " #1 @24 line 1 dialect 0 utf-8 whole first: " M "\n"
         " #2 @71 line 2 dialect 0 utf-8 whole: " M "\n");
    cuts("\xEF\xBB\xBF" M "\n\xEF\xBB\xBF" M,
         " #1 @3 line 1 dialect 0 utf-8 whole first bom: " M "\n"
         " #2 @22 line 2 dialect 0 utf-8 whole: " M "\n");
    cuts("{\"data\":{\"list\":[" M "," M "]}}",
         " #1 @17 line 1 dialect 0 utf-8 whole first: " M "\n"
         " #2 @33 line 1 dialect 0 utf-8 whole: " M "\n");
}

static void not_messages(void **state)
{
    (void)state;
    cuts("{\"k\":1}", " #1 @0 line 1 dialect 0 utf-8 nothing first: "
                      "{\"k\":1}\n");
    cuts("{\"n\":{\"x\":{\"k\":1}}}",
         " #1 @0 line 1 dialect 0 utf-8 nothing first: "
         "{\"n\":{\"x\":{\"k\":1}}}\n");
    /* A text that looks like a message is none beside another. */
    cuts(M "\n{\"a\":\"{\\\"n\\\":{\\\"k\\\":1}}\"}",
         " #1 @0 line 1 dialect 0 utf-8 whole first: " M "\n");
    cuts("{\"a\":1}\n{\"b\":2}\n" M,
         " #1 @16 line 3 dialect 0 utf-8 whole first skipped 2: " M "\n");
}

static void cut_messages(void **state)
{
    (void)state;
    cuts("{\"n\":{\"k\":\"1",
         " #1 @0 line 1 dialect 0 utf-8 cut first: {\"n\":{\"k\":\"1\n");
    /* The next message ends one that is not closed. */
    cuts("{\"i\":{\"n\":{\"k\":\"1\"},\"d\":[{\n{\"i\":" OTHER "}\n" M,
         " #1 @5 line 1 dialect 0 utf-8 cut first: "
         "{\"n\":{\"k\":\"1\"},\"d\":[{\n{\"i\":\n"
         " #2 @32 line 2 dialect 1 utf-8 whole: " OTHER "\n"
         " #3 @59 line 3 dialect 0 utf-8 whole: " M "\n");
    /* A string that is not closed ends with its line. */
    cuts("{\"n\":{\"k\":\"1\n" M,
         " #1 @0 line 1 dialect 0 utf-8 cut first: {\"n\":{\"k\":\"1\n\n"
         " #2 @13 line 2 dialect 0 utf-8 whole: " M "\n");
    /* What is left behind the last message may have become one. */
    cuts(M "\n{\"n\":{\"a",
         " #1 @0 line 1 dialect 0 utf-8 whole first: " M "\n"
         " #2 @16 line 2 dialect 0 utf-8 cut: {\"n\":{\"a\n");
}

static void too_long(void **state)
{
    (void)state;
    cuts_text(TEXT("{\"n\":{\"k\":\"1\"},\"x\":\"0123456789\"}" M), 20,
              " #1 @0 line 1 dialect 0 utf-8 too long first: "
              "{\"n\":{\"k\":\"1\"},\"x\":\"0123456789\"\n"
              " #2 @32 line 1 dialect 0 utf-8 whole: " M "\n");
}

/* Found by fuzz_json: what stood around a message that is too long is gone. */
static void too_long_in_envelope(void **state)
{
    (void)state;
    cuts_text(TEXT("{\"i\":{\"n\":{\"k\":\"1\",\"x\":\"0123456789\"}},\"j\":1"),
              20,
              " #1 @5 line 1 dialect 0 utf-8 too long first: "
              "{\"n\":{\"k\":\"1\",\"x\":\"0123456789\"\n");
}

static void encodings(void **state)
{
    struct buffer in = {0};

    (void)state;
    /* The second byte of 乗 is a backslash, that of 倇 a bracket. */
    put_gb18030(&in, "{\"n\":{\"k\":\"中文乗\",\"x\":\"倇{\"}}");
    put_gb18030(&in, M);
    cuts_text(buffer_view(&in), 0,
              " #1 @0 line 1 dialect 0 gb18030 whole first: "
              "{\"n\":{\"k\":\"中文乗\",\"x\":\"倇{\"}}\n"
              " #2 @30 line 1 dialect 0 gb18030 whole: " M "\n");
    buffer_reset(&in);
    put_utf16(&in, "[" M "]", false);
    cuts_text(buffer_view(&in), 0,
              " #1 @2 line 1 dialect 0 utf-16le whole first: " M "\n");
    buffer_free(&in);
    cuts("{\"n\":{\"k\":\"a<b&c &amp; 中文中文\xFF\x01\"}}",
         " #1 @0 line 1 dialect 0 utf-8 whole first bad 1: "
         "{\"n\":{\"k\":\"a<b&c &amp; 中文中文{bad@35}{01}\"}}\n");
}

static void deep(void **state)
{
    char text[3000] = "";

    (void)state;
    for (int i = 0; i < 500; i++)
        strcat(text, i % 2 ? "[" : "{\"a\":");
    for (int i = 499; i >= 0; i--)
        strcat(text, i % 2 ? "]" : "}");
    strcat(text, M);
    cuts(text,
         " #1 @2000 line 1 dialect 0 utf-8 whole first skipped 1: " M "\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shapes),
        cmocka_unit_test(not_messages),
        cmocka_unit_test(cut_messages),
        cmocka_unit_test(too_long),
        cmocka_unit_test(too_long_in_envelope),
        cmocka_unit_test(encodings),
        cmocka_unit_test(deep),
    };

    if (!json_readable()) {
        puts("SKIP test_json_cut: this build reads no JSON");
        return 0;
    }

    return cmocka_run_group_tests(tests, NULL, NULL);
}
