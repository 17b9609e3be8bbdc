/* options: the text by which a run is asked for things (plugin/options.h). */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "plugin/options.h"
#include "report/report.h"

/* The error of a text that is refused; "" after checking that it is not. */
static const char *error_of(const char *text, uint32_t *line)
{
    static struct pregroup_error err;
    struct options o = {0};
    pregroup_status st;

    err = (struct pregroup_error){.size = sizeof err};
    st = options_read(&o, text_of(text), &err);
    options_close(&o);
    assert_int_equal(st, err.status);
    *line = err.line;
    return err.text;
}

static void refused(const char *text, uint32_t line, const char *part)
{
    uint32_t told;
    const char *said = error_of(text, &told);
    char place[32];

    snprintf(place, sizeof place, "第 %u 行：", (unsigned)line);
    assert_int_equal(told, line);
    assert_non_null(strstr(said, place));
    if (strstr(said, part) != NULL)
        return;
    print_error("%s: %s\n", text, said);
    _fail(__FILE__, __LINE__);
}

static struct options taken(struct text text)
{
    struct pregroup_error err = {.size = sizeof err};
    struct options o = {0};

    options_read(&o, text, &err);
    assert_string_equal(err.text, "");
    return o;
}

static void every_name_fills_its_member(void **state)
{
    struct options o = taken(TEXT("stage=draft\nscore=yes\nwhy=yes\n"
                                  "what-if=procedures[2] first\n"
                                  "set=diagnoses[2].code:K35.800\n"
                                  "verified=SEX009\tA1\t-\t00000000000000fF\n"
                                  "record=yes\ndigest=yes\nwith-identity=yes\n"
                                  "only=rule=SEX*\nonly=department=0301\n"
                                  "skip=rule=SEX009\nskip=department=外科\n"
                                  "today=2025-04-01\nformat=tsv\n"));
    const struct field_change *changes;
    uint32_t count;

    (void)state;
    assert_true(o.quiet.draft && o.score && o.why && o.record);
    assert_true(o.with_identity && o.carriers);
    assert_int_equal(o.what_if_count, 1);
    assert_int_equal(o.what_if[0].list, LIST_PROCEDURES);
    assert_int_equal(o.what_if[0].row, 2);
    assert_true(o.what_if[0].first);
    changes = options_changes(&o, &count);
    assert_int_equal(count, 1);
    assert_int_equal(changes[0].list, LIST_DIAGNOSES);
    assert_int_equal(changes[0].row, 2);
    assert_text(changes[0].column, "code");
    assert_text(changes[0].value, "K35.800");
    assert_int_equal(o.quiet.verified.count, 1);
    assert_text(o.filter.only.rules.words[0], "SEX*");
    assert_text(o.filter.only.departments.words[0], "0301");
    assert_text(o.filter.skip.rules.words[0], "SEX009");
    assert_text(o.filter.skip.departments.words[0], "外科");
    assert_text(o.today, "2025-04-01");
    assert_int_equal(o.format, OPTIONS_TSV);
    assert_int_equal(options_report(&o), REPORT_FIELDS | REPORT_WHY |
                                             REPORT_WHAT_IF | REPORT_DIGEST);
    options_close(&o);
}

static void nothing_asks_for_nothing(void **state)
{
    const struct options nothing = {0};
    struct options o = taken(TEXT(""));

    (void)state;
    assert_memory_equal(&o, &nothing, sizeof o);
    o = taken(TEXT("\n\r\n\n"));
    assert_memory_equal(&o, &nothing, sizeof o);
    assert_int_equal(options_report(&o), 0);
    options_close(&o);
}

static void no_takes_yes_back(void **state)
{
    struct options o = taken(TEXT("score=yes\nwhy=yes\nscore=no\nrecord=no\n"));

    (void)state;
    assert_false(o.score || o.record);
    assert_true(o.why);
    options_close(&o);
}

