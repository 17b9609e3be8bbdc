/* reader: encodings, byte order marks, sources that are something else. */
#include "input/json/json-read.h"
#include "reader-assert.h"

#define ROWS                                                                   \
    "<DATA>\r\n<RECORD><BAH>1</BAH><XM>陈堃㐂</XM></RECORD>\r\n"            \
    "<RECORD><BAH>2</BAH><XM>欧阳试</XM></RECORD>\r\n</DATA>"
#define ONE "<RECORD><BAH>1</BAH><XM>陈堃㐂</XM></RECORD>"
#define TWO "<RECORD><BAH>2</BAH><XM>欧阳试</XM></RECORD>"

static void utf8_says_so(void **state)
{
    (void)state;
    assert_slices(TEXT(ROWS),
                  " #1 @8 line 2 dialect 0 utf-8 whole first: " ONE "\n"
                  " #2 @57 line 3 dialect 0 utf-8 whole: " TWO "\n");
    assert_slices(TEXT("\xEF\xBB\xBF<?xml version='1.0' encoding='GBK'?>" ROWS),
                  " #1 @47 line 2 dialect 0 utf-8 whole first bom declared "
                  "gb18030: " ONE "\n"
                  " #2 @96 line 3 dialect 0 utf-8 whole: " TWO "\n");
}

static void gb18030_by_its_bytes(void **state)
{
    static const char *const heads[] = {
        "", "<?xml version='1.0' encoding=\"utf-8\"?>",
        "<?xml encoding='gb2312' version=\"1.0\"?>"};
    static const char *const facts[] = {"", " declared utf-8",
                                        " declared gb18030"};
    (void)state;
    for (size_t i = 0; i < COUNT(heads); i++) {
        struct buffer in = {0};
        char expected[400];
        put_gb18030(&in, heads[i]);
        put_gb18030(&in, ROWS);
        const unsigned at = (unsigned)strlen(heads[i]) + 8;
        snprintf(expected, sizeof(expected),
                 " #1 @%u line 2 dialect 0 gb18030 whole first%s: " ONE "\n"
                 " #2 @%u line 3 dialect 0 gb18030 whole: " TWO "\n",
                 at, facts[i], at + 48);
        assert_slices(buffer_view(&in), expected);
        buffer_free(&in);
    }
}

static void utf16_both_ways(void **state)
{
    (void)state;
    for (int bom = 0; bom < 2; bom++)
        for (int big = 0; big < 2; big++) {
            struct buffer in = {0};
            char expected[400];
            put_utf16(&in, bom ? "\xEF\xBB\xBF" ROWS : ROWS, big != 0);
            snprintf(expected, sizeof(expected),
                     " #1 @%d line 2 dialect 0 %s whole first%s: " ONE "\n"
                     " #2 @%d line 3 dialect 0 %s whole: " TWO "\n",
                     16 + 2 * bom, big ? "utf-16be" : "utf-16le",
                     bom ? " bom" : "", 102 + 2 * bom,
                     big ? "utf-16be" : "utf-16le");
            assert_slices(buffer_view(&in), expected);
            buffer_free(&in);
        }
}

static void lone_surrogates(void **state)
{
    struct buffer in = {0};
    (void)state;
    put_utf16(&in, "<R><BAH>", false);
    put_unit(&in, 0xDC00, false);
    put_utf16(&in, "𠂇", false);
    put_unit(&in, 0xD800, false);
    put_utf16(&in, "</BAH></R>", false);
    assert_slices(buffer_view(&in),
                  " #1 @0 line 1 dialect 0 utf-16le whole first bad 2: "
                  "<R><BAH>{bad@16}𠂇{bad@22}</BAH></R>\n");
    buffer_char(&in, 'x');
    put_unit(&in, 0xD800, false);
    in.length -= 12;
    assert_slices(buffer_view(&in),
                  " #1 @0 line 1 dialect 0 utf-16le cut first bad 3: "
                  "<R><BAH>{bad@16}𠂇{bad@22}</BAH{bad@34}\n");
    buffer_free(&in);
}

/* The label stands where the bytes say nothing, and the host's before it. */
static void names_settle_doubt(void **state)
{
    static const char plain[] = "<?xml version='1.0' encoding='gbk'?>"
                                "<D><R><BAH>1</BAH></R></D>";
    (void)state;
    assert_slices(TEXT(plain),
                  " #1 @39 line 1 dialect 0 gb18030 whole first declared "
                  "gb18030: <R><BAH>1</BAH></R>\n");
    assert_read(TEXT(plain), ENCODING_UTF8, 0,
                " #1 @39 line 1 dialect 0 utf-8 whole first declared gb18030: "
                "<R><BAH>1</BAH></R>\n");
    /* 路 in GBK is a middle dot in UTF-8. */
    assert_slices(TEXT("<R><BAH>\xC2\xB7</BAH></R>"),
                  " #1 @0 line 1 dialect 0 utf-8 whole first: "
                  "<R><BAH>\xC2\xB7</BAH></R>\n");
    assert_read(TEXT("<R><BAH>\xC2\xB7</BAH></R>"), ENCODING_GB18030, 0,
                " #1 @0 line 1 dialect 0 gb18030 whole first: "
                "<R><BAH>路</BAH></R>\n");
}

