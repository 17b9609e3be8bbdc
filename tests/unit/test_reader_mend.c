/* reader: what is mended in a record, and how it is marked. */
#include "reader-assert.h"

/* Enough Chinese to outweigh the faults. */
#define CHINESE "住院病案首页数据质量检查所用测试文件没有真实病人信息"
#define FIRST " #1 @0 line 1 dialect 0 utf-8 whole first"

/* A record around `inside` reads as `mended`, with `facts` told. */
static void mends(struct text inside, const char *facts, const char *mended)
{
    struct buffer in = {0}, expected = {0};
    buffer_string(&in, "<R><BAH>" CHINESE "</BAH><A>");
    buffer_text(&in, inside);
    buffer_string(&in, "</A></R>");
    buffer_string(&expected, FIRST);
    buffer_string(&expected, facts);
    buffer_string(&expected, ": <R><BAH>" CHINESE "</BAH><A>");
    buffer_string(&expected, mended);
    buffer_string(&expected, "</A></R>\n");
    buffer_char(&expected, '\0');
    assert_slices(buffer_view(&in), expected.data);
    buffer_free(&in);
    buffer_free(&expected);
}

static void control_characters(void **state)
{
    (void)state;
    mends(TEXT("a\0b\x01\x08\x0B\x0C\x0E\x1F\x7F"), "",
          "a{00}b{01}{08}{0b}{0c}{0e}{1f}{7f}");
    mends(TEXT("a\tb\r\nc"), "", "a\tb\r\nc");
}

static void ampersands(void **state)
{
    (void)state;
    mends(TEXT("1号&3楼"), "", "1号{&}3楼");
    mends(TEXT("&amp;&lt;&gt;&quot;&apos;&#65;&#x4e00;&#x10FFFF;"), "",
          "&amp;&lt;&gt;&quot;&apos;&#65;&#x4e00;&#x10FFFF;");
    mends(TEXT("&nbsp;&amp&#;&#x;&#12x;&"), "",
          "{&}nbsp;{&}amp{&}#;{&}#x;{&}#12x;{&}");
    mends(TEXT("&#0;&#11;&#xD800;&#xFFFE;&#x110000;&#x10F000;"), "",
          "{&}#0;{&}#11;{&}#xD800;{&}#xFFFE;{&}#x110000;{&}#x10F000;");
    mends(TEXT("&#9999999999999;&#00000000000000000065;"), "",
          "{&}#9999999999999;{&}#00000000000000000065;");
}

static void less_signs(void **state)
{
    (void)state;
    mends(TEXT("<3cm < <= <<b/><!----><?p?><_/>"), "",
          "{<}3cm {<} {<}= {<}<b/><!----><?p?><_/>");
    mends(TEXT("<病区>1</病区>"), "", "<病区>1</病区>");
}

static void undecodable_bytes(void **state)
{
    (void)state;
    mends(TEXT("a\xFF"
               "b\xE4\xB8"
               "c\xED\xA0\x80"
               "d\xC0\xAF\xF5"),
          " bad 6", "a{bad@96}b{bad@98}c{bad@101}d{bad@105}{bad@106}{bad@107}");
    mends(TEXT("\xEF\xBF\xBE\xEF\xBF\xBF\xF4\x8F\x80\x80\xF4\x8F\x90\x80"),
          " bad 3", "{bad@95}{bad@98}{bad@101}\xF4\x8F\x90\x80");
}

static void marks_inside_are_dropped(void **state)
{
    (void)state;
    mends(TEXT("a\xEF\xBB\xBF"
               "b"),
          "", "ab");
}

static void sections_are_verbatim(void **state)
{
    (void)state;
    mends(TEXT("<![CDATA[a & b <3 \x01]]>&<!-- & < --> &"), "",
          "<![CDATA[a & b <3 {01}]]>{&}<!-- & < --> {&}");
    mends(TEXT("&<![CDATA[ & "), "", "{&}<![CDATA[ & ");
}

/* The same rules hold at every place of a block of 32 bytes. */
static void any_place(void **state)
{
    (void)state;
    for (size_t before = 0; before < 70; before++) {
        char inside[100], mended[100];
        memset(inside, 'x', sizeof(inside));
        memset(mended, 'x', sizeof(mended));
        memcpy(inside + before, "\x02&<5&lt;", 8);
        memcpy(mended + before, "{02}{&}{<}5&lt;", 16);
        mends((struct text){inside, before + 8}, "", mended);
    }
}

/* More bad places than there are marks: counted, the last mark stands. */
static void many_bad_places(void **state)
{
    struct buffer in = {0}, out = {0};
    (void)state;
    buffer_string(&in, "<R><BAH>测试文件</BAH>");
    for (int i = 0; i < 300; i++)
        buffer_string(&in, "a\xFF");
    buffer_string(&in, "</R>");
    struct feed feed = {.bytes = buffer_view(&in)};
    kit_read(&out, &feed, ENCODING_NONE, 0);
    assert_true(text_contains(buffer_view(&out), TEXT(" bad 300:")));
    assert_true(
        text_contains(buffer_view(&out), TEXT("a{bad@537}a{bad@537}</R>")));
    buffer_free(&in);
    buffer_free(&out);
}

static void gb18030_too(void **state)
{
    struct buffer in = {0};
    (void)state;
    put_gb18030(&in, "<R><BAH>测试");
    buffer_put(&in, "\x80\xA3\xA0\xFF&\xB0", 6);
    buffer_string(&in, "</BAH><A>");
    put_gb18030(&in, "a\xEF\xBB\xBF"
                     "堃&</A></R>");
    assert_slices(buffer_view(&in),
                  " #1 @0 line 1 dialect 0 gb18030 whole first bad 2: "
                  "<R><BAH>测试€　{bad@15}{&}{bad@17}</BAH><A>a堃{&}</A></R>"
                  "\n");
    buffer_free(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(control_characters),
        cmocka_unit_test(ampersands),
        cmocka_unit_test(less_signs),
        cmocka_unit_test(undecodable_bytes),
        cmocka_unit_test(marks_inside_are_dropped),
        cmocka_unit_test(sections_are_verbatim),
        cmocka_unit_test(any_place),
        cmocka_unit_test(many_bad_places),
        cmocka_unit_test(gb18030_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
