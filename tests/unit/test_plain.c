/* plain: what is read without libxml2, and that both ways give the same. */
#include <stdlib.h>

#include "input/plain.h"
#include "pregroup/pregroup.h"
#include "reader-kit.h"
#include "unit.h"

/* Writes the events of a record, or `not plain`. */
static void write_events(struct buffer *out, const struct plain *p, bool plain)
{
    static const char *const words[] = {"open", "attribute", "leaf", "close"};

    if (!plain)
        buffer_string(out, "not plain");
    for (uint32_t i = 0; plain && i < p->count; i++) {
        const struct plain_event *e = &p->events[i];
        buffer_string(out, words[e->kind]);
        buffer_char(out, ' ');
        buffer_text(out, e->name->name);
        buffer_char(out, e->name->tag != NULL ? '!' : ' ');
        buffer_text(out, e->value);
        buffer_string(out, " @");
        buffer_integer(out, e->line);
        buffer_char(out, '\n');
    }
    buffer_char(out, '\0');
}

static void reads(const char *record, const char *expected)
{
    struct kit kit;
    struct plain *p = calloc(1, sizeof(*p));
    struct slice *slice = calloc(1, sizeof(*slice));
    struct buffer out = {0};
    /* An exact copy, so that a sanitizer sees a byte too far. */
    char *copy = malloc(strlen(record));

    assert_true(p != NULL && slice != NULL && copy != NULL);
    memcpy(copy, record, strlen(record));
    slice->bytes = (struct text){copy, strlen(record)};
    slice->line = 5;
    write_events(&out, p, plain_read(p, kit_open(&kit), slice));
    assert_string_equal(out.data, expected);
    buffer_free(&out);
    plain_free(p);
    free(copy);
    free(slice);
    free(p);
}

static void events(void **state)
{
    (void)state;
    reads("<R><BAH>1</BAH>\n<A>\n b\n</A><XM/></R>",
          "open R  @5\nleaf BAH!1 @5\nleaf A \n b\n @6\nleaf XM! @8\n"
          "close R  @8\n");
    reads("<R\nBAH='1'\n A=\"x'>y\"><C a.b-c=''/></R>",
          "open R  @7\nattribute BAH!1 @6\nattribute A x'>y @7\nopen C  @7\n"
          "attribute a.b-c  @7\nclose C  @7\nclose R  @7\n");
    reads("<R><L><BAH>1</BAH>text</L>a>b]]c<E></E ></R>",
          "open R  @5\nopen L  @5\nleaf BAH!1 @5\nclose L  @5\nleaf E  @5\n"
          "close R  @5\n");
    reads("<R>alone</R>", "open R  @5\nclose R  @5\n");
}

static void others(void **state)
{
    static const char *const texts[] = {
        "<R/>",
        "<R",
        "<R>",
        "R>",
        "<>",
        "</R>",
        "<R></S>",
        "<R></R",
        "<R></",
        "<R><A>1</B></R>",
        "<R>&amp;</R>",
        "<R>a\rb</R>",
        "<R>]]></R>",
        "<R><![CDATA[x]]></R>",
        "<R><!-- --></R>",
        "<R><?p?></R>",
        "<x:R></x:R>",
        "<R xmlns='u'></R>",
        "<R xmlns:x='u'></R>",
        "<R a='1' a='2'></R>",
        "<R a='1\n'></R>",
        "<R a='&lt;'></R>",
        "<R a=1></R>",
        "<R a></R>",
        "<R a='></R>",
        "<R a='1'b='2'></R>",
        "<R><1>x</1></R>",
        "<R><-a>x</-a></R>",
        "<R></R> ",
        "<R></R></R>",
        "<R><\xE7\x97\x85>1</\xE7\x97\x85></R>",
        "<R><A / ></A></R>",
        "<R a='1'/",
        "<R a='1'/ >",
        "<R><A></A",
        "<R>>",
        "<R a='>'",
        "<R a=>",
        "<R a=''>",
        "<R >",
        "<R><>",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        reads(texts[i], "not plain");
}

/* `inside` within that many elements. */
static void nest(struct buffer *out, unsigned elements, const char *inside)
{
    for (unsigned i = 0; i < elements; i++)
        buffer_string(out, "<a>");
    buffer_string(out, inside);
    for (unsigned i = 0; i < elements; i++)
        buffer_string(out, "</a>");
}

/* The innermost one of LIMIT_DEPTH elements is read, one more is not. */
static const char *const innermost[] = {"<b>1</b>", "<b/>", "<b c='1'/>",
                                        "<b c='1'>1</b>"};

static void depth(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(innermost) / sizeof(innermost[0]); i++)
        for (unsigned deep = LIMIT_DEPTH; deep <= LIMIT_DEPTH + 1; deep++) {
            struct kit kit;
            struct plain *p = calloc(1, sizeof(*p));
            struct slice *slice = calloc(1, sizeof(*slice));
            struct buffer record = {0};
            nest(&record, deep - 1, innermost[i]);
            slice->bytes = buffer_view(&record);
            assert_int_equal(plain_read(p, kit_open(&kit), slice),
                             deep <= LIMIT_DEPTH);
            buffer_free(&record);
            plain_free(p);
            free(slice);
            free(p);
        }
}

