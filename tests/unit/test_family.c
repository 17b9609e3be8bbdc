/* Families of rules: one text and a table, and what is wrong with one. */
#include "compile-kit.h"
#include "load/load.h"

static const char family[] =
    "[family]\n"                                   /* 1 */
    "columns  = id severity codes note good bad\n" /* 2 */
    "severity = $severity\n"                       /* 3 */
    "scope    = front-page tcm\n"                  /* 4 */
    "each     = diagnoses\n"                       /* 5 */
    "field    = diagnoses.code\n"                  /* 6 */
    "when     = sex = '1' and code in $codes\n"    /* 7 */
    "message  = {code}$note\n"                     /* 8 */
    "advice   = 核对\n"                            /* 9 */
    "basis    = 例\n"                              /* 10 */
    "pass     = sex=2; diagnoses.code=O80.000\n"   /* 11 */
    "pass     = sex=1; diagnoses.code=$good*\n"    /* 12 */
    "fail     = sex=1; diagnoses.code=$bad*\n"     /* 13 */
    "row      = FAM001 | error | O80 | 甲 | I10.x00; I10.x00, K35.800 |\n" /* */
    "           O80.000; I10.x00, O80.000; O80.1\n"      /* 15 */
    "row      = FAM002 | info | P07 | 乙 | | P07.000\n"; /* 16 */

static int setup(void **state)
{
    struct kit *kit = calloc(1, sizeof *kit);

    if (kit == NULL)
        return -1;
    kit_open(kit);
    *state = kit;
    return 0;
}

static int teardown(void **state)
{
    kit_close(*state);
    free(*state);
    return 0;
}

/* Compiles the family with the first `from` replaced by `to`. */
static bool compile_with(struct kit *kit, const char *from, const char *to)
{
    const char *at = strstr(family, from);
    char text[sizeof family + 512];
    int length;

    assert_non_null(at);
    length = snprintf(text, sizeof text, "%.*s%s%s", (int)(at - family), family,
                      to, at + strlen(from));
    assert_true(length > 0 && (size_t)length < sizeof text);
    kit_write(kit, "knowledge/rules/sex.rules", text, (size_t)length);
    return kit_compile(kit);
}

static const struct pack_rule *rule(const struct pack *pack, uint32_t n)
{
    return PACK_ROW(pack, SECTION_RULE, pack_rule, n);
}

static void assert_example(const struct pack *pack, uint32_t n,
                           const char *text, uint32_t fires)
{
    const struct pack_example *e =
        PACK_ROW(pack, SECTION_EXAMPLE, pack_example, n);

    assert_text(pack_text(pack, e->assignments), text);
    assert_int_equal(e->fires, fires);
}

static void each_row_is_a_rule(void **state)
{
    struct kit *kit = *state;
    struct pack *pack;

    kit_write(kit, "knowledge/rules/sex.rules", family, sizeof family - 1);
    pack = kit_pack(kit);
    assert_int_equal(pack_count(pack, SECTION_RULE), 2);
    assert_text(pack_text(pack, rule(pack, 0)->id), "FAM001");
    assert_int_equal(rule(pack, 0)->severity, SEVERITY_ERROR);
    assert_int_equal(rule(pack, 0)->line, 14);
    assert_int_equal(rule(pack, 0)->scope, PAGE_FRONT | PAGE_TCM);
    assert_int_equal(rule(pack, 1)->severity, SEVERITY_INFO);
    assert_text(pack_formula(pack, rule(pack, 1)->when),
                "sex = '1' and code in P07");
    pack_close(pack);
}

static void a_starred_column_gives_an_example_for_each_value(void **state)
{
    struct kit *kit = *state;
    struct pack *pack;

    kit_write(kit, "knowledge/rules/sex.rules", family, sizeof family - 1);
    pack = kit_pack(kit);
    assert_int_equal(rule(pack, 0)->examples.count, 6);
    assert_example(pack, 1, "sex=1; diagnoses.code=I10.x00", 0);
    assert_example(pack, 2, "sex=1; diagnoses.code=I10.x00, K35.800", 0);
    assert_example(pack, 4, "sex=1; diagnoses.code=I10.x00, O80.000", 1);
    assert_int_equal(rule(pack, 1)->examples.count, 2);
    pack_close(pack);
}

