/*
 * Every allocation fails once: the plugin's face either does its work or says
 * E_NOMEM, and leaves nothing behind.
 *
 * The program is linked with --wrap, so malloc, calloc, realloc and free of
 * our own objects come here; libxml2 is led here by xmlMemSetup.
 */
#include "unit.h"

#include <libxml/parser.h>
#include <libxml/xmlmemory.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "builtin.h"
#include "pregroup/pregroup.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void __real_free(void *old);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
void __wrap_free(void *old);

static long until_failure = -1; /* allocations that still succeed; -1 all */
static long live;
static int failed;

static int fails_now(void)
{
    if (until_failure < 0)
        return 0;
    if (until_failure-- > 0)
        return 0;
    until_failure = -1;
    failed = 1;
    return 1;
}

void *__wrap_malloc(size_t size)
{
    void *p = fails_now() ? NULL : __real_malloc(size);

    live += p != NULL;
    return p;
}

void *__wrap_calloc(size_t count, size_t size)
{
    void *p = fails_now() ? NULL : __real_calloc(count, size);

    live += p != NULL;
    return p;
}

void *__wrap_realloc(void *old, size_t size)
{
    void *p = fails_now() ? NULL : __real_realloc(old, size);

    live += p != NULL && old == NULL;
    return p;
}

void __wrap_free(void *old)
{
    live -= old != NULL;
    __real_free(old);
}

static char *copy_string(const char *s)
{
    const size_t n = strlen(s) + 1;
    char *copy = __wrap_malloc(n);

    return copy != NULL ? memcpy(copy, s, n) : NULL;
}

static const char PAGE[] =
    "<DATA><RECORD><BAH>T1</BAH><ZYCS>1</ZYCS><XM>测试甲</XM><XB>1</XB>"
    "<YLFKFS>1</YLFKFS><CSRQ>19560312</CSRQ><RYSJ>20240601</RYSJ>"
    "<CYSJ>20240608</CYSJ><SJZYTS>9</SJZYTS><ZYZD>不稳定型心绞痛</ZYZD>"
    "<JBDM>i20.000</JBDM><RYBQ>1</RYBQ><JBDM1>O80.000</JBDM1>"
    "<ZD><QTZD>a & b</QTZD></ZD>"
    "<SSJCZBM1>36.0700x004</SSJCZBM1><SSJCZRQ1>20240603</SSJCZRQ1>"
    "<ZFY>35,210.50</ZFY><ZFJE>8123.40</ZFJE></RECORD>"
    "<RECORD><BAH>T2</BAH><XM>测试乙</RECORD></DATA>";

static const char MESSAGES[] =
    "{\"setlinfo\":{\"medcasno\":\"T1\",\"gend\":\"1\",\"hi_type\":310},"
    "\"diseinfo\":[{\"diag_type\":\"1\",\"diag_code\":\"I10.x00\"},"
    "{\"maindiag_flag\":\"1\",\"diag_code\":\"i20.000\"}],"
    "\"oprninfo\":{\"oprn_oprt_code\":\"36.0700x004\"}}"
    "{\"setlinfo\":{\"medcasno\":\"T2\" \"gend\":\"1\"}}";

static const struct text PAGES[] = {{PAGE, sizeof(PAGE) - 1},
                                    {MESSAGES, sizeof(MESSAGES) - 1}};

static FILE *said_file; /* what runs print */

/* The same by a session, which then has to be as good as new. */
static pregroup_status run_session(const struct pregroup_api *api,
                                   struct pregroup_engine *engine,
                                   const struct pregroup_input *in,
                                   struct pregroup_error *err)
{
    struct pregroup_session *session = NULL;
    const struct pregroup_result *result = NULL;
    pregroup_status st = api->session_open(
        engine, "verified=REQ001\t1\t\t0123456789abcdef\nformat=xml\n",
        &session, err);

    for (int i = 0; i < 2 && st == PREGROUP_OK; i++)
        st = api->session_run(session, in, &result, err);
    assert_true((st == PREGROUP_OK) == (result != NULL));
    api->session_close(session);
    return st;
}

static pregroup_status run_all(struct text page)
{
    const struct pregroup_api *api = pregroup_get_api(PREGROUP_MAJOR);
    struct pregroup_config config = {.size = sizeof(config),
                                     .flags = PREGROUP_WITH_FIELDS};
    struct pregroup_input in = {
        .size = sizeof(in), .data = page.at, .length = page.length};
    struct pregroup_error err = {.size = sizeof(err)};
    struct pregroup_engine *engine = NULL;
    struct pregroup_result *result = NULL;
    const int kept = dup(STDERR_FILENO);
    pregroup_status st;

    dup2(fileno(said_file), STDERR_FILENO);
    st = api->open(&config, &engine, &err);
    if (st == PREGROUP_OK)
        st = api->run(engine, &in, &result, &err);
    if (st == PREGROUP_OK)
        st = run_session(api, engine, &in, &err);
    dup2(kept, STDERR_FILENO);
    close(kept);
    if (st == PREGROUP_OK)
        assert_true(api->result_records(result) <= 2);
    api->result_free(result);
    api->close(engine);
    return st;
}