/* ---- both ways ------------------------------------------------------------
 */

static char *report(struct pregroup_engine *engine, struct text bytes)
{
    const struct pregroup_api *api = pregroup_get_api(PREGROUP_MAJOR);
    struct pregroup_input in = {
        .size = sizeof(in), .data = bytes.at, .length = bytes.length};
    struct pregroup_result *result = NULL;
    uint64_t length = 0;
    char *text;

    assert_int_equal(api->run(engine, &in, &result, NULL), PREGROUP_OK);
    api->result_text(result, NULL, &length);
    text = malloc(length);
    assert_int_equal(api->result_text(result, text, &length), PREGROUP_OK);
    api->result_free(result);
    return text;
}

/* A comment before the end of the record sends it through libxml2. */
static void same(struct pregroup_engine *engine, const char *inside)
{
    struct buffer plain = {0}, other = {0};
    char *one, *two;

    buffer_string(&plain, "<D><R>");
    buffer_string(&plain, inside);
    buffer_string(&other, plain.data);
    buffer_string(&plain, "</R></D>");
    buffer_string(&other, "<!----></R></D>");
    one = report(engine, buffer_view(&plain));
    two = report(engine, buffer_view(&other));
    assert_string_equal(one, two);
    free(one);
    free(two);
    buffer_free(&plain);
    buffer_free(&other);
}

static void both_ways(void **state)
{
    static const char *const insides[] = {
        "<BAH>1</BAH><XM>\xE7\x8E\x8B</XM><NL> 3 \xE5\xB2\x81</NL>",
        "<BAH>1</BAH><JBDM>i20.0</JBDM><JBDM>I21.0</JBDM><FOO>x</FOO>",
        ("<BAH>1</BAH><Z><JBDM>I10.x00</JBDM></Z>\n<Z></Z>\n<Z/>"
         "<Z><JBDM>E11.900</JBDM></Z>"),
        "<BAH>1</BAH><Z JBDM='I10.x00'\n RYBQ='1'/><Z JBDM='E11.900'/>",
        "<P BAH='1' XM='\xE7\x8E\x8B'/><F><ZFY>1,200.00</ZFY>\n<F/></F>",
        "<BAH>1</BAH><A><B><JBDM1>\nI10.x00\n</JBDM1></B>text</A>>tail",
        "<BAH>1</BAH><ZFY>a & b</ZFY><XM><3</XM><JBDM>\x01I10</JBDM>",
        "<BAH>1</BAH><XM a='1'>\xE7\x8E\x8B</XM>",
    };
    struct pregroup_engine *engine = NULL;
    struct pregroup_config config = {.size = sizeof(config),
                                     .flags = PREGROUP_WITH_FIELDS};
    const struct pregroup_api *api = pregroup_get_api(PREGROUP_MAJOR);

    (void)state;
    assert_int_equal(api->open(&config, &engine, NULL), PREGROUP_OK);
    for (size_t i = 0; i < sizeof(insides) / sizeof(insides[0]); i++)
        same(engine, insides[i]);
    api->close(engine);
}

/* An element with attributes below LIMIT_DEPTH others was written behind the
 * end of a list on the stack. */
static void both_ways_at_the_limit_of_depth(void **state)
{
    struct pregroup_engine *engine = NULL;
    struct pregroup_config config = {.size = sizeof(config)};
    const struct pregroup_api *api = pregroup_get_api(PREGROUP_MAJOR);

    (void)state;
    assert_int_equal(api->open(&config, &engine, NULL), PREGROUP_OK);
    for (size_t i = 0; i < sizeof(innermost) / sizeof(innermost[0]); i++)
        for (unsigned deep = LIMIT_DEPTH - 3; deep <= LIMIT_DEPTH; deep++) {
            struct buffer inside = {0};
            buffer_string(&inside, "<BAH>1</BAH>");
            nest(&inside, deep, innermost[i]);
            same(engine, inside.data);
            buffer_free(&inside);
        }
    api->close(engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events),
        cmocka_unit_test(others),
        cmocka_unit_test(depth),
        cmocka_unit_test(both_ways),
        cmocka_unit_test(both_ways_at_the_limit_of_depth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