/* Declared and mostly UTF-8: one broken byte does not turn it over. */
static void fewer_faults_win(void **state)
{
    (void)state;
    assert_slices(
        TEXT("<?xml version='1.0' encoding='utf-8'?>"
             "<R><BAH>\xFF</BAH><XM>陈堃㐂</XM><N>伍</N></R>"),
        " #1 @38 line 1 dialect 0 utf-8 whole first declared utf-8 "
        "bad 1: <R><BAH>{bad@46}</BAH><XM>陈堃㐂</XM><N>伍</N></R>\n");
}

static void encoding_switches(void **state)
{
    struct buffer in = {0};
    (void)state;
    buffer_string(&in, "<?xml version='1.0' encoding='utf-8'?><D>");
    buffer_string(&in, "<R><BAH>1</BAH><XM>陈堃试</XM></R></D>\n");
    put_gb18030(&in, "<?xml version='1.0' encoding='gbk'?><D>"
                     "<R><BAH>2</BAH><XM>陈堃试</XM></R>"
                     "<R><BAH>3</BAH></R></D>\n");
    buffer_string(&in, "\xEF\xBB\xBF<D><R><BAH>4</BAH><XM>陈堃试行</XM></R>"
                       "<R><BAH>5</BAH></R></D>");
    assert_slices(
        buffer_view(&in),
        " #1 @41 line 1 dialect 0 utf-8 whole first declared utf-8: "
        "<R><BAH>1</BAH><XM>陈堃试</XM></R>\n"
        " #2 @122 line 2 dialect 0 gb18030 whole switched: "
        "<R><BAH>2</BAH><XM>陈堃试</XM></R>\n"
        " #3 @156 line 2 dialect 0 gb18030 whole: <R><BAH>3</BAH></R>\n"
        " #4 @186 line 3 dialect 0 utf-8 whole switched: "
        "<R><BAH>4</BAH><XM>陈堃试行</XM></R>\n"
        " #5 @226 line 3 dialect 0 utf-8 whole: <R><BAH>5</BAH></R>\n");
    buffer_free(&in);
}

static void no_front_page(void **state)
{
    (void)state;
    assert_slices(TEXT(""), " #1 @0 line 1 dialect 0 utf-8 nothing first: \n");
    assert_slices(TEXT(" \r\n"),
                  " #1 @0 line 1 dialect 0 utf-8 nothing first:  \r\n\n");
    assert_slices(TEXT("<input><name>a</name><n/></input>"),
                  " #1 @0 line 1 dialect 0 utf-8 nothing first skipped 1: "
                  "<input><name>a</name><n/></input>\n");
    assert_slices(TEXT("plain < text"),
                  " #1 @0 line 1 dialect 0 utf-8 nothing first: "
                  "plain {<} text\n");
}

static void other_formats(void **state)
{
    static const struct {
        struct text bytes;
        const char *trouble;
    } cases[] = {
        {{"PK\3\4....", 8}, "archive"},
        {{"PK\5\6....", 8}, "archive"},
        {{"\x1F\x8B\x08", 3}, "archive"},
        {{"7z\xBC\xAF\x27\x1C", 6}, "archive"},
        {{"\xFD"
          "7zXZ\0.",
          7},
         "archive"},
        {{"%PDF-1.4", 8}, "foreign"},
        {{"\xD0\xCF\x11\xE0", 4}, "foreign"},
        {{" {\"a\":1}", 8}, NULL},
        {{"\xEF\xBB\xBF\n[1]", 7}, NULL},
        {{"{\0\"\0", 4}, NULL},
    };
    const char *const json = json_readable() ? "nothing" : "no json";
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct feed feed = {.bytes = cases[i].bytes};
        struct buffer out = {0};
        kit_read(&out, &feed, ENCODING_NONE, 0);
        assert_true(text_contains(
            buffer_view(&out),
            text_of(cases[i].trouble != NULL ? cases[i].trouble : json)));
        assert_false(text_contains(buffer_view(&out), TEXT("#2")));
        buffer_free(&out);
    }
}

static void tar_is_an_archive(void **state)
{
    char tar[512] = "name.xml";
    struct feed feed = {.bytes = {tar, sizeof(tar)}};
    struct buffer out = {0};
    (void)state;
    memcpy(tar + 257, "ustar", 5);
    kit_read(&out, &feed, ENCODING_NONE, 0);
    assert_true(text_contains(buffer_view(&out), TEXT("archive")));
    buffer_free(&out);
}

static void failing_sources(void **state)
{
    struct feed feed = {.fails = true};
    struct buffer out = {0};
    (void)state;
    kit_read(&out, &feed, ENCODING_NONE, 0);
    assert_text(buffer_view(&out),
                " #1 @0 line 1 dialect 0 utf-8 unreadable first: \n");
    buffer_reset(&out);
    feed = (struct feed){.fails = true, .bytes = TEXT("<R><BAH>1</BAH>")};
    kit_read(&out, &feed, ENCODING_NONE, 0);
    assert_text(buffer_view(&out),
                " #1 @0 line 1 dialect 0 utf-8 cut first: <R><BAH>1</BAH>\n"
                " #2 @15 line 1 dialect 0 utf-8 unreadable: \n");
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_says_so),
        cmocka_unit_test(gb18030_by_its_bytes),
        cmocka_unit_test(utf16_both_ways),
        cmocka_unit_test(lone_surrogates),
        cmocka_unit_test(names_settle_doubt),
        cmocka_unit_test(fewer_faults_win),
        cmocka_unit_test(encoding_switches),
        cmocka_unit_test(no_front_page),
        cmocka_unit_test(other_formats),
        cmocka_unit_test(tar_is_an_archive),
        cmocka_unit_test(failing_sources),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
