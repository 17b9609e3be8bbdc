/* The rows of tables: which row is the heading, which are records, where they
 * end. The kit's dialect 0 has BAH and XM, keys, and XB. */
#include "unit.h"

#include "reader-kit.h"

static const char *word_of(uint8_t trouble)
{
    return trouble == SLICE_WHOLE      ? ""
           : trouble == SLICE_CUT      ? "cut "
           : trouble == SLICE_TOO_LONG ? "long "
           : trouble == SLICE_NO_TABLE ? "unknown "
                                       : "nothing ";
}

/* A line for each slice: trouble, line, what stood around, heading, bytes. */
static void put_row(struct buffer *out, const struct slice *s)
{
    buffer_string(out, word_of(s->trouble));
    buffer_integer(out, s->line);
    if (s->skipped != 0)
        kit_number(out, "skipped ", s->skipped);
    if (s->behind != 0)
        kit_number(out, "behind ", s->behind);
    buffer_char(out, ' ');
    for (size_t i = 0; i < s->heading.length; i++)
        buffer_char(out, s->heading.at[i] == '\n' ? '/' : s->heading.at[i]);
    buffer_char(out, ' ');
    buffer_text(out, s->bytes);
    buffer_char(out, ';');
}

static void assert_rows_of(struct text in, size_t max, const char *expected)
{
    static const size_t steps[] = {0, 1, 7};

    for (size_t i = 0; i < COUNT(steps); i++) {
        struct kit kit;
        struct feed feed = {.bytes = in, .step = steps[i]};
        struct buffer out = {0};
        struct slice *slice = calloc(1, sizeof(*slice));
        struct reader *r = reader_open(kit_open(&kit), feed_source(&feed), max);

        while (reader_next(r, slice))
            put_row(&out, slice);
        assert_text(buffer_view(&out), expected);
        reader_close(r);
        buffer_free(&out);
        free(slice);
    }
}

static void assert_rows(const char *in, const char *expected)
{
    assert_rows_of(text_of(in), 0, expected);
}

#define H "BAH/XM/XB/ "

static void rows_are_records(void **state)
{
    (void)state;
    assert_rows("BAH,XM,XB\n1,a,b\n2,c,d\n", "2 " H "1,a,b\n;3 " H "2,c,d\n;");
    assert_rows("BAH\tXM\tXB\r\n1\ta\tb\r\n2\tc\td",
                "2 " H "1\ta\tb\r\n;3 " H "2\tc\td;");
    assert_rows("\n\"BAH\" ;xm;\"X B\"\n1;a;b\n", "3 BAH/xm/X B/ 1;a;b\n;");
    assert_rows("BAH|XM|XB\n", "nothing 1 " H "BAH|XM|XB\n;");
}

/* What begins with a bracket is not JSON for that. */
static void names_in_brackets(void **state)
{
    (void)state;
    assert_rows("[BAH],[XM],XB\n1,a,b\n", "2 [BAH]/[XM]/XB/ 1,a,b\n;");
    assert_rows(" [病案号],A48\n1,a\n", "2 [病案号]/A48/ 1,a\n;");
    assert_rows("[title]\nBAH,XM,XB\n1,a,b\n", "3 skipped 1 " H "1,a,b\n;");
}

static void quotes_hold_line_ends(void **state)
{
    (void)state;
    assert_rows("BAH,XM,XB\n1,\"a\n\"\"x,\",b\n2,c,d\n",
                "2 " H "1,\"a\n\"\"x,\",b\n;4 " H "2,c,d\n;");
    /* A quote that is not closed, or closed in the middle, is text. */
    assert_rows("BAH,XM,XB\n1,\"a,b\n2,c,d\n",
                "2 " H "1,\"a,b\n;3 " H "2,c,d\n;");
    assert_rows("BAH,XM,XB\n1,\"a\"x,b\n2,\"c,d\n",
                "2 " H "1,\"a\"x,b\n;3 " H "2,\"c,d\n;");
    assert_rows("BAH,XM,XB\n1,5\",b\n2,c,\"d\"\n",
                "2 " H "1,5\",b\n;3 " H "2,c,\"d\"\n;");
}

static void what_is_no_record(void **state)
{
    (void)state;
    assert_rows("title\n,,\nBAH,XM,XB\n1,a,b\n,,\n\nBAH,XM,XB\n2,c,d\n",
                "4 skipped 1 " H "1,a,b\n;8 skipped 1 " H "2,c,d\n;");
    assert_rows("BAH,XM,XB\n1,a,b\n合计,,5\nby: x,,\n,,\n",
                "2 behind 2 " H "1,a,b\n;");
    assert_rows("BAH,XM,XB\n合计,a,b\n", "2 " H "合计,a,b\n;");
    assert_rows("BAH,XM,XB\n1,a,b\n合计,350,5\n制表人：x,,审核人：y\n",
                "2 behind 2 " H "1,a,b\n;");
}

