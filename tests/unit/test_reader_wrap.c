/* reader: messages that stand as text in another message. */
#include "json-kit.h"
#include "reader-assert.h"

#include "input/json/json-read.h"

/* A pack whose dialects know pages by BAH, and one that knows messages by n.k.
 */
static const struct pack *encoded_kit_open(struct kit *kit);
static const struct pack *(*const kits[])(struct kit *) = {
    kit_open, json_kit_open, encoded_kit_open};
enum { PAGES, MESSAGES, ENCODED };

/* The slices' lines and bytes, one a line; the same for every size of step. */
static void assert_found(int pages, const char *in, const char *expected)
{
    static const char *const words[] = {"", "cut ", "long ", "nothing"};
    static const size_t steps[] = {0, 1, 3, 13};

    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        struct kit kit;
        struct feed feed = {.bytes = text_of(in), .step = steps[i]};
        struct buffer out = {0};
        struct slice *slice = calloc(1, sizeof(*slice));
        struct reader *r =
            reader_open(kits[pages](&kit), feed_source(&feed), 0);
        while (reader_next(r, slice)) {
            kit_number(&out, "", slice->line);
            buffer_char(&out, ' ');
            buffer_string(&out, words[slice->trouble]);
            if (slice->trouble != SLICE_NOTHING)
                buffer_text(&out, slice->bytes);
            buffer_char(&out, '\n');
        }
        assert_text(buffer_view(&out), expected);
        reader_close(r);
        buffer_free(&out);
        free(slice);
    }
}

#define ONE "<R><BAH>1</BAH></R>"
#define TWO "<R><BAH>2</BAH></R>"
#define QUOTED_ONE "\"<D><R a=\\\"1\\\"><BAH>1<\\/BAH></R></D>\""

static void pages_in_markup(void **state)
{
    (void)state;
    assert_found(PAGES,
                 "<E>\n<X><![CDATA[\n <?xml?><D>" ONE TWO "</D>]]></X></E>",
                 " 3 " ONE "\n 3 " TWO "\n");
    assert_found(PAGES,
                 "<E><X>&lt;D&gt;&#60;R>\n&lt;BAH a=&quot;&amp;lt;&quot;/&gt;"
                 "&lt;/R&gt;</X></E>",
                 " 1 <R>\n<BAH a=\"&lt;\"/></R>\n");
    /* sections one behind the other, one that holds another, one escaped */
    assert_found(
        PAGES, "<E><X><![CDATA[" ONE "]]></X>\n<X><![CDATA[" TWO "]]></X></E>",
        " 1 " ONE "\n 2 " TWO "\n");
    assert_found(
        PAGES, "<E><![CDATA[<R><BAH><![CDATA[1]]]]><![CDATA[></BAH></R>]]></E>",
        " 1 <R><BAH><![CDATA[1]]></BAH></R>\n");
    assert_found(PAGES, "<E><![CDATA[&lt;R>&lt;BAH>1&lt;/BAH>&lt;/R>]]></E>",
                 " 1 " ONE "\n");
    /* what is none: text that only begins so, and what follows it */
    assert_found(PAGES,
                 "<E><N>{a}</N><N>[b]</N><N>&lt;c</N><N><![CDATA[<d]]></N>" ONE
                 "</E>",
                 " 1 " ONE "\n");
    /* a new line that is written as a reference is none of the file */
    assert_found(PAGES,
                 "<E><X>&lt;R>&#10;&lt;BAH>1&#xA;2&lt;/BAH>&lt;/R></X></E>",
                 " 1 <R> <BAH>1\r2</BAH></R>\n");
}

static void pages_in_strings(void **state)
{
    (void)state;
    assert_found(PAGES, "{\"a\":{\"b\":[" QUOTED_ONE "]}}",
                 " 1 <R a=\"1\"><BAH>1</BAH></R>\n");
    assert_found(
        PAGES, "{\"x\":\"<\"}\n{\"x\":" QUOTED_ONE "}\n{\"x\":" QUOTED_ONE "}",
        " 2 <R a=\"1\"><BAH>1</BAH></R>\n"
        " 3 <R a=\"1\"><BAH>1</BAH></R>\n");
    assert_found(
        PAGES,
        "{\"x\":\" \\n\\u003cR\\u003e\\n<BAH>\\u4e00\\ud83d\\ude00\\n</BAH></R>\"}",
        " 1 <R> <BAH>\xE4\xB8\x80\xF0\x9F\x98\x80\r</BAH></R>\n");
    assert_found(PAGES, "{\"x\":\"&lt;R>&lt;BAH>1&lt;/BAH>&lt;/R>\"}",
                 " 1 " ONE "\n");
}

