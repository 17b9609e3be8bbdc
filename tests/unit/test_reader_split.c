/* reader: which element is a record, and where it ends. */
#include "reader-assert.h"

/* The slices' bytes, one a line, behind a word for what is unusual. */
static void assert_records(const char *in, const char *expected)
{
    static const char *const words[] = {"", "cut ", "long ", "nothing "};
    struct kit kit;
    struct feed feed = {.bytes = text_of(in)};
    struct buffer out = {0};
    struct slice *slice = calloc(1, sizeof(*slice));
    struct reader *r = reader_open(kit_open(&kit), feed_source(&feed), 0);
    while (reader_next(r, slice)) {
        buffer_string(&out, words[slice->trouble]);
        if (slice->skipped != 0)
            kit_number(&out, "skipped ", slice->skipped);
        buffer_text(&out, slice->bytes);
        if (slice->behind != 0)
            kit_number(&out, "behind ", slice->behind);
        buffer_char(&out, '\n');
    }
    assert_text(buffer_view(&out), expected);
    reader_close(r);
    buffer_free(&out);
    free(slice);
}

/* Elements behind the last record used to be passed over in silence. */
static void what_stands_behind_is_told(void **state)
{
#define ONE "<R><BAH>1</BAH></R>"
#define TWO "<R><BAH>2</BAH></R>"
    (void)state;
    assert_records("<D>" ONE TWO "<N>2</N><T><X>a</X> <Y/></T></D>",
                   ONE "\n" TWO " behind 2\n");
    assert_records("<D>" ONE TWO "<N>2</N>" ONE " <!-- <Z>4</Z> --></D>",
                   ONE "\n" TWO "\n skipped 1" ONE "\n");
    assert_records("<D>" ONE TWO "<N>2</N><S><XM>3</XM></S><S><XM>4</XM></S>"
                   "<M>4</M></D>",
                   ONE "\n" TWO "\n skipped 1<S><XM>3</XM></S>\n"
                       "<S><XM>4</XM></S> behind 1\n");
    assert_records(ONE, ONE "\n");
    assert_records("<D>" ONE TWO "<N></N><N> </N><N", ONE "\n" TWO "\n");
#undef ONE
#undef TWO
}

static void usual_shapes(void **state)
{
    (void)state;
    assert_records("<D><R><BAH>1</BAH></R><R><BAH>2</BAH></R></D>",
                   "<R><BAH>1</BAH></R>\n<R><BAH>2</BAH></R>\n");
    assert_records("<D>\n <ROW BAH='1' X='>'/>\n <ROW BAH=\"2\" />\n</D>",
                   "<ROW BAH='1' X='>'/>\n<ROW BAH=\"2\" />\n");
    assert_records("<D><ROW BAH='1'><Z/></ROW><ROW BAH='2'/></D>",
                   "<ROW BAH='1'><Z/></ROW>\n<ROW BAH='2'/>\n");
    assert_records(
        "<NewDataSet><xs:schema><xs:element name='BAH'/>"
        "</xs:schema><Table><bah>1</bah></Table>"
        "<Table><bah>2</bah></Table></NewDataSet>",
        "<Table><bah>1</bah></Table>\n<Table><bah>2</bah></Table>\n");
    assert_records("<s:E><s:B><x:R><x:XM>a</x:XM></x:R></s:B></s:E>",
                   "<x:R><x:XM>a</x:XM></x:R>\n");
}

static void one_record(void **state)
{
    (void)state;
    assert_records("<D><R><BAH>1</BAH><Z>2</Z></R></D>",
                   "<R><BAH>1</BAH><Z>2</Z></R>\n");
    assert_records("<R><BAH>1</BAH></R>", "<R><BAH>1</BAH></R>\n");
    assert_records("<D><H><T>9</T></H><R><BAH>1</BAH></R><N/><N a=''/></D>",
                   " skipped 1<R><BAH>1</BAH></R>\n");
    assert_records("<R><BASE><BAH>1</BAH></BASE><ZD><JBDM>2</JBDM></ZD></R>",
                   "<R><BASE><BAH>1</BAH></BASE><ZD><JBDM>2</JBDM></ZD></R>\n");
}

static void nested_shapes(void **state)
{
    (void)state;
    assert_records("<D><R><B><BAH>1</BAH></B><Z><J>2</J></Z></R>"
                   "<R><B><BAH>3</BAH></B><Z><J>4</J></Z></R></D>",
                   "<R><B><BAH>1</BAH></B><Z><J>2</J></Z></R>\n"
                   "<R><B><BAH>3</BAH></B><Z><J>4</J></Z></R>\n");
    assert_records("<D><R><P BAH='1'/><Z J='2'/></R><R><P BAH='3'/></R></D>",
                   "<R><P BAH='1'/><Z J='2'/></R>\n<R><P BAH='3'/></R>\n");
    assert_records(
        "<D><R><B><I><BAH>1</BAH></I><X>2</X></B><Z>3</Z></R><R>4</R></D>",
        "<R><B><I><BAH>1</BAH></I><X>2</X></B><Z>3</Z></R>\n<R>4</R>\n");
    assert_records("<D><R><B><BAH>1</BAH></B><Z><![CDATA[2]]></Z></R></D>",
                   "<R><B><BAH>1</BAH></B><Z><![CDATA[2]]></Z></R>\n");
}

static void same_name_inside(void **state)
{
    (void)state;
    assert_records("<D><R><BAH>1</BAH><R>x</R><R/></R><R><BAH>2</BAH></R></D>",
                   "<R><BAH>1</BAH><R>x</R><R/></R>\n<R><BAH>2</BAH></R>\n");
    assert_records("<D><R><BAH>1</BAH><RX>x</RX></R><R ><BAH>2</BAH></R ></D>",
                   "<R><BAH>1</BAH><RX>x</RX></R>\n<R ><BAH>2</BAH></R >\n");
}

