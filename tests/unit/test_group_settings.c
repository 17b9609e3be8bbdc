/* Grouping: exclusions, gray codes, orders of picking, and faults. */
#include "group-cases.h"

/* ---- operations that take no part -----------------------------------------
 */

static void dropped_operations_are_not_seen(void **state)
{
    static const struct city city = {
        NULL,
        "<grouping><exclude system=\"procedure\" file=\"out.csv\" "
        "code=\"code\"/><exclude system=\"procedure\" file=\"all.csv\" "
        "code=\"code\" match=\"prefix\"/></grouping>",
        {{"groups.csv", stones},
         {"out.csv", "code\n51.2300\n"},
         {"all.csv", "code\n51.87\n"}}};
    static const struct city_case cases[] = {
        {"K80.100", "51.2300 51.8800x003", NULL, "E"},
        {"K80.100", "51.2300", NULL, NULL},
        {"K80.100", "51.8700x001", NULL, NULL},
    };

    (void)state;
    CITY_EXPECT(&city, cases);
}

/* 51.2200 is gray in the kit. */
static void gray_operations_may_be_ignored(void **state)
{
    static const char rows[] = CITY_HEAD "G,core,K80.1,51.2200,,2,\n"
                                         "L,core,K80.1,51.2300,,1,\n";
    static const struct city used = {
        NULL, "<grouping/>", {{"groups.csv", rows}}};
    static const struct city ignored = {
        NULL, "<grouping gray=\"ignored\"/>", {{"groups.csv", rows}}};
    static const struct city_case first[] = {
        {"K80.100", "51.2200 51.2300", NULL, "G"}};
    static const struct city_case second[] = {
        {"K80.100", "51.2200 51.2300", NULL, "L"},
        {"K80.100", "51.2200", NULL, NULL}};

    (void)state;
    CITY_EXPECT(&used, first);
    CITY_EXPECT(&ignored, second);
}

static void excluded_diagnoses_say_where(void **state)
{
    static const struct city city = {
        NULL,
        "<grouping><exclude system=\"diagnosis\" file=\"never.csv\" "
        "code=\"code\"/></grouping>",
        {{"groups.csv", stones}, {"never.csv", "code\nA09.900\nK80.100\n"}}};
    const struct city_case c = {"K80.100", "51.2300", NULL, NULL};
    const struct city_case other = {"K80.100x001", "51.2300", NULL, "L"};
    struct city_run run;
    const struct grouping *g;

    (void)state;
    city_open(&run, &city);
    g = city_group(&run, &c);
    assert_int_equal(g->status, GROUPING_EXCLUDED);
    assert_text(g->why[0], "主要诊断 K80.100 列在“never.csv”第 3 行，不能作为"
                           "主要诊断入组");
    city_close(&run, &city);
    city_expect(&city, &other, 1);
}

/* ---- the cities' own filters ----------------------------------------------
 */

static void a_full_code_beats_its_beginning(void **state)
{
    static const struct city city = {
        NULL,
        "<grouping op-match=\"prefix\"><pick>exact-code surgery-score score"
        "</pick></grouping>",
        {{"groups.csv", CITY_HEAD "P,core,I20.0,36.07,,9,\n"
                                  "F,core,I20.0,36.0700x002,,1,\n"}}};
    static const struct city_case cases[] = {
        {"I20.000", "36.0700x002", NULL, "F"},
        {"I20.000", "36.0700", NULL, "P"},
    };

    (void)state;
    CITY_EXPECT(&city, cases);
}

static void surgery_left_over_makes_it_comprehensive(void **state)
{
    static const struct city city = {
        "<catalogue file=\"groups.csv\" layer=\"all\">" CITY_COLUMNS
        "</catalogue>",
        "<grouping><comprehensive dx-key=\"3\">" CITY_SUFFIXES
        "</comprehensive><layers>all</layers><pick types=\"core:surgery "
        "core:therapeutic comprehensive:surgery\">surgery-used type order"
        "</pick></grouping>",
        {{"groups.csv", CITY_HEAD "K80-S,comprehensive,K80,,,5,\n"
                                  "L,core,K80.1,51.2300,,1,\n"
                                  "T,core,K80.1,99.1500,,1,\n"}}};
    static const struct city_case cases[] = {
        {"K80.100", "51.2300", NULL, "L"},
        {"K80.100", "51.2300 99.1500", NULL, "L"},
        {"K80.100", "51.2300 47.0100", NULL, "K80-S"},
        {"K80.100", "99.1500", NULL, "T"},
    };

    (void)state;
    CITY_EXPECT(&city, cases);
}