/* A file of the tree; the caller frees it. */
static char *page_of(const char *name)
{
    const char *const tree = getenv("srcdir");
    char path[4096];
    char *page = calloc(1, 1 << 20);
    FILE *f;

    snprintf(path, sizeof(path), "%s/%s", tree != NULL ? tree : ".", name);
    f = fopen(path, "rb");
    assert_true(page != NULL && f != NULL);
    assert_true(fread(page, 1, (1 << 20) - 1, f) > 0);
    fclose(f);
    return page;
}

static int start(void **state)
{
    (void)state;
    said_file = tmpfile();
    if (said_file == NULL)
        return -1;
    xmlMemSetup(__wrap_free, __wrap_malloc, __wrap_realloc, copy_string);
    xmlInitParser();
    for (size_t i = 0; i < COUNT(PAGES); i++) /* warm: tables made once */
        if (run_all(PAGES[i]) != PREGROUP_OK)
            return -1;
    return 0;
}

static void fail_each(struct text page)
{
    long before, n = 0;

    xmlResetLastError(); /* libxml2 keeps a copy of the last error a thread */
    before = live;
    do {
        pregroup_status st;
        failed = 0;
        until_failure = n++;
        st = run_all(page);
        until_failure = -1;
        assert_true(st == PREGROUP_OK || st == PREGROUP_E_NOMEM);
        if (!failed)
            assert_int_equal(st, PREGROUP_OK);
        xmlResetLastError();
        assert_int_equal(live, before);
    } while (failed);
    assert_true(n > 20); /* it did allocate */
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    fail_each(PAGES[0]);
}

/* A document by paths, through libxml2 and the tree. */
static void also_those_of_a_document(void **state)
{
    char *const page = page_of("tests/dialects/western.cda.xml");

    (void)state;
    fail_each(text_of(page));
    free(page);
}

/* UTF-16 has a buffer of its own; so has what is mended in GB18030. */
static void also_those_of_other_encodings(void **state)
{
    static const char gb18030[] =
        "<DATA><RECORD><BAH>1 & 2</BAH><XM>\xB2\xE2\xCA\xD4\xFF</XM>"
        "<JBDM>I20.000</JBDM></RECORD></DATA>";
    char utf16[2 * sizeof(PAGE)];
    size_t length = 0;

    (void)state;
    fail_each((struct text){gb18030, sizeof(gb18030) - 1});
    for (size_t i = 0; i + 1 < sizeof(PAGE); i++) {
        utf16[length++] = (PAGE[i] & 0x80) == 0 ? PAGE[i] : '?';
        utf16[length++] = '\0';
    }
    fail_each((struct text){utf16, length});
}

static void nothing_is_printed(void **state)
{
    char said[256] = "";

    (void)state;
    rewind(said_file);
    assert_int_equal(fread(said, 1, sizeof(said) - 1, said_file), 0);
    assert_string_equal(said, "");
}

static void also_those_of_jansson(void **state)
{
    (void)state;
    fail_each(PAGES[1]);
}

static void nothing_is_lost_in_silence(void **state)
{
    /* A failure that is not told must not have changed the answer. */
    const struct pregroup_api *api = pregroup_get_api(PREGROUP_MAJOR);
    struct pregroup_config config = {.size = sizeof(config)};
    struct pregroup_input in = {
        .size = sizeof(in), .data = PAGE, .length = sizeof(PAGE) - 1};
    struct pregroup_engine *engine = NULL;
    struct pregroup_result *whole = NULL;
    char expected[65536], got[65536];
    uint64_t length = sizeof(expected);

    (void)state;
    assert_int_equal(api->open(&config, &engine, NULL), PREGROUP_OK);
    assert_int_equal(api->run(engine, &in, &whole, NULL), PREGROUP_OK);
    assert_int_equal(api->result_text(whole, expected, &length), PREGROUP_OK);
    api->result_free(whole);
    failed = 1;
    for (long n = 0; failed; n++) {
        struct pregroup_result *result = NULL;
        failed = 0;
        until_failure = n;
        if (api->run(engine, &in, &result, NULL) == PREGROUP_OK) {
            until_failure = -1;
            length = sizeof(got);
            assert_int_equal(api->result_text(result, got, &length),
                             PREGROUP_OK);
            assert_string_equal(got, expected);
        }
        until_failure = -1;
        api->result_free(result);
    }
    api->close(engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(also_those_of_jansson),
        cmocka_unit_test(also_those_of_a_document),
        cmocka_unit_test(also_those_of_other_encodings),
        cmocka_unit_test(nothing_is_lost_in_silence),
        cmocka_unit_test(nothing_is_printed),
    };

    return cmocka_run_group_tests(tests, start, NULL);
}