static void of_one_value_the_last_counts(void **state)
{
    struct options o = taken(TEXT("today=2025-04-01\nformat=xml\n"
                                  "today=2024-02-29\nformat=json"));

    (void)state;
    assert_text(o.today, "2024-02-29");
    assert_int_equal(o.format, OPTIONS_JSON);
    options_close(&o);
}

static void repeated_names_add_up(void **state)
{
    struct options o = taken(TEXT("what-if=codes\n"
                                  "what-if=without diagnoses[3]\n"
                                  "what-if=procedures[2] first\n"
                                  "only=rule=A\nonly=rule=B\n"
                                  "verified=R\t1\t1\t0000000000000002\n"
                                  "verified=\nverified=# a comment\n"
                                  "verified=R\t1\t1\t0000000000000001\n"));
    const struct verified *v = &o.quiet.verified;

    (void)state;
    assert_int_equal(o.what_if_count, 2);
    assert_int_equal(o.what_if[0].list, LIST_DIAGNOSES);
    assert_false(o.what_if[0].first);
    assert_int_equal(o.filter.only.rules.count, 2);
    assert_text(o.filter.only.rules.words[1], "B");
    assert_int_equal(v->count, 2);
    assert_true(v->keys[0] < v->keys[1]);
    options_close(&o);
}

static void codes_alone_change_nothing(void **state)
{
    struct options o = taken(TEXT("what-if=codes\n"));

    (void)state;
    assert_true(o.carriers);
    assert_int_equal(o.what_if_count, 0);
    options_close(&o);
}

static void a_line_may_end_in_crlf_or_not_at_all(void **state)
{
    struct options o = taken(TEXT("stage=draft\r\nonly=rule=SEX009\r\n"
                                  "verified=R\t1\t1\t0000000000000001\r\n"
                                  "today=2025-04-01"));

    (void)state;
    assert_true(o.quiet.draft);
    assert_text(o.filter.only.rules.words[0], "SEX009");
    assert_int_equal(o.quiet.verified.count, 1);
    assert_text(o.today, "2025-04-01");
    options_close(&o);
}

static void an_unknown_name_is_told_with_its_line(void **state)
{
    (void)state;
    refused("stage=draft\n\nScore=yes\n", 3, "Score");
    refused("colour=yes", 1, "colour");
    refused("=yes", 1, "");
    refused("score\n", 1, "score");
    refused("score =yes\n", 1, "score ");
}

static void a_bad_value_is_told_with_its_line(void **state)
{
    static const char *const bad[] = {"stage=final",
                                      "score=1",
                                      "why=",
                                      "record=true",
                                      "format=csv",
                                      "today=today",
                                      "today=2025-02-29",
                                      "what-if=first",
                                      "only=SEX009",
                                      "skip=",
                                      "only=rule=",
                                      "what-if=procedures[0] first",
                                      "verified=SEX009 A1 1 00",
                                      "verified=R\t1\t1\t000000000000000g",
                                      "verified=R\t1\t1\t00000000000000001"};

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        char text[128], name[16];

        snprintf(text, sizeof text, "score=yes\r\n%s\r\nscore=no", bad[i]);
        snprintf(name, sizeof name, "%.*s", (int)strcspn(bad[i], "="), bad[i]);
        refused(text, 2, name);
    }
}

static void the_error_quotes_utf8_and_no_control_characters(void **state)
{
    uint32_t line;
    const char *said = error_of("stage=\x1B[1m\xC4\xE3", &line);

    (void)state;
    assert_non_null(strstr(said, "?[1m\xEF\xBF\xBD"));
}

static void a_field_that_the_pack_lacks_is_told_with_its_line(void **state)
{
    const struct pack none = {0};
    struct pregroup_error err = {.size = sizeof err};
    struct options o = taken(TEXT("set=diagnoses:2,1\n"));

    (void)state;
    assert_int_equal(options_suit(&o, &none, &err), PREGROUP_OK);
    options_close(&o);
    o = taken(TEXT("score=yes\n\nset=diagnoses[2].\x1B:1\nset=nosuch:2"));
    assert_int_equal(options_suit(&o, &none, &err), PREGROUP_E_ARG);
    assert_int_equal(err.line, 3);
    assert_string_equal(err.text,
                        "第 3 行：set：规则包没有字段 diagnoses[2].?");
    options_close(&o);
    o = (struct options){0};
    err = (struct pregroup_error){.size = sizeof err};
    options_set(&o, TEXT("set"), TEXT("nosuch:2"), &err);
    assert_int_equal(options_suit(&o, &none, &err), PREGROUP_E_ARG);
    assert_int_equal(err.line, 0);
    assert_string_equal(err.text, "set：规则包没有字段 nosuch");
    options_close(&o);
}

