/* Grouping of the first two generations: the worked examples G21 to G23 of the
 * rule pages, by hand for each city's order, and every setting. */
#include "group-cases.h"

static void most_parts_win(void **state)
{
    static const struct city city = STENTS("matched-operations nearest-cost");
    static const struct city_case cases[] = {
        {"I20.000", ABC, "26000", "AB"},
        {"I20.000", "36.0600x004 88.5500", "26000", "A"},
        {"I20.000", "88.5500", "26000", "C"},
        {"I20.000", "00.6600x004", "26000", NULL},
        {"I20.000", "", "26000", NULL},
    };

    (void)state;
    CITY_EXPECT(&city, cases);
}

static void the_highest_score_wins(void **state)
{
    static const struct city city = STENTS("score");
    static const struct city_case cases[] = {
        {"I20.000", ABC, "26000", "AB"},
        {"I20.000", "88.5500 36.0600x004", NULL, "A"},
    };

    (void)state;
    CITY_EXPECT(&city, cases);
}

static void the_principal_operation_comes_first(void **state)
{
    static const struct city city =
        STENTS("principal-operation used-operations nearest-cost");
    static const struct city_case cases[] = {
        {"I20.000", ABC, "26000", "AB"},
        {"I20.000", "88.5500 36.0600x004 00.6600x004", "26000", "C"},
    };

    (void)state;
    CITY_EXPECT(&city, cases);
}

static void equal_counts_go_by_cost(void **state)
{
    static const struct city city =
        STONES("matched-operations used-operations nearest-cost");
    static const struct city_case cases[] = {
        {"K80.100", "51.2300 51.8800x003", "12500", "L"},
        {"K80.100", "51.2300 51.8800x003", "14800", "E"},
        {"K80.100", "51.8700x001 51.8800x003 51.2300", "12500", "E"},
    };

    (void)state;
    CITY_EXPECT(&city, cases);
}

static void equal_counts_go_by_score(void **state)
{
    static const struct city city = STONES("score order");
    static const struct city_case cases[] = {
        {"K80.100", "51.2300 51.8800x003", "12500", "E"}};

    (void)state;
    CITY_EXPECT(&city, cases);
}

static void equal_counts_go_by_the_principal_one(void **state)
{
    static const struct city city =
        STONES("principal-operation used-operations nearest-cost");
    static const struct city_case cases[] = {
        {"K80.100", "51.2300 51.8800x003", "12500", "L"},
        {"K80.100", "51.8800x003 51.2300", "12500", "E"},
    };

    (void)state;
    CITY_EXPECT(&city, cases);
}

static void no_operation_is_left_over(void **state)
{
    static const struct city city = {
        NULL,
        "<grouping><pick>exact-set score</pick></grouping>",
        {{"groups.csv", CITY_HEAD "1,core,K80.1,51.2300,,1500,\n"
                                  "2,core,K80.1,51.2200,,1900,\n"
                                  "3,core,K80.1,51.2300+99.1500,,1600,\n"}}};
    static const struct city_case cases[] = {
        {"K80.100", "51.2300 99.1500", NULL, "3"},
        {"K80.100", "51.2300 51.2200", NULL, "2"},
        {"K80.100", "51.2300", NULL, "1"},
        {"K80.100", "51.2300 51.2300", NULL, "1"},
    };

    (void)state;
    CITY_EXPECT(&city, cases);
}

/* ---- G23: the class of the case -------------------------------------------
 */

#define LUNGS                                                                  \
    CITY_HEAD "J18.9,core,J18.9,,,700,\n"                                      \
              "J18-D,comprehensive,J18,,,900,\n"                               \
              "J18-N,comprehensive,J18,,,600,\n"                               \
              "J18-T,comprehensive,J18,,,950,\n"

#define CITY_COMPREHENSIVE(attributes, row)                                    \
    "<grouping><comprehensive dx-key=\"3\" " attributes ">" CITY_SUFFIXES      \
    "</comprehensive><conservative-row for=\"" row "\"/></grouping>"

static void a_diagnostic_operation_is_comprehensive(void **state)
{
    static const struct city city = {
        NULL,
        CITY_COMPREHENSIVE("class=\"highest\"", "no-operation"),
        {{"groups.csv", LUNGS}}};
    static const struct city_case cases[] = {
        {"J18.900", "33.2402", NULL, "J18-D"},
        {"J18.900", "", NULL, "J18.9"},
        {"J18.900", "33.2402 93.9000", NULL, "J18-T"},
        {"J18.900", "89.5200", NULL, "J18-N"},
        {"J18.000", "47.0100", NULL, NULL},
    };

    (void)state;
    CITY_EXPECT(&city, cases);
}

