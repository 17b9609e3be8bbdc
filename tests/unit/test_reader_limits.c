/* reader: long records, long everything else, in bounded memory. */
#include "reader-assert.h"

#include <sys/resource.h>

#include "base/limits.h"

/* ---- a source: head, `count` times `filler`, tail ----------------------- */

struct long_feed {
    struct text head, filler, tail;
    size_t count, at;
};

static char byte_of(const struct long_feed *f, size_t at)
{
    const size_t middle = f->count * f->filler.length;
    if (at < f->head.length)
        return f->head.at[at];
    at -= f->head.length;
    return at < middle ? f->filler.at[at % f->filler.length]
                       : f->tail.at[at - middle];
}

static ptrdiff_t long_read(void *context, void *out, size_t room)
{
    struct long_feed *f = context;
    const size_t length =
        f->head.length + f->count * f->filler.length + f->tail.length;
    size_t n = 0;
    for (; n < room && f->at < length; n++)
        ((char *)out)[n] = byte_of(f, f->at++);
    return (ptrdiff_t)n;
}

/* What is told of each slice, with at most 40 bytes of it. */
static void assert_long(struct text head, const char *filler, size_t count,
                        struct text tail, const char *expected)
{
    struct long_feed feed = {head, text_of(filler), tail, count, 0};
    struct kit kit;
    struct buffer out = {0};
    struct slice *slice = calloc(1, sizeof(*slice));
    struct reader *r =
        reader_open(kit_open(&kit),
                    (struct source){.read = long_read, .context = &feed}, 0);
    while (reader_next(r, slice)) {
        slice->bytes = text_cut(slice->bytes, 40);
        kit_slice(&out, slice);
    }
    assert_text(buffer_view(&out), expected);
    reader_close(r);
    buffer_free(&out);
    free(slice);
}

#define MEGABYTE ((size_t)1 << 20)

static void huge_attribute(void **state)
{
    (void)state;
    assert_long(
        TEXT("<D>\n<ROW BAH='1' X='"), "x", 100 * MEGABYTE,
        TEXT("'/>\n<ROW BAH='2'/></D>"),
        " #1 @4 line 2 dialect 0 utf-8 too long first: "
        "<ROW BAH='1' X='xxxxxxxxxxxxxxxxxxxxxxxx\n"
        " #2 @104857624 line 3 dialect 0 utf-8 whole: <ROW BAH='2'/>\n");
#if !defined(__SANITIZE_ADDRESS__)
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    assert_true(usage.ru_maxrss < 24 * 1024);
#endif
}

static void huge_element(void **state)
{
    (void)state;
    assert_long(TEXT("<D><R><BAH>1</BAH><X>"), "天下\n", 2 * MEGABYTE,
                TEXT("</X></R><R><BAH>2</BAH></R></D>"),
                " #1 @3 line 1 dialect 0 utf-8 too long first: "
                "<R><BAH>1</BAH><X>天下\n天下\n天下\n\n"
                " #2 @14680093 line 2097153 dialect 0 utf-8 whole: "
                "<R><BAH>2</BAH></R>\n");
}

static void huge_markup_before(void **state)
{
    static const char *const parts[][2] = {
        {"<!-- ", " --><D>"}, {"<D><![CDATA[", "]]>"}, {"<D><H x='", "'/>"},
        {"<D>", "</H>"},      {"<?p ", "?><D>"},       {"", "<D>"}};
    (void)state;
    for (size_t i = 0; i < COUNT(parts); i++) {
        struct buffer tail = {0};
        char expected[200];
        buffer_string(&tail, parts[i][1]);
        buffer_string(&tail, "<R><BAH>1</BAH></R></D>");
        const bool counts = i == 1 || i == 2 || i == 3;
        snprintf(expected, sizeof(expected),
                 " #1 @%lu line 1 dialect 0 utf-8 whole first%s: "
                 "<R><BAH>1</BAH></R>\n",
                 (unsigned long)(strlen(parts[i][0]) + strlen(parts[i][1]) +
                                 5 * MEGABYTE),
                 counts             ? " skipped 1"
                 : i == 0 || i == 4 ? " skipped 1"
                                    : "");
        assert_long(text_of(parts[i][0]), "x", 5 * MEGABYTE, buffer_view(&tail),
                    expected);
        buffer_free(&tail);
    }
}