static void sections_do_not_cut(void **state)
{
    (void)state;
    assert_records("<D><R><BAH>1</BAH><!-- </R> <R> --></R>"
                   "<R><BAH>2</BAH><![CDATA[</R>]]></R><R>3</R></D>",
                   "<R><BAH>1</BAH><!-- </R> <R> --></R>\n"
                   "<R><BAH>2</BAH><![CDATA[</R>]]></R>\n<R>3</R>\n");
    assert_records("<!-- <R><BAH>0</BAH></R> --><D><R><BAH>1</BAH></R>"
                   "<!-- <R>x</R> --><R>2</R></D>",
                   "<R><BAH>1</BAH></R>\n<R>2</R>\n");
    assert_records("<D><R><BAH>1</BAH><!-- </R><R><BAH>2</BAH></R></D>",
                   "<R><BAH>1</BAH><!-- </R>\n<R><BAH>2</BAH></R>\n");
    assert_records("<!DOCTYPE D [<!ELEMENT BAH (#PCDATA)> <!-- ' --> "
                   "<!ENTITY x ']>'>]><D><R><BAH>1</BAH></R></D>",
                   "<R><BAH>1</BAH></R>\n");
}

static void concatenated(void **state)
{
    (void)state;
    assert_records("<?xml version='1.0'?><D><R><BAH>1</BAH></R></D>"
                   "\xEF\xBB\xBF<?xml version='1.0'?><D><R><BAH>2</BAH></R>"
                   "</D><E><H>x</H><ROW XM='3'/><ROW XM='4'/></E>",
                   "<R><BAH>1</BAH></R>\n<R><BAH>2</BAH></R>\n"
                   " skipped 1<ROW XM='3'/>\n<ROW XM='4'/>\n");
}

static void chinese_names(void **state)
{
    struct buffer in = {0};
    (void)state;
    assert_slices(TEXT("<表><行><病案号>1</病案号></行></表>"),
                  " #1 @5 line 1 dialect 1 utf-8 whole first: "
                  "<行><病案号>1</病案号></行>\n");
    put_gb18030(&in, "<表><行><病案号>1</病案号><姓名>堃</姓名></行></表>");
    assert_slices(buffer_view(&in),
                  " #1 @4 line 1 dialect 1 gb18030 whole first: "
                  "<行><病案号>1</病案号><姓名>堃</姓名></行>\n");
    buffer_free(&in);
}

static void broken_markup(void **state)
{
    (void)state;
    assert_records("<D><R><BAH>1</BAH><A><3cm</A></R><R><BAH 2</BAH></R></D>",
                   "<R><BAH>1</BAH><A>\xF4\x8F\x84\x81"
                   "3cm</A></R>\n<R><BAH 2</BAH></R>\n");
    assert_records("<D><R X='1><BAH>1</BAH></R><R X='2'><BAH>2</BAH></R></D>",
                   "<R X='1><BAH>1</BAH></R>\n<R X='2'><BAH>2</BAH></R>\n");
    assert_records("<?xml version='1.0'><D><R><BAH>1</BAH></R></D>",
                   "<R><BAH>1</BAH></R>\n");
    assert_records("<D><R><BAH>1</BAH></Q></R></D></Z><R><BAH>2</BAH></R>",
                   "<R><BAH>1</BAH></Q></R>\n<R><BAH>2</BAH></R>\n");
}

static void the_end_cuts(void **state)
{
    (void)state;
    assert_records("<D><R><BAH>1</BAH></R><R><BAH>2</B",
                   "<R><BAH>1</BAH></R>\ncut <R><BAH>2</B\n");
    assert_records("<D><R><BAH>1</BAH><X", "cut <R><BAH>1</BAH><X\n");
    assert_records("<D><ROW BAH='1' XM='a", "cut <ROW BAH='1' XM='a\n");
    assert_slices(TEXT("<R><BAH>测试文件</BAH><XM>\xE6\xB5"),
                  " #1 @0 line 1 dialect 0 utf-8 cut first bad 1: "
                  "<R><BAH>测试文件</BAH><XM>{bad@30}\n");
    assert_records("<D", "nothing <D\n");
    assert_records("<", "nothing \xF4\x8F\x84\x81\n");
}

/* Records that are not closed end where the next one begins. */
static void not_closed(void **state)
{
    (void)state;
    assert_records("<D><R><BAH>1</BAH><R><BAH>2</BAH><R><BAH>3</BAH></R></D>",
                   "cut <R><BAH>1</BAH>\ncut <R><BAH>2</BAH>\n"
                   "<R><BAH>3</BAH></R>\n");
}

static void keys_stand_alone(void **state)
{
    (void)state;
    assert_records("<BAH>1</BAH><XM>2</XM>",
                   "nothing  skipped 2<BAH>1</BAH><XM>2</XM>\n");
    assert_records("<BAH><X>1</X></BAH>", "<BAH><X>1</X></BAH>\n");
    assert_records("<XB>1</XB><A48>2</A48>",
                   "nothing  skipped 2<XB>1</XB><A48>2</A48>\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_stands_behind_is_told),
        cmocka_unit_test(usual_shapes),
        cmocka_unit_test(one_record),
        cmocka_unit_test(nested_shapes),
        cmocka_unit_test(same_name_inside),
        cmocka_unit_test(sections_do_not_cut),
        cmocka_unit_test(concatenated),
        cmocka_unit_test(chinese_names),
        cmocka_unit_test(broken_markup),
        cmocka_unit_test(the_end_cuts),
        cmocka_unit_test(not_closed),
        cmocka_unit_test(keys_stand_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