static void kinds_and_types_have_an_order(void **state)
{
    static const char rows[] =
        CITY_HEAD "N,core,K80.1,,,9,\nB,primary-care,K80.1,51.2300,,1,\n"
                  "T,core,K80.1,99.1500,,5,\n";
    static const struct city types = {
        NULL,
        "<grouping><conservative-row for=\"any\"/><layers>all</layers>"
        "<pick types=\"primary-care:surgery core:therapeutic "
        "core:conservative\">type</pick></grouping>",
        {{"groups.csv", rows}}};
    struct city one = types;
    static const struct city_case by_type[] = {
        {"K80.100", "51.2300 99.1500", NULL, "B"},
        {"K80.100", "99.1500", NULL, "T"},
        {"K80.100", "", NULL, "N"},
    };
    static const struct city_case by_kind[] = {
        {"K80.100", "51.2300 99.1500", NULL, "N"}};

    (void)state;
    one.tables = "<catalogue file=\"groups.csv\" layer=\"all\">" CITY_COLUMNS
                 "</catalogue>";
    CITY_EXPECT(&one, by_type);
    one.grouping = "<grouping><conservative-row for=\"any\"/><layers>all"
                   "</layers><pick kinds=\"core primary-care\">kind score"
                   "</pick></grouping>";
    CITY_EXPECT(&one, by_kind);
}

/* dip-3.0.md 2.6d: without a mark the plain class, then *, then +; with one
 * its own class first. */
static void marked_classes_have_an_order(void **state)
{
    static const struct city city = {
        NULL,
        "<grouping><comprehensive dx-key=\"3\">" CITY_SUFFIXES
        "</comprehensive></grouping>",
        {{"groups.csv", CITY_HEAD "A17+-N,comprehensive,A17+,,,1,\n"
                                  "G01*-N,comprehensive,G01*,,,1,\n"
                                  "M01+-N,comprehensive,M01+,,,1,\n"
                                  "M01*-N,comprehensive,M01*,,,1,\n"
                                  "M03+-N,comprehensive,M03+,,,1,\n"
                                  "M03-N,comprehensive,M03,,,1,\n"
                                  "M03*-N,comprehensive,M03*,,,1,\n"
                                  "core,core,A18.0+,,,1,\n"}}};
    static const struct city_case cases[] = {
        {"A17.000", "", NULL, "A17+-N"},  {"A17.000+G01*", "", NULL, "A17+-N"},
        {"G01.x00*", "", NULL, "G01*-N"}, {"G01.x00", "", NULL, "G01*-N"},
        {"M01.000", "", NULL, "M01*-N"},  {"M01.000+", "", NULL, "M01+-N"},
        {"M01.000*", "", NULL, "M01*-N"}, {"M03.000", "", NULL, "M03-N"},
        {"M03.000+", "", NULL, "M03+-N"}, {"M03.000*", "", NULL, "M03*-N"},
        {"A18.000", "", NULL, "core"},    {"A18.000*", "", NULL, "core"},
        {"A19.000", "", NULL, NULL},
    };
    struct city_run run;

    (void)state;
    CITY_EXPECT(&city, cases);
    city_open(&run, &city);
    city_group(&run, &cases[7]);
    group_why_not(&run.result);
    assert_int_equal(run.result.grouping.why_not_count, 2);
    city_close(&run, &city);
}

/* dip-rules.md 2.4, Jingzhou: the section in the code becomes the case's
 * category. */