static void the_class_may_be_the_principal_ones(void **state)
{
    static const struct city city = {
        NULL,
        CITY_COMPREHENSIVE("class=\"principal\"", "conservative-only"),
        {{"groups.csv", LUNGS}}};
    static const struct city_case cases[] = {
        {"J18.900", "33.2402 93.9000", NULL, "J18-D"},
        {"J18.900", "89.5200", NULL, "J18.9"},
        {"J18.900", "89.5200 93.9000", NULL, "J18-N"},
    };

    (void)state;
    CITY_EXPECT(&city, cases);
}

static void a_conservative_row_may_take_any_case(void **state)
{
    static const struct city city = {
        NULL, CITY_COMPREHENSIVE("", "any"), {{"groups.csv", LUNGS}}};
    static const struct city_case cases[] = {
        {"J18.900", "93.9000", NULL, "J18.9"}};

    (void)state;
    CITY_EXPECT(&city, cases);
}

static void interventions_count_as_the_region_says(void **state)
{
    static const char rows[] = CITY_HEAD "I20-S,comprehensive,I20,,,1,\n"
                                         "I20-T,comprehensive,I20,,,1,\n";
    static const struct city surgery = {
        NULL,
        CITY_COMPREHENSIVE("intervention=\"surgery\"", "any"),
        {{"groups.csv", rows}}};
    static const struct city therapeutic = {
        NULL,
        CITY_COMPREHENSIVE("intervention=\"therapeutic\"", "any"),
        {{"groups.csv", rows}}};
    static const struct city_case first[] = {
        {"I20.900", "36.0600x004", NULL, "I20-S"}};
    static const struct city_case second[] = {
        {"I20.900", "36.0600x004", NULL, "I20-T"}};

    (void)state;
    CITY_EXPECT(&surgery, first);
    CITY_EXPECT(&therapeutic, second);
}

/* ---- keys of ranges, letters, fallbacks -----------------------------------
 */

static void ranges_come_behind_the_shorter_keys(void **state)
{
    static const struct city city = {
        NULL,
        CITY_COMPREHENSIVE("", "any"),
        {{"groups.csv", CITY_HEAD "P80-N,comprehensive,P80,,,1,\n"
                                  "P8-N,comprehensive,P8,,,1,\n"
                                  "P80-P83+-N,comprehensive,P80-P83,,,1,\n"
                                  "Q00-Q99-N,comprehensive,Q00-Q99,,,1,\n"
                                  "Q20-Q28-N,comprehensive,Q20-Q28,,,1,\n"
                                  "P80-P83+-S,comprehensive,P80-P83,,,1,\n"
                                  "R-N,comprehensive,R,,,1,\n"}}};
    static const struct city_case cases[] = {
        {"P80.000", "", NULL, "P80-N"},
        {"P81.000", "", NULL, "P8-N"},
        {"P83.900x001", "47.0100", NULL, "P80-P83+-S"},
        {"P84.x00", "47.0100", NULL, NULL},
        {"Q28.900", "", NULL, "Q20-Q28-N"},
        {"Q29.000", "", NULL, "Q00-Q99-N"},
        {"R50.900", "", NULL, "R-N"},
        /* no group by the stump of what was not understood */
        {"P80000", "", NULL, NULL},
        {"P80.0OO", "", NULL, NULL},
        {"P80.0001", "", NULL, "P80-N"},
        {"P80.000;R50.900", "", NULL, "P80-N"},
    };

    (void)state;
    CITY_EXPECT(&city, cases);
}

static void a_fallback_takes_what_is_left(void **state)
{
    static const struct city city = {
        NULL,
        "<grouping><fallback group=\"KBBZ\"/><fallback group=\"KB-J\" "
        "dx=\"J\"/><layers>core fallback</layers></grouping>",
        {{"groups.csv", CITY_HEAD "J18.9,core,J18.9,,,700,\n"
                                  "KBBZ,core,,,,100,\n"
                                  "KB-J,core,J00.0,,,100,\n"}}};
    static const struct city_case cases[] = {
        {"J18.900", "", NULL, "J18.9"},
        {"J18.900", "47.0100", NULL, "KB-J"},
        {"K35.800", "47.0100", NULL, "KBBZ"},
    };

    (void)state;
    CITY_EXPECT(&city, cases);
}