/* Elements without a key for longer than the probe looks. */
static void late_records(void **state)
{
    (void)state;
    assert_long(TEXT("<D><H>"), "<a>1</a>", MEGABYTE / 2,
                TEXT("</H><R><BAH>1</BAH></R><R><BAH>2</BAH></R></D>"),
                " #1 @4194314 line 1 dialect 0 utf-8 whole first skipped "
                "524288: <R><BAH>1</BAH></R>\n"
                " #2 @4194333 line 1 dialect 0 utf-8 whole: "
                "<R><BAH>2</BAH></R>\n");
}

/* Many starts that each look like a new kind of record end in time. */
static void doubtful_records(void **state)
{
    struct long_feed feed = {TEXT("<D>"),
                             TEXT("<a BAH=''/><b BAH=''/><c><d BAH=''/>"),
                             TEXT("</D>"), MEGABYTE / 64, 0};
    struct kit kit;
    struct slice *slice = calloc(1, sizeof(*slice));
    struct reader *r =
        reader_open(kit_open(&kit),
                    (struct source){.read = long_read, .context = &feed}, 0);
    unsigned count = 0;
    (void)state;
    while (reader_next(r, slice))
        count++;
    assert_int_equal(count, MEGABYTE / 64 * 3);
    reader_close(r);
    free(slice);
}

static void a_host_may_want_less(void **state)
{
    (void)state;
    assert_read(TEXT("<D><R><BAH>1</BAH><X>12345678901234567890</X></R>"
                     "<R><BAH>2</BAH></R><R><BAH>3</BAH>12345678</R>"),
                ENCODING_NONE, 26,
                " #1 @3 line 1 dialect 0 utf-8 too long first: "
                "<R><BAH>1</BAH><X>12345678\n"
                " #2 @49 line 1 dialect 0 utf-8 whole: <R><BAH>2</BAH></R>\n"
                " #3 @68 line 1 dialect 0 utf-8 too long: "
                "<R><BAH>3</BAH>12345678</R\n");
    assert_read(TEXT("<D><R><BAH>1</BAH>天下天下</R>"), ENCODING_NONE, 20,
                " #1 @3 line 1 dialect 0 utf-8 too long first: "
                "<R><BAH>1</BAH>天\n");
    struct buffer in = {0};
    put_gb18030(&in, "<D><R><BAH>1</BAH>天下天下</R>");
    assert_read(buffer_view(&in), ENCODING_NONE, 18,
                " #1 @3 line 1 dialect 0 gb18030 too long first: "
                "<R><BAH>1</BAH>天\n");
    buffer_free(&in);
    assert_read(TEXT("<R><BAH>1</BAH></R>"), ENCODING_NONE, 19,
                " #1 @0 line 1 dialect 0 utf-8 whole first: "
                "<R><BAH>1</BAH></R>\n");
    assert_read(TEXT("<R><BAH>1</BAH></R "), ENCODING_NONE, 19,
                " #1 @0 line 1 dialect 0 utf-8 cut first: "
                "<R><BAH>1</BAH></R \n");
}

/* A record of 2 MB among small ones is whole. */
static void large_record(void **state)
{
    (void)state;
    assert_long(TEXT("<D><R><BAH>1</BAH></R><R><BAH>2</BAH><X>"), "<y>1</y>",
                MEGABYTE / 4, TEXT("</X></R><R><BAH>3</BAH></R></D>"),
                " #1 @3 line 1 dialect 0 utf-8 whole first: "
                "<R><BAH>1</BAH></R>\n"
                " #2 @22 line 1 dialect 0 utf-8 whole: "
                "<R><BAH>2</BAH><X><y>1</y><y>1</y><y>1</\n"
                " #3 @2097200 line 1 dialect 0 utf-8 whole: "
                "<R><BAH>3</BAH></R>\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(huge_attribute),
        cmocka_unit_test(huge_element),
        cmocka_unit_test(huge_markup_before),
        cmocka_unit_test(late_records),
        cmocka_unit_test(doubtful_records),
        cmocka_unit_test(a_host_may_want_less),
        cmocka_unit_test(large_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