static void a_range_in_the_code_may_become_the_category(void **state)
{
    static const char rows[] =
        CITY_HEAD "P80-P83+2,comprehensive,P80-P83,,,2,\n"
                  "Q00,comprehensive,Q00-Q07,,,2,\n"
                  "R10-R19+2,comprehensive,R10,,,2,\n"
                  "S00-S09,core,S00-S09,51.2300,,2,\n";
    static const char *const settings[] = {"", " range-group=\"category\"",
                                           " range-group=\"as-listed\""};
    static const struct {
        const char *diagnosis, *operation, *listed, *category;
    } cases[] = {
        {"P81.900", "51.2300", "P80-P83+2", "P81+2"},
        {"P80.x00", "51.2300", "P80-P83+2", "P80+2"},
        {"Q05.900", "51.2300", "Q00", "Q00"},
        {"R10.400", "51.2300", "R10-R19+2", "R10-R19+2"},
        {"S02.100", "51.2300", "S00-S09", "S00-S09"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(settings); i++) {
        char grouping[400];
        const struct city city = {NULL, grouping, {{"groups.csv", rows}}};
        struct city_run run;

        snprintf(grouping, sizeof grouping,
                 "<grouping><comprehensive dx-key=\"3\"%s>"
                 "<suffix class=\"surgery\" text=\"+2\"/>"
                 "<suffix class=\"surgery\" text=\"0\"/>"
                 "</comprehensive></grouping>",
                 settings[i]);
        city_open(&run, &city);
        for (size_t k = 0; k < COUNT(cases); k++) {
            const struct city_case c = {cases[k].diagnosis, cases[k].operation,
                                        NULL, NULL};
            const struct grouping *g = city_group(&run, &c);
            const char *expected = i == 1 ? cases[k].category : cases[k].listed;

            assert_int_equal(g->status, GROUPING_GROUPED);
            assert_text(g->code, expected);
            assert_text(g->candidates[0].code, expected);
        }
        city_close(&run, &city);
    }
}

/* dip-rules.md 2.4, Yichang: a core row without operation takes a case whose
 * operations are all conservative and below level 3. */
static void conservative_rows_may_ask_a_condition(void **state)
{
    static const struct city city = {
        NULL,
        "<grouping><comprehensive dx-key=\"3\">" CITY_SUFFIXES
        "</comprehensive><conservative-row for=\"conservative-only\" "
        "when=\"all(procedures, not level in '3', '4')\"/></grouping>",
        {{"groups.csv", CITY_HEAD "N,core,K80.1,,,9,\n"
                                  "K80-N,comprehensive,K80,,,5,\n"
                                  "K80-S,comprehensive,K80,,,5,\n"
                                  "S,core,K80.1,51.2300,,9,\n"}}};
    static const struct {
        const char *operation, *level, *group;
    } cases[] = {
        {"", NULL, "N"},           {"89.5200", "1", "N"},
        {"89.5200", "2", "N"},     {"89.5200", NULL, "N"},
        {"89.5200", "3", "K80-N"}, {"89.5200", "4", "K80-N"},
        {"47.0100", "1", "K80-S"}, {"51.2300", "3", "S"},
    };
    struct city_run run;

    (void)state;
    city_open(&run, &city);
    for (size_t i = 0; i < COUNT(cases); i++) {
        result_reset(&run.result);
        city_set_codes(&run, "diagnoses.code", "K80.100");
        city_set_codes(&run, "procedures.code", cases[i].operation);
        if (cases[i].level != NULL)
            city_set(&run, "procedures.level", 1, text_of(cases[i].level));
        record_finish(&run.result.record);
        group_run(&run.result);
        assert_text(run.result.grouping.code, cases[i].group);
    }
    city_close(&run, &city);
}

/* ---- the explanation ------------------------------------------------------
 */

static void losers_say_by_what(void **state)
{
    static const struct city city = STENTS("matched-operations score");
    const struct city_case c = {"I20.000", ABC, "26000", "AB"};
    struct city_run run;
    const struct grouping *g;

    (void)state;
    city_open(&run, &city);
    g = city_group(&run, &c);
    assert_int_equal(g->candidate_count, 3);
    assert_true(g->candidates[0].chosen);
    assert_text(g->candidates[1].lost_by,
                "只匹配 1 项手术操作，选中的匹配 2 项（“groups.csv”第 2 行）");
    assert_text(g->why[0], "主要诊断 I20.000 对应目录的诊断 I20.0（核心病种层，"
                           "“groups.csv”第 3 行）");
    assert_text(g->why[g->why_count - 1],
                "3 个候选中按“匹配的手术操作项数”选出");
    city_close(&run, &city);
}

/* Table and row of each step: the list that sets aside, the row, the operation
 * that gives the class, the loser, the row that was no candidate. */
static void every_step_cites_table_and_row(void **state)
{
    static const struct city city = {
        NULL,
        "<grouping><exclude system=\"procedure\" file=\"out.csv\" "
        "code=\"code\"/><comprehensive dx-key=\"3\">" CITY_SUFFIXES
        "</comprehensive></grouping>",
        {{"groups.csv", CITY_HEAD "K80-S,comprehensive,K80,,,5,\n"
                                  "X-S,comprehensive,K80,,,4,\n"
                                  "L,core,K80.1,51.8800x003,,1,\n"},
         {"out.csv", "code\n51.2200\n99.1500\n"}}};
    const struct city_case c = {"K80.100", "99.1500 33.2402 51.2300", NULL,
                                NULL};
    struct city_run run;
    const struct grouping *g;

    (void)state;
    city_open(&run, &city);
    g = city_group(&run, &c);
    group_why_not(&run.result);
    assert_text(g->why[0], "手术操作 99.1500 列在“out.csv”第 3 行：不参加分组");
    assert_text(g->why[1], "主要诊断 K80.100 对应目录的诊断 K80（综合病种层，"
                           "“groups.csv”第 2 行）");
    assert_text(g->why[2], "前面各层没有合适的病种；本例属于：手术（51.2300，"
                           "“ops.csv”第 5 行）");
    assert_text(g->candidates[1].lost_by,
                "分值 4 低于选中的 5（“groups.csv”第 3 行）");
    assert_text(g->why_not[0].missing,
                "没有主要操作 51.8800x003（“groups.csv”第 4 行）");
    assert_int_equal(strlen(run.pack->digest), 32);
    city_close(&run, &city);
}

static void candidates_beyond_the_limit_are_told(void **state)
{
    static char rows[32768];
    static const struct city city = {NULL,
                                     "<grouping><pick>score</pick></grouping>",
                                     {{"groups.csv", rows}}};
    const struct city_case c = {"K80.100", "51.2300", NULL, NULL};
    const struct city_case other = {"K80.100", "51.2200", NULL, NULL};
    struct city_run run;
    const struct grouping *g;
    size_t n = (size_t)snprintf(rows, sizeof rows, "%s", CITY_HEAD);

    (void)state;
    for (int i = 1; i <= LIMIT_CANDIDATES + 3; i++)
        n += (size_t)snprintf(rows + n, sizeof rows - n,
                              "R%d,core,K80.1,51.2300,,%d,\n", i, i);
    city_open(&run, &city);
    g = city_group(&run, &c);
    assert_int_equal(g->candidate_count, LIMIT_CANDIDATES);
    assert_text(g->why[g->why_count - 2],
                "同层的候选有 259 个，只比较了前 256 个，其余没有比较；请核对"
                "目录里这个诊断的行");
    g = city_group(&run, &other);
    assert_int_equal(g->status, GROUPING_UNGROUPED);
    group_why_not(&run.result);
    assert_int_equal(g->why_not_count, LIMIT_CANDIDATES);
    assert_text(g->why[g->why_count - 1],
                "同一诊断没有成为候选的有 259 行，只列出前 256 行");
    city_close(&run, &city);
}

/* ---- faults ---------------------------------------------------------------
 */

static void faults_are_named(void **state)
{
    static const struct {
        const char *tables, *grouping, *wrong;
    } regions[] = {
        {NULL, "<grouping><fallback group=\"KBBZ\"/></grouping>", "KBBZ"},
        {NULL, "<grouping><layers>core other</layers></grouping>", "other"},
        {NULL, "<grouping><pick layer=\"x\">score</pick></grouping>", "“x”"},
        {NULL, "<grouping><pick>score</pick><pick>order</pick></grouping>",
         "<pick>"},
        {NULL, "<grouping><pick>type</pick></grouping>", "types"},
        {NULL,
         "<grouping><exclude system=\"procedure\" file=\"more.csv\" "
         "code=\"code\" role=\"how\"/></grouping>",
         "怎样排除"},
        {NULL,
         "<grouping><exclude system=\"procedure\" file=\"more.csv\" "
         "code=\"code\" role=\"how\"><value text=\"never\" is=\"within\"/>"
         "</exclude></grouping>",
         "诊断范围"},
        {NULL,
         "<grouping><exclude system=\"procedure\" file=\"more.csv\" "
         "code=\"code\" as=\"within\"/></grouping>",
         "within"},
        {NULL,
         "<grouping><primary-care file=\"more.csv\" dx=\"code\"/></grouping>",
         "51.2300"},
        {"<catalogue file=\"groups.csv\" operation=\"first\">" CITY_COLUMNS
         "</catalogue>",
         "<grouping/>", "first"},
        {"<catalogue file=\"groups.csv\" when=\"age &lt;\">" CITY_COLUMNS
         "</catalogue>",
         "<grouping/>", "age"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(regions); i++) {
        const struct city city = {regions[i].tables,
                                  regions[i].grouping,
                                  {{"groups.csv", stones},
                                   {"more.csv", "code,how\n51.2300,never\n"}}};
        struct city_run run;
        bool found = false;

        assert_false(city_compile(&run, &city));
        for (size_t k = 0; k < run.faults.count; k++)
            found = found ||
                    strstr(run.faults.items[k].wrong, regions[i].wrong) != NULL;
        if (!found)
            print_error("%s\n", regions[i].grouping);
        assert_true(found);
        city_close(&run, &city);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dropped_operations_are_not_seen),
        cmocka_unit_test(gray_operations_may_be_ignored),
        cmocka_unit_test(excluded_diagnoses_say_where),
        cmocka_unit_test(a_full_code_beats_its_beginning),
        cmocka_unit_test(surgery_left_over_makes_it_comprehensive),
        cmocka_unit_test(kinds_and_types_have_an_order),
        cmocka_unit_test(marked_classes_have_an_order),
        cmocka_unit_test(a_range_in_the_code_may_become_the_category),
        cmocka_unit_test(conservative_rows_may_ask_a_condition),
        cmocka_unit_test(every_step_cites_table_and_row),
        cmocka_unit_test(candidates_beyond_the_limit_are_told),
        cmocka_unit_test(losers_say_by_what),
        cmocka_unit_test(faults_are_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