static void messages_in_messages(void **state)
{
    (void)state;
    assert_found(MESSAGES, "{\"a\":\"{\\\"n\\\":{\\\"k\\\":1}}\"}",
                 " 1 {\"n\":{\"k\":1}}\n");
    assert_found(MESSAGES,
                 "<E>\n<X>{\"n\":{\"k\":1}}</X><X>{\"n\":{\"k\":2}}</X></E>",
                 " 2 {\"n\":{\"k\":1}}\n 2 {\"n\":{\"k\":2}}\n");
    assert_found(MESSAGES, "<E><X><![CDATA[[{\"n\":{\"k\":1}}]]]></X></E>",
                 " 1 {\"n\":{\"k\":1}}\n");
    /* a string that is no message does not hide the message around it */
    assert_found(
        MESSAGES, "{\"a\":\"{\\\"k\\\":1}\",\"b\":\"<n>\",\"n\":{\"k\":2}}",
        " 1 {\"a\":\"{\\\"k\\\":1}\",\"b\":\"<n>\",\"n\":{\"k\":2}}\n");
}

static void one_level_and_no_more(void **state)
{
    (void)state;
    assert_found(PAGES, "<E><X>&lt;F>&amp;lt;R>&amp;lt;BAH/></X></E>",
                 " 1 nothing\n");
    assert_found(PAGES, "<E><X><![CDATA[{\"x\":\"<R><BAH/></R>\"}]]></X></E>",
                 " 1 nothing\n");
    /* where there are records they are all that counts */
    assert_found(PAGES, "<E>" ONE TWO "<X><![CDATA[" TWO "]]></X></E>",
                 " 1 " ONE "\n 1 " TWO "\n");
}

static void what_is_cut_is_told(void **state)
{
    (void)state;
    assert_found(PAGES, "<E><X><![CDATA[" ONE "<R><BAH>2</BAH>",
                 " 1 " ONE "\n 1 cut <R><BAH>2</BAH>\n");
    assert_found(PAGES, "<E><X><![CDATA[<R><BAH>2</BAH>]]></X></E>",
                 " 1 cut <R><BAH>2</BAH>\n");
    assert_found(PAGES, "{\"x\":\"<R><BAH>2</BAH>\\u",
                 " 1 cut <R><BAH>2</BAH>\\u\n");
}

/* A dialect says that the text of XB is a message in base64. */
static const struct pack *encoded_kit_open(struct kit *kit)
{
    kit_open(kit);
    kit->dialects[1].encoded = (struct pack_text){5, 2};
    return &kit->pack;
}

/* `<R><BAH>1</BAH></R>` and a new line, in lines and with signs of addresses.
 */
static void base64_where_it_is_declared(void **state)
{
    (void)state;
    assert_found(
        ENCODED,
        "<E><N>UFJFPg==</N>\n<XB>PFI+PEJBSD4x\nPC9CQUg+PC9SPgo=</XB></E>",
        " 2 " ONE "\n");
    assert_found(ENCODED, "{\"XB\":\"PFI-PEJBSD4xPC9CQUg-PC9SPg\"}",
                 " 1 " ONE "\n");
    assert_found(ENCODED, "{\"Y\":\"PFI+PEJBSD4xPC9CQUg+PC9SPg==\"}",
                 " 1 nothing\n");
    /* in the message: by an attribute, beside the text, before it or behind */
    assert_found(PAGES,
                 "<E><N e='x'>UFJFPg==</N>\n<Y e='Base64'>"
                 "PFI+PEJBSD4xPC9CQUg+PC9SPgo=</Y></E>",
                 " 2 " ONE "\n");
    assert_found(PAGES,
                 "<E><N>BASE64</N><Y>PFI+PEJBSD4xPC9CQUg+PC9SPgo=</Y></E>",
                 " 1 " ONE "\n");
    assert_found(PAGES,
                 "<E><Y><![CDATA[77u/PFI+PEJBSD4xPC9CQUg+PC9SPgo=]]></Y>"
                 "<N>base64</N></E>",
                 " 1 " ONE "\n");
    assert_found(PAGES, "<E><Y>PFI+PEJBSD4xPC9CQUg+PC9SPgo=</Y></E>",
                 " 1 nothing\n");
    assert_found(PAGES,
                 "{\"c\":\"base64\",\"Y\":\"PFI+PEJBSD4xPC9CQUg+PC9SPg==\"}",
                 " 1 " ONE "\n");
    assert_found(PAGES,
                 "{\"Y\":\"PFI+PEJBSD4xPC9CQUg+PC9SPg==\",\"c\":\"base64\"}",
                 " 1 " ONE "\n");
    assert_found(ENCODED, "<E><XB>no message</XB><XB>====</XB></E>",
                 " 1 nothing\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_in_markup),
        cmocka_unit_test(pages_in_strings),
        cmocka_unit_test(messages_in_messages),
        cmocka_unit_test(one_level_and_no_more),
        cmocka_unit_test(what_is_cut_is_told),
        cmocka_unit_test(base64_where_it_is_declared),
    };

    if (!json_readable()) {
        puts("SKIP test_reader_wrap: this build reads no JSON");
        return 0;
    }

    return cmocka_run_group_tests(tests, NULL, NULL);
}