static void a_fallback_keeps_the_diagnosis_of_its_own(void **state)
{
    static const struct city city = {
        NULL,
        "<grouping><fallback group=\"J-1\" dx=\"J\"/>"
        "<conservative-row for=\"any\"/>"
        "<layers>core fallback</layers></grouping>",
        {{"groups.csv", CITY_HEAD "J-1,core,J00.0,47.0100,,100,\n"
                                  "J-2,core,J00.0,,,50,\n"}}};
    static const struct city_case cases[] = {
        {"J00.000", "47.0100", NULL, "J-1"},
        {"J00.000", "", NULL, "J-2"},
        {"J18.900", "", NULL, "J-1"},
    };

    (void)state;
    CITY_EXPECT(&city, cases);
}

static void several_diagnoses_may_share_a_row(void **state)
{
    static const struct city city = {
        NULL,
        "<grouping dx-key=\"own\"/>",
        {{"groups.csv", CITY_HEAD "M,core,K80.1/K80.2,51.2300,,2,\n"
                                  "W,core,K80,51.2300,,1,\n"
                                  "F,core,K80.200x003,51.2300,,3,\n"}}};
    static const struct city_case cases[] = {
        {"K80.100", "51.2300", NULL, "M"},
        {"K80.200x001", "51.2300", NULL, "M"},
        {"K80.200x003", "51.2300", NULL, "F"},
        {"K80.300", "51.2300", NULL, "W"},
    };

    (void)state;
    CITY_EXPECT(&city, cases);
}

/* ---- several tables -------------------------------------------------------
 */

static void tables_have_layers_and_prefixes(void **state)
{
    static const struct city city = {
        "<catalogue file=\"groups.csv\" layer=\"先\" group-prefix=\"A-\" "
        "operation=\"principal\">" CITY_COLUMNS "</catalogue>"
        "<catalogue file=\"more.csv\" layer=\"后\" kind=\"primary-care\">"
        "<column field=\"group\" heading=\"号\"/>"
        "<column field=\"dx\" heading=\"病\"/>"
        "<column field=\"main_op\" heading=\"术\"/></catalogue>",
        "<grouping><layers>先 后</layers><pick layer=\"先\">order</pick>"
        "<pick>score</pick></grouping>",
        {{"groups.csv", CITY_HEAD "1,core,K80.1,51.2300,99.1500,1,\n"
                                  "2,core,K80.1,51.2300,,9,\n"},
         {"more.csv", "号,病,术\nB-1,K80.1,51.2300\n"}}};
    static const struct city_case cases[] = {
        {"K80.100", "51.2300 99.1500", NULL, "A-1"},
        {"K80.100", "99.1500 51.2300", NULL, "B-1"},
        {"K80.100", "51.2300", NULL, "A-2"},
    };

    (void)state;
    CITY_EXPECT(&city, cases);
}

static void some_related_operations_may_be_enough(void **state)
{
    static const struct city city = {
        "<catalogue file=\"groups.csv\" operation=\"principal\" "
        "related=\"most\">" CITY_COLUMNS "</catalogue>",
        "<grouping/>",
        {{"groups.csv",
          CITY_HEAD "R2,core,K80.1,51.2300,99.1500+93.9000+47.0100,1,\n"
                    "R1,core,K80.1,51.2300,33.2402,2,\n"
                    "R0,core,K80.1,51.2300,,9,\n"}}};
    static const struct city_case cases[] = {
        {"K80.100", "51.2300 99.1500 93.9000", NULL, "R2"},
        {"K80.100", "51.2300 99.1500 93.9000 33.2402", NULL, "R1"},
        {"K80.100", "51.2300 88.5500", NULL, "R0"},
        {"K80.100", "99.1500 51.2300", NULL, NULL},
    };

    (void)state;
    CITY_EXPECT(&city, cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(most_parts_win),
        cmocka_unit_test(the_highest_score_wins),
        cmocka_unit_test(the_principal_operation_comes_first),
        cmocka_unit_test(equal_counts_go_by_cost),
        cmocka_unit_test(equal_counts_go_by_score),
        cmocka_unit_test(equal_counts_go_by_the_principal_one),
        cmocka_unit_test(no_operation_is_left_over),
        cmocka_unit_test(a_diagnostic_operation_is_comprehensive),
        cmocka_unit_test(the_class_may_be_the_principal_ones),
        cmocka_unit_test(a_conservative_row_may_take_any_case),
        cmocka_unit_test(interventions_count_as_the_region_says),
        cmocka_unit_test(ranges_come_behind_the_shorter_keys),
        cmocka_unit_test(a_fallback_takes_what_is_left),
        cmocka_unit_test(a_fallback_keeps_the_diagnosis_of_its_own),
        cmocka_unit_test(several_diagnoses_may_share_a_row),
        cmocka_unit_test(tables_have_layers_and_prefixes),
        cmocka_unit_test(some_related_operations_may_be_enough),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
