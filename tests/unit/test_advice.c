/* Findings GRP001 to GRP006: when they come, when not, and what they name.
 * Expectations by hand. 51.2200 is gray in the kit. */
#define CITY_CODES                                                             \
    "<table system=\"diagnosis\" edition=\"d\" file=\"dx.csv\" code=\"code\" " \
    "name=\"name\"/><gray system=\"diagnosis\" file=\"dxgray.csv\" "           \
    "code=\"code\"/>"
#include "group-kit.h"

#include "group/advice.h"

#define DX_FILES                                                               \
    {"dx.csv",                                                                 \
     "code,name\nK80.100,总\nK80.101,甲\nK80.102,乙\nK80.103,丙\n"         \
     "K80.104,丁\nK80.105,戊\nK80.201,己\nK81.000,庚\nK81.001,辛\n"},          \
    {                                                                          \
        "dxgray.csv", "code\nK80.100\nK80.102\nK81.000\n"                      \
    }

struct advised {
    const char *diagnoses, *operations;
    const char *ids; /* of the findings in order, a blank behind each */
};

static void advise(struct city_run *run, const char *diagnoses,
                   const char *operations)
{
    const struct city_case c = {diagnoses, operations, NULL, NULL};

    city_group(run, &c);
    advice_run(&run->result);
}

static void expect_ids(const struct city *city, const struct advised *cases,
                       size_t count)
{
    struct city_run run;

    city_open(&run, city);
    for (size_t i = 0; i < count; i++) {
        char ids[128] = "";

        advise(&run, cases[i].diagnoses, cases[i].operations);
        for (uint32_t k = 0; k < run.result.finding_count; k++) {
            strncat(ids, run.result.findings[k].rule.at, 6);
            strcat(ids, " ");
        }
        assert_string_equal(ids, cases[i].ids);
    }
    city_close(&run, city);
}

static bool holds(struct text t, const char *part)
{
    return strstr(t.at, part) != NULL; /* all end with a NUL */
}

static void expect(const struct finding *f, const char *id, unsigned severity,
                   uint32_t index)
{
    assert_text(f->rule, id);
    assert_int_equal(f->severity, severity);
    assert_int_equal(f->index, index);
    assert_true(f->value_known);
    assert_true(f->basis.length > 0);
}

/* ---- GRP001 ---------------------------------------------------------------
 */

/* L is entered; the others only name operations. */
static const char one_row[] = CITY_HEAD "L,core,K80.1,51.2300,,1,\n"
                                        "M,core,A01.0,47.0100,,1,\n"
                                        "N,core,A02.0,36.0700,,1,\n"
                                        "O,core,A03.0,51.8700x001,,1,\n"
                                        "P,core,A04.0,51.2200,,1,\n";
static const struct city plain = {
    NULL, "<grouping/>", {{"groups.csv", one_row}, DX_FILES}};

static void gray_codes_are_named_once(void **state)
{
    static const struct advised cases[] = {
        {"K80.100", "51.2300", "GRP001 "},
        {"K80.101", "51.2300", ""},
        {"K80.101 K80.100", "51.2300", ""},
        {"K80.100", "51.2300 51.2200", "GRP001 GRP002 "},
        {"K80.101", "51.2300 51.2200", "GRP001 GRP002 "},
        {"K81.000", "", "GRP001 "},
        {"", "", ""},
    };

    (void)state;
    expect_ids(&plain, cases, COUNT(cases));
}

static void gray_diagnoses_name_detailed_ones(void **state)
{
    struct city_run run;
    const struct finding *f;

    (void)state;
    city_open(&run, &plain);
    advise(&run, "K80.100", "51.2300 51.2200");
    f = &run.result.findings[0];
    expect(f, "GRP001", SEVERITY_WARNING, 1);
    assert_true(holds(f->message, "主要诊断 K80.100（总）"));
    assert_true(holds(f->message, "共 2 个"));
    assert_true(holds(f->basis, "灰码表“dxgray.csv”第 2 行"));
    assert_true(holds(f->advice,
                      "K80.101（甲）、K80.103（丙）、K80.104（丁） 等 4 个"));
    assert_false(holds(f->advice, "K80.102"));
    advise(&run, "K81.000", "");
    assert_true(holds(run.result.findings[0].advice, "K81.001（辛）"));
    advise(&run, "K80.101", "51.2300 51.2200");
    expect(&run.result.findings[0], "GRP001", SEVERITY_INFO, 2);
    city_close(&run, &plain);
}