static void what_was_cut(void **state)
{
    (void)state;
    assert_rows("BAH,XM,XB\n1,a,b\n2,c", "2 " H "1,a,b\n;cut 3 " H "2,c;");
    assert_rows("BAH,XM,XB\n1,a\n2,c,d\n", "2 " H "1,a\n;3 " H "2,c,d\n;");
    assert_rows("BAH,XM,XB\n1,a,\"b", "cut 2 " H "1,a,\"b;");
    assert_rows("BAH,XM,XB\n1,a,\"b\"c", "2 " H "1,a,\"b\"c;");
    assert_rows("BAH,XM,XB\n1,a,\"b\"", "2 " H "1,a,\"b\";");
}

static void too_long_rows_are_passed(void **state)
{
    (void)state;
    assert_rows_of(
        TEXT("BAH,XM,XB\n1,aaaaaaaaaaaaaaaaaaaaaaaaaaaaa,b\n2,c,d\n"), 12,
        "long 2 " H "1,aaaaaaaaaa;3 " H "2,c,d\n;");
}

static void tables_that_nobody_knows(void **state)
{
    (void)state;
    assert_rows("BAH,no,such\n1,2,3\n",
                "unknown 1 BAH/no/such/ BAH,no,such\n1,2,3\n;");
    assert_rows("some,no,such\n1,2,3\n",
                "unknown 1 some/no/such/ some,no,such\n1,2,3\n;");
    assert_rows("just words, no more\nand more\n",
                "nothing 1  just words, no more\nand more\n;");
    assert_rows("", "nothing 1  ;");
}

/* 0x7C is the second byte of a character of GB18030. */
static void a_bar_in_a_character(void **state)
{
    struct buffer in = {0};

    (void)state;
    put_gb18030(&in, "BAH|XM|XB\n1|纜皘|\"b\n\"\n2|皘|d\n");
    assert_rows_of(buffer_view(&in), 0,
                   "2 " H "1|纜皘|\"b\n\"\n;4 " H "2|皘|d\n;");
    buffer_free(&in);
}

static void utf16_with_and_without_bom(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) {
        struct buffer in = {0};
        put_utf16(&in, i % 2 != 0 ? "\xEF\xBB\xBF" : "", i / 2 != 0);
        put_utf16(&in, "BAH,XM,XB\n1,一丁,b\n", i / 2 != 0);
        assert_rows_of(buffer_view(&in), 0, "2 " H "1,一丁,b\n;");
        buffer_free(&in);
    }
}

/* Of dialect 1 is 病案号, and A48 once more. */
static void two_headings(void **state)
{
    (void)state;
    assert_rows("病案号,,x\nA48,病案号,y\n1,a,b\n",
                "3 skipped 1 A48/病案号/y/ 1,a,b\n;");
    assert_rows("A48,病案号,y\n病案号,A48,z\n1,a,b\n",
                "3 A48/病案号/y/ 1,a,b\n;");
}

#define WIDE "BAH,XM,XB,d,e,f,g,h\n"

static void rows_about_columns(void **state)
{
    (void)state;
    assert_rows(WIDE "1,2,3,4,5,6,7,8\n必填,必填,,C(9),C,N,必填,选填,C\n"
                     "9,a,b,1,1,1,1,1\n",
                "4 skipped 2 BAH/XM/XB/d/e/f/g/h/ 9,a,b,1,1,1,1,1\n;");
    /* A patient has a number or a date, and no columns in order. */
    assert_rows(WIDE "x,a,b,c,d,e,f,２月\n1,2,3,4,5,6,7,9\n",
                "2 BAH/XM/XB/d/e/f/g/h/ x,a,b,c,d,e,f,２月\n;"
                "3 BAH/XM/XB/d/e/f/g/h/ 1,2,3,4,5,6,7,9\n;");
    /* Behind a record, or of few columns, it is one. */
    assert_rows(WIDE "1,a,b,,,,,\na,a,a,a,a,a,a,a\n",
                "2 BAH/XM/XB/d/e/f/g/h/ 1,a,b,,,,,\n;"
                "3 BAH/XM/XB/d/e/f/g/h/ a,a,a,a,a,a,a,a\n;");
    assert_rows("BAH,XM,XB\n1,2,3\n", "2 " H "1,2,3\n;");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_records),
        cmocka_unit_test(names_in_brackets),
        cmocka_unit_test(quotes_hold_line_ends),
        cmocka_unit_test(what_is_no_record),
        cmocka_unit_test(what_was_cut),
        cmocka_unit_test(too_long_rows_are_passed),
        cmocka_unit_test(tables_that_nobody_knows),
        cmocka_unit_test(a_bar_in_a_character),
        cmocka_unit_test(utf16_with_and_without_bom),
        cmocka_unit_test(two_headings),
        cmocka_unit_test(rows_about_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