/* More than the columns a table may have: none is lost. */
static void all_values_of_a_cell_become_examples(void **state)
{
    static const char values[] =
        "O80.000; O80.100; O80.800; O80.900; O81.000; O81.100; O81.200; "
        "O81.300; O81.400; O81.500; O82.000; O82.100; O82.200; O82.800; "
        "O82.900; O83.000; O83.100; O83.200; O83.300; O83.400; O83.800; "
        "O83.900; O84.000; O84.100; O84.200; O84.800; O84.900";
    struct kit *kit = *state;
    struct pack *pack;

    compile_with(kit, "O80.000; I10.x00, O80.000; O80.1", values);
    pack = kit_pack(kit);
    assert_int_equal(rule(pack, 0)->examples.count, 1 + 2 + 27);
    assert_example(pack, 29, "sex=1; diagnoses.code=O84.900", 1);
    pack_close(pack);
}

/* The patterns are wrong and a row is: both are told. */
static void rows_are_read_though_the_pattern_is_wrong(void **state)
{
    struct kit *kit = *state;
    static const char text[] =
        "[family]\ncolumns = id codes\nseverity = error\n"
        "field = diagnoses.code\nwhen = sex = '$none'\nmessage = a\n"
        "advice = b\nbasis = c\npass = sex=1\nfail = sex=2\n"
        "row = FAM001 | O80 | x\nrow = FAM002\n";

    kit_write(kit, "knowledge/rules/sex.rules", text, sizeof text - 1);
    assert_false(kit_compile(kit));
    assert_int_equal(kit->faults.count, 3);
    assert_int_equal(kit->faults.items[0].line, 5);
    assert_int_equal(kit->faults.items[1].line, 11);
    assert_int_equal(kit->faults.items[2].line, 12);
}

static void faults_stand_where_they_are_written(void **state)
{
    static const struct {
        const char *from, *to;
        uint32_t line, column;
        const char *wrong;
    } damages[] = {
        {"code in $codes", "code in $coeds", 7, 34, "coeds"},
        {"code in $codes", "cod in $codes", 7, 26, "cod"},
        {"| O80 | 甲", "| K80-K70 | 甲", 14, 29, ""},
        {"| error |", "| fatal |", 14, 21, "fatal"},
        {"FAM002", "FAM001", 16, 12, "FAM001"},
        {"FAM002", "Fam2", 16, 12, "Fam2"},
        {"| 乙 | |", "| 乙 |", 16, 12, "5 格"},
        {"columns  = id", "columns  = no", 2, 12, "id"},
        {"columns  = id severity", "columns  = id codes", 2, 12, "codes"},
        {"= front-page tcm", "= page tcm", 4, 12, "page"},
        {"columns  =", "colums  =", 2, 1, "colums"},
        {"columns  = id",
         "columns  = a b c d e f g h i j k l m n o p q r s t id", 2, 12,
         "26 列"},
        {"| P07.000\n", "|\n", 16, 1, "fail"},
        {"; diagnoses.code=$bad*", "; diagnose.code=$bad*", 13, 19, "diagnose"},
        {"[family]", "[family", 1, 1, "方括号"},
        {"[family]", "[FAM009]", 2, 1, "columns"},
    };

    for (size_t i = 0; i < COUNT(damages); i++) {
        struct kit *kit = *state;
        bool found = false;

        assert_false(compile_with(kit, damages[i].from, damages[i].to));
        for (size_t k = 0; k < kit->faults.count && !found; k++) {
            const struct compile_fault *f = &kit->faults.items[k];
            found = f->line == damages[i].line &&
                    f->column == damages[i].column &&
                    strstr(f->wrong, damages[i].wrong) != NULL;
        }
        if (!found) {
            print_error("%s -> %s gives\n", damages[i].from, damages[i].to);
            kit_print_faults(kit);
        }
        assert_true(found);
    }
}

static void a_family_without_rows_is_a_fault(void **state)
{
    struct kit *kit = *state;
    static const char text[] = "[family]\ncolumns = id\nseverity = error\n";

    kit_write(kit, "knowledge/rules/sex.rules", text, sizeof text - 1);
    assert_false(kit_compile(kit));
    assert_int_equal(kit->faults.count, 1);
    assert_int_equal(kit->faults.items[0].line, 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_row_is_a_rule),
        TEST(a_starred_column_gives_an_example_for_each_value),
        TEST(all_values_of_a_cell_become_examples),
        TEST(rows_are_read_though_the_pattern_is_wrong),
        TEST(faults_stand_where_they_are_written),
        TEST(a_family_without_rows_is_a_fault),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