static void gray_operations_that_are_ignored_warn(void **state)
{
    static const struct city city = {NULL,
                                     "<grouping gray=\"ignored\"/>",
                                     {{"groups.csv", one_row}, DX_FILES}};
    struct city_run run;

    (void)state;
    city_open(&run, &city);
    advise(&run, "K80.101", "51.2200 51.2300");
    assert_int_equal(run.result.finding_count, 1);
    expect(&run.result.findings[0], "GRP001", SEVERITY_WARNING, 1);
    city_close(&run, &city);
}

/* ---- GRP002, GRP004 -------------------------------------------------------
 */

static void operations_left_over_are_named(void **state)
{
    static const struct advised cases[] = {
        {"K80.101", "51.2300", ""},
        {"K80.101", "51.2300 47.0100", "GRP002 "},
        {"K80.101", "51.2300 36.0700", "GRP002 "},
        {"K80.101", "51.2300 99.1500", ""},
        {"K80.101", "51.2300 88.5500", ""},
        {"K80.101", "51.2300 00.4500", ""},
        {"K80.101", "51.2300 45.7300", ""}, /* no row names it */
        {"K80.101", "47.0100", ""},
    };
    struct city_run run;
    const struct finding *f;

    (void)state;
    expect_ids(&plain, cases, COUNT(cases));
    city_open(&run, &plain);
    advise(&run, "K80.101", "51.2300 99.1500 47.0100 51.8700x001");
    f = &run.result.findings[0];
    assert_int_equal(run.result.finding_count, 1);
    expect(f, "GRP002", SEVERITY_INFO, 3);
    assert_true(holds(f->message, "47.0100 没有用在所入的病种 L "));
    assert_true(holds(f->message, "共 2 项"));
    assert_false(holds(f->message, "M"));
    assert_true(holds(f->basis, "“groups.csv”第 2 行"));
    city_close(&run, &plain);
}

static void the_principal_operation_should_be_of_the_row(void **state)
{
    static const struct advised cases[] = {
        {"K80.101", "51.2300 88.5500", ""},
        {"K80.101", "88.5500 51.2300", ""}, /* OPR049 tells it */
        {"K80.101", "99.1500 51.2300", "GRP004 "},
        {"K80.101", "99.1500 51.2300 51.8700x001", "GRP004 GRP002 "},
        {"K80.101", "47.0100 51.2300", "GRP002 "}, /* no class above it */
        {"A02.000", "51.2300 36.0700", "GRP002 "}, /* surgery before stent */
    };
    struct city_run run;
    const struct finding *f;

    (void)state;
    expect_ids(&plain, cases, COUNT(cases));
    city_open(&run, &plain);
    advise(&run, "K80.101", "99.1500 88.5500 51.2300");
    f = &run.result.findings[0];
    expect(f, "GRP004", SEVERITY_WARNING, 1);
    assert_true(holds(f->message, "第一条手术操作是 99.1500"));
    assert_true(holds(f->message, "第 3 条 51.2300"));
    assert_true(holds(f->message, "的类别更高"));
    city_close(&run, &plain);
}

/* ---- GRP003 ---------------------------------------------------------------
 */

#define WITH_COMPREHENSIVE                                                     \
    "<grouping><comprehensive dx-key=\"3\">" CITY_SUFFIXES "</comprehensive>"  \
    "<layers>core comprehensive</layers></grouping>"
#define REST "K80-S,comprehensive,K80,,,1,\nK80-N,comprehensive,K80,,,1,\n"

static const struct city mixed = {
    NULL,
    WITH_COMPREHENSIVE,
    {{"groups.csv", CITY_HEAD "A,core,K80.1,51.2300,47.0100,2,\n"
                              "B,core,K80.1,51.8800x003,,3,\n"
                              "C,core,K80.1,51.2300,99.1500,9,\n" REST},
     DX_FILES}};

static void rows_missed_by_one_part_are_named(void **state)
{
    static const struct advised cases[] = {
        {"K80.101", "51.2300", "GRP003 "},  {"K80.101", "47.0100", "GRP003 "},
        {"K80.101", "47.0100 51.2400", ""}, /* 51.24 instead of 51.23 */
        {"K80.101", "51.8700x001", ""},     /* no part is met */
        {"K80.101", "54.5100x009", ""},     {"K80.101", "", ""},
        {"K80.201", "51.2300", ""},         {"K80.101", "51.2300 47.0100", ""},
    };
    struct city_run run;
    const struct finding *f;

    (void)state;
    expect_ids(&mixed, cases, COUNT(cases));
    city_open(&run, &mixed);
    advise(&run, "K80.101", "51.2300");
    f = &run.result.findings[0];
    expect(f, "GRP003", SEVERITY_INFO, 1);
    assert_true(holds(f->message, "K80-S；同一诊断的病种 A 只差一项"));
    assert_true(holds(f->message, "没有相关操作 47.0100"));
    assert_true(holds(f->message, "共 2 行"));
    assert_true(holds(f->basis, "第 2 行"));
    city_close(&run, &mixed);
}