static void words_and_changes_are_limited(void **state)
{
    struct buffer text = {0};

    (void)state;
    for (unsigned i = 0; i <= FILTER_MAX; i++)
        buffer_string(&text, "skip=rule=SEX009\n");
    refused(text.data, FILTER_MAX + 1, "skip 太多");
    buffer_reset(&text);
    for (unsigned i = 0; i <= WHAT_IF_MAX; i++)
        buffer_string(&text, "what-if=procedures[2] first\n");
    refused(text.data, WHAT_IF_MAX + 1, "what-if 太多");
    buffer_free(&text);
}

/* The text is bytes and a length: nothing behind it is read, and nothing of it
 * once it was. */
static void the_text_is_not_needed_afterwards(void **state)
{
    static const char head[] = "only=department=";
    const size_t length = 1u << 20, whole = sizeof head - 1 + length;
    char *text = malloc(whole);
    struct options o;

    (void)state;
    memcpy(text, head, sizeof head - 1);
    memset(text + sizeof head - 1, 'x', length);
    o = taken((struct text){text, whole});
    memset(text, 0, whole);
    free(text);
    assert_int_equal(o.filter.only.departments.words[0].length, length);
    assert_int_equal(o.filter.only.departments.words[0].at[length - 1], 'x');
    options_close(&o);
}

static void ten_thousand_lines_are_read(void **state)
{
    struct buffer text = {0};
    struct options o;

    (void)state;
    for (unsigned i = 0; i < 10000; i++) {
        char line[64];

        snprintf(line, sizeof line, "verified=SEX009\tA%u\t1\t%016x\n", i, i);
        buffer_string(&text, line);
    }
    o = taken(buffer_view(&text));
    assert_int_equal(o.quiet.verified.count, 10000);
    for (size_t i = 1; i < 10000; i++)
        assert_true(o.quiet.verified.keys[i - 1] < o.quiet.verified.keys[i]);
    options_close(&o);
    buffer_string(&text, "nothing=1");
    refused(text.data, 10001, "nothing");
    buffer_free(&text);
}

static void a_text_beyond_the_limit_is_refused(void **state)
{
    struct pregroup_error err = {.size = sizeof err};
    struct options o = {0};

    (void)state;
    assert_int_equal(
        options_read(&o, (struct text){"", (size_t)BUFFER_MAX + 1}, &err),
        PREGROUP_E_LIMIT);
    assert_int_equal(options_read(&o, TEXT("x"), NULL), PREGROUP_E_ARG);
    options_close(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_name_fills_its_member),
        cmocka_unit_test(nothing_asks_for_nothing),
        cmocka_unit_test(no_takes_yes_back),
        cmocka_unit_test(of_one_value_the_last_counts),
        cmocka_unit_test(repeated_names_add_up),
        cmocka_unit_test(codes_alone_change_nothing),
        cmocka_unit_test(a_line_may_end_in_crlf_or_not_at_all),
        cmocka_unit_test(an_unknown_name_is_told_with_its_line),
        cmocka_unit_test(a_bad_value_is_told_with_its_line),
        cmocka_unit_test(the_error_quotes_utf8_and_no_control_characters),
        cmocka_unit_test(a_field_that_the_pack_lacks_is_told_with_its_line),
        cmocka_unit_test(words_and_changes_are_limited),
        cmocka_unit_test(the_text_is_not_needed_afterwards),
        cmocka_unit_test(ten_thousand_lines_are_read),
        cmocka_unit_test(a_text_beyond_the_limit_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