static void the_principal_operation_is_asked_too(void **state)
{
    static const struct city city = {
        "<catalogue file=\"groups.csv\" operation=\"principal\">" CITY_COLUMNS
        "</catalogue>",
        WITH_COMPREHENSIVE,
        {{"groups.csv", CITY_HEAD "A,core,K80.1,51.2300,47.0100,2,\n" REST},
         DX_FILES}};
    static const struct advised cases[] = {
        {"K80.101", "51.2300 93.9000", "GRP003 "},
        {"K80.101", "93.9000 51.2300", ""},
    };

    (void)state;
    expect_ids(&city, cases, COUNT(cases));
}

/* ---- GRP005 ---------------------------------------------------------------
 */

static void excluded_diagnoses_name_others(void **state)
{
    static const struct city city = {
        NULL,
        "<grouping><exclude system=\"diagnosis\" file=\"never.csv\" "
        "code=\"code\"/></grouping>",
        {{"groups.csv", one_row},
         DX_FILES,
         {"never.csv", "code\nK80.101\nK80.103\nK81.001\n"}}};
    static const struct advised cases[] = {
        {"K80.101", "51.2300", "GRP005 "},
        {"K80.104", "51.2300", ""},
        {"K81.001", "", "GRP005 "},
        {"K80.104 K80.101", "51.2300", ""},
    };
    struct city_run run;
    const struct finding *f;

    (void)state;
    expect_ids(&city, cases, COUNT(cases));
    city_open(&run, &city);
    advise(&run, "K80.101", "51.2300");
    f = &run.result.findings[0];
    expect(f, "GRP005", SEVERITY_INFO, 1);
    assert_true(holds(f->advice, "：K80.104（丁）、K80.105（戊）；"));
    assert_true(holds(f->basis, "“never.csv”第 2 行"));
    advise(&run, "K81.001", "");
    assert_true(holds(run.result.findings[0].advice, "没有可以入组的编码"));
    city_close(&run, &city);
}

/* ---- GRP006 ---------------------------------------------------------------
 */

static void a_simple_operation_before_a_real_one_is_told(void **state)
{
    static const struct city city = {
        NULL,
        "<grouping><exclude system=\"procedure\" file=\"some.csv\" "
        "code=\"code\" role=\"how\"/></grouping>",
        {{"groups.csv", CITY_HEAD "N,core,K80.1,,,1,\n"
                                  "L,core,K80.1,51.2300,,1,\n"},
         DX_FILES,
         {"some.csv", "code,how\n99.1500,conservative\n"
                      "93.9000,not-principal\n54.5100x009,conservative\n"}}};
    static const struct advised cases[] = {
        {"K80.101", "99.1500 51.2300", "GRP006 "},
        {"K80.101", "99.1500 36.0700", "GRP006 "},
        {"K80.101", "93.9000 99.1500 51.2300", "GRP006 "},
        {"K80.101", "99.1500", ""},
        {"K80.101", "99.1500 88.5500", ""},
        {"K80.101", "99.1500 54.5100x009", ""},
        {"K80.101", "51.2300 99.1500", ""},
        {"K80.101", "93.9000 51.2300", ""},
    };
    struct city_run run;
    const struct finding *f;

    (void)state;
    expect_ids(&city, cases, COUNT(cases));
    city_open(&run, &city);
    advise(&run, "K80.101", "93.9000 99.1500 88.5500 51.2300 47.0100");
    f = &run.result.findings[0];
    expect(f, "GRP006", SEVERITY_WARNING, 2);
    assert_true(
        holds(f->message, "99.1500 按保守治疗入组，第 4 条 51.2300 是"));
    assert_true(holds(f->basis, "“some.csv”第 2 行"));
    city_close(&run, &city);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gray_codes_are_named_once),
        cmocka_unit_test(gray_diagnoses_name_detailed_ones),
        cmocka_unit_test(gray_operations_that_are_ignored_warn),
        cmocka_unit_test(operations_left_over_are_named),
        cmocka_unit_test(the_principal_operation_should_be_of_the_row),
        cmocka_unit_test(rows_missed_by_one_part_are_named),
        cmocka_unit_test(the_principal_operation_is_asked_too),
        cmocka_unit_test(excluded_diagnoses_name_others),
        cmocka_unit_test(a_simple_operation_before_a_real_one_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
