/* What the kit's sources say is what the look-ups answer. */
#include "compile-kit.h"
#include "load/load.h"
#include "record/record.h"

static struct kit kit;
static struct pack *pack;

static int setup(void **state)
{
    (void)state;
    kit_open(&kit);
    pack = kit_pack(&kit);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    pack_close(pack);
    kit_close(&kit);
    return 0;
}

static struct code code(const char *text)
{
    struct code key;

    assert_true(code_key(text_of(text), &key));
    return key;
}

/* ---- fields, tags, dictionaries ------------------------------------------ */

static void fields_are_found(void **state)
{
    const uint16_t time = pack_field_find(pack, TEXT("admission_time"));
    const uint16_t dx = pack_field_find(pack, TEXT("diagnoses.code"));

    (void)state;
    assert_int_equal(pack_field(pack, time)->type, FIELD_TIME);
    assert_int_equal(pack_field(pack, time)->hour,
                     pack_field_find(pack, TEXT("admission_hour")));
    assert_int_equal(pack_field(pack, dx)->list, LIST_DIAGNOSES);
    assert_int_equal(pack_field(pack, dx)->column, 1);
    assert_int_equal(pack_field(pack, dx)->length, 30);
    assert_int_equal(pack_field_find(pack, TEXT("diagnoses")), PACK_NO_FIELD);
    assert_int_equal(pack->known.dx_code, dx);
}

static const struct pack_tag *tag(const char *name)
{
    return pack_tag_find(pack, 0, text_of(name));
}

static void tags_are_found(void **state)
{
    const uint16_t dx = pack_field_find(pack, TEXT("diagnoses.code"));

    (void)state;
    assert_int_equal(tag("BAH")->flags, TAG_KEY);
    assert_int_equal(tag("nldays")->unit, UNIT_DAYS);
    assert_int_equal(tag("jbdm")->row, 1);
    assert_int_equal(tag("JBDM3")->row, 4);
    assert_int_equal(tag("JBDM3")->field, dx);
    assert_int_equal(tag("JBDM63")->row, 64);
    assert_int_equal(tag("JBDM99")->row, 100); /* counted, not kept */
    assert_null(tag("JBDM100"));
    assert_null(tag("JBDM0"));
    assert_null(tag(""));
}

static void a_tag_of_its_own_holds_against_a_family(void **state)
{
    (void)state;
    assert_int_equal(tag("JBDM9")->row, 60);
    assert_int_equal(tag("JBDM8")->row, 9);
    assert_int_equal(tag("JBDM10")->row, 11);
}

static void families_have_a_meaning_in_children(void **state)
{
    const uint16_t op = pack_field_find(pack, TEXT("procedures.code"));

    (void)state;
    assert_int_equal(tag("JBDM")->child_field,
                     pack_field_find(pack, TEXT("diagnoses.code")));
    assert_int_equal(tag("JBDM")->child_shift, 1);
    assert_int_equal(tag("SSBMX")->field, PACK_NO_FIELD);
    assert_int_equal(tag("SSBMX")->child_field, op);
    assert_int_equal(tag("SSBMX")->child_shift, 0);
    assert_int_equal(tag("SSBM07X")->row, 7);
    assert_int_equal(tag("XB")->child_field, PACK_NO_FIELD);
}

static void the_first_tag_names_a_field(void **state)
{
    const uint16_t dx = pack_field_find(pack, TEXT("diagnoses.code"));

    (void)state;
    assert_text(pack_tag_of(pack, 0, dx, 1), "JBDM");
    assert_text(pack_tag_of(pack, 0, dx, 4), "JBDM3");
    assert_text(pack_tag_of(pack, 0, dx, 60), "JBDM59");
    assert_text(pack_tag_of(pack, 0, 1, 0), "XB");
    assert_text(pack_tag_of(pack, 0, dx, 0), "");
}

static void dictionaries_are_sorted(void **state)
{
    (void)state;
    assert_text(pack_text(pack, pack_entry_find(pack, 0, TEXT("1"))->name),
                "男");
    assert_text(pack_text(pack, pack_entry_find(pack, 0, TEXT("9"))->name),
                "未说明");
    assert_null(pack_entry_find(pack, 0, TEXT("3")));
    assert_null(pack_entry_find(pack, 0, TEXT("")));
}

/* The slow way. */
static const struct pack_entry *look_through(uint32_t dictionary,
                                             struct text code)
{
    const struct pack_range range =
        PACK_ROW(pack, SECTION_DICTIONARY, pack_dictionary, dictionary)
            ->entries;

    for (uint32_t i = 0; i < range.count; i++) {
        const struct pack_entry *entry =
            PACK_ROW(pack, SECTION_ENTRY, pack_entry, range.first + i);
        if (text_equal(pack_text(pack, entry->code), code))
            return entry;
    }
    return NULL;
}

/* Each code, what it begins with, and what begins with it. */
static void every_code_of_a_dictionary_is_found(void **state)
{
    char bytes[64];

    (void)state;
    for (uint32_t d = 0; d < pack_count(pack, SECTION_DICTIONARY); d++) {
        const struct pack_range range =
            PACK_ROW(pack, SECTION_DICTIONARY, pack_dictionary, d)->entries;
        for (uint32_t i = 0; i < range.count; i++) {
            const struct pack_entry *entry =
                PACK_ROW(pack, SECTION_ENTRY, pack_entry, range.first + i);
            struct text code = pack_text(pack, entry->code);
            assert_ptr_equal(pack_entry_find(pack, d, code), entry);
            assert_true(code.length + 1 < sizeof(bytes));
            memcpy(bytes, code.at, code.length);
            bytes[code.length] = '0';
            code = (struct text){bytes, code.length + 1};
            for (; code.length != 0; code.length--)
                assert_ptr_equal(pack_entry_find(pack, d, code),
                                 look_through(d, code));
        }
    }
}

/* ---- codes --------------------------------------------------------------- */

static void diagnoses_exist_by_structure(void **state)
{
    static const char *const good[] = {"K35",   "K35.8",       "K35.800X001",
                                       "k35.2", "I10.x00",     "I10",
                                       "I10.X", "K35.300x001", "R99.x00"};
    static const char *const bad[] = {"K35.1",  "K35.x",  "I10.0", "A00.0",
                                      "K3",     "K358",   "35.8",  "K35.8-1",
                                      "K35.8.", "KK5.80", "K35."};

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++)
        assert_true(pack_dx(pack, code(good[i])).exists);
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(pack_dx(pack, code(bad[i])).exists);
}

static void diagnoses_have_limits(void **state)
{
    struct dx_facts facts = pack_dx(pack, code("O80.000"));

    (void)state;
    assert_int_equal(facts.sex, 2);
    assert_int_equal(facts.principal, PRINCIPAL_ANY);
    assert_int_equal(facts.age_from, 3652);
    assert_int_equal(facts.age_to, 22280);
    assert_text(facts.name, "单胎顺产");
    assert_false(facts.named);
    facts = pack_dx(pack, code("P07.000"));
    assert_int_equal(facts.age_from, 0);
    assert_int_equal(facts.age_to, 28);
    facts = pack_dx(pack, code("R99.x00"));
    assert_int_equal(facts.principal, PRINCIPAL_NEVER);
    assert_int_equal(facts.age_from, INT32_MIN);
    assert_int_equal(facts.age_to, INT32_MAX);
}

static void subcategories_override_their_category(void **state)
{
    const struct dx_facts facts = pack_dx(pack, code("K35.800X001"));

    (void)state;
    assert_int_equal(facts.principal, PRINCIPAL_UNSUITED);
    assert_int_equal(facts.age_from, 3652);
    assert_int_equal(pack_dx(pack, code("K35.200")).principal, PRINCIPAL_ANY);
    assert_int_equal(pack_dx(pack, code("Z99.9")).age_to, INT32_MAX);
}

static void operations_come_from_the_table(void **state)
{
    struct op_facts facts = pack_op(pack, code("47.0100"));

    (void)state;
    assert_true(facts.exists && facts.named && !facts.gray);
    assert_text(facts.name, "腹腔镜阑尾切除");
    assert_int_equal(facts.class, CLASS_SURGERY);
    facts = pack_op(pack, code("36.0602"));
    assert_true(facts.exists && facts.gray);
    assert_int_equal(facts.class, CLASS_INTERVENTION);
    facts = pack_op(pack, code("99.2500"));
    assert_false(facts.exists);
    assert_int_equal(facts.class, CLASS_CONSERVATIVE);
}

/* ---- without a table the structure answers --------------------------------
 */

static void operations_have_a_class_by_structure(void **state)
{
    struct pregroup_error err = {.size = sizeof err};
    char rules[KIT_PATH], knowledge[KIT_PATH];
    struct buffer bytes = {0};
    struct pack *plain;

    (void)state;
    kit_path(&kit, "knowledge/rules/sex.rules", rules);
    kit_path(&kit, "knowledge", knowledge);
    assert_true(compile_rule_file(rules, knowledge, &bytes, &kit.faults));
    assert_int_equal(
        pack_open_bytes(bytes.data, bytes.length, "p", &plain, &err),
        PREGROUP_OK);
    assert_int_equal(pack_op(plain, code("36.0601")).class, CLASS_INTERVENTION);
    assert_int_equal(pack_op(plain, code("36.03")).class, CLASS_SURGERY);
    assert_int_equal(pack_op(plain, code("36.1x00")).class, CLASS_SURGERY);
    assert_int_equal(pack_op(plain, code("99.2500")).class, CLASS_THERAPEUTIC);
    assert_text(pack_op(plain, code("47.0100")).name, "阑尾手术");
    assert_true(pack_op(plain, code("47")).exists);
    assert_false(pack_op(plain, code("47.5")).exists);
    assert_false(pack_op(plain, code("47.x")).exists);
    assert_false(pack_op(plain, code("4")).exists);
    assert_int_equal(pack_op(plain, code("47.5")).class, CLASS_CONSERVATIVE);
    pack_close(plain);
    buffer_free(&bytes);
}

/* ---- catalogue ----------------------------------------------------------- */

static const struct pack_group *group(const char *key, uint32_t n,
                                      uint32_t count)
{
    const struct pack_range range = pack_groups(pack, code(key));

    assert_int_equal(range.count, count);
    return PACK_ROW(pack, SECTION_GROUP, pack_group, range.first + n);
}

static void groups_are_found_by_key(void **state)
{
    const struct pack_group *g = group("K35.8", 0, 2);

    (void)state;
    assert_text(pack_text(pack, g->group), "K35.8:47");
    assert_text(pack_text(pack, g->name), "阑尾切除");
    assert_int_equal(g->order, 1);
    assert_int_equal(g->source_row, 4);
    assert_text(pack_text(pack, group("K35.8", 1, 2)->group), "K35.8");
    assert_int_equal(group("K35", 1, 2)->order, 5);
    assert_int_equal(pack_groups(pack, code("K35.9")).count, 0);
    assert_text(pack_text(pack, group("I10.X", 0, 1)->group), "I10.x");
}

static void numbers_have_six_places(void **state)
{
    const struct pack_group *g = group("K35", 0, 2);

    (void)state;
    assert_int_equal(g->score, 80123457);
    assert_int_equal(group("I10.X", 0, 1)->score, 120000000);
    assert_int_equal(group("K35.8", 0, 2)->mean_cost, 5000000000);
    assert_int_equal(g->flags, GROUP_HAS_SCORE | GROUP_HAS_COST);
}

static void means_fill_what_the_table_lacks(void **state)
{
    const struct pack_group *g = group("K35.8", 1, 2);

    (void)state;
    assert_int_equal(g->mean_cost, 1234567892);
    assert_int_equal(g->mean_days, 7000000);
    assert_int_equal(group("K35.8", 0, 2)->flags,
                     GROUP_HAS_SCORE | GROUP_HAS_COST | GROUP_HAS_OPERATION);
}

static void operations_are_split(void **state)
{
    const struct pack_group *g = group("I10.X", 0, 1);
    const struct pack_part *part =
        PACK_ROW(pack, SECTION_PART, pack_part, g->parts.first);
    const struct code *codes =
        PACK_ROW(pack, SECTION_ALTERNATIVE, code, part[0].alternatives.first);

    (void)state;
    assert_int_equal(g->parts.count, 3);
    assert_int_equal(g->main_parts, 2);
    assert_int_equal(part[0].alternatives.count, 2);
    assert_true(code_equal(codes[1], code("36.0602")));
    assert_true(code_equal(codes[2], code("00.4500")));
    assert_text(pack_text(pack, part[0].shown), "36.0601/36.0602");
    assert_int_equal(part[2].alternatives.count, 1);
}

static void rows_have_a_class(void **state)
{
    (void)state;
    assert_int_equal(group("K35", 0, 2)->class, CLASS_SURGERY);
    assert_int_equal(group("K35", 1, 2)->class, CLASS_CONSERVATIVE);
    assert_int_equal(group("K35.8", 0, 2)->class, CLASS_SURGERY);
    assert_int_equal(group("K35.8", 1, 2)->class, CLASS_CONSERVATIVE);
    assert_int_equal(group("K35", 0, 2)->layer, 1);
    assert_int_equal(group("K35", 0, 2)->kind, KIND_COMPREHENSIVE);
}

static void factors_may_be_missing(void **state)
{
    const int64_t *factors =
        (const int64_t *)pack->sections[SECTION_FACTOR].rows;

    (void)state;
    assert_int_equal(factors[group("K35.8", 0, 2)->factors.first], 1100000);
    assert_true(factors[group("I10.X", 0, 1)->factors.first] == INT64_MIN);
    assert_text(pack_column_name(pack, 0), "factor_2");
}

static void equal_conditions_are_compiled_once(void **state)
{
    const struct pack_group *g = group("K35.8", 1, 2);

    (void)state;
    assert_int_not_equal(g->when, PACK_NONE);
    assert_int_equal(g->when, group("K35", 1, 2)->when);
    assert_int_not_equal(g->other_dx, PACK_NONE);
    assert_int_equal(group("K35", 0, 2)->when, PACK_NONE);
}

static void grouping_is_as_the_region_says(void **state)
{
    const struct pack_grouping *g =
        PACK_ROW(pack, SECTION_GROUPING, pack_grouping, 0);

    (void)state;
    assert_int_equal(g->core_lengths[0], 1 << 5);
    assert_int_equal(g->core_lengths[1], 0);
    assert_int_equal(g->comprehensive_lengths[1], 1 << 3);
    assert_int_equal(g->class_principal, 0);
    assert_int_equal(g->intervention, CLASS_THERAPEUTIC);
    assert_int_equal(group("K35.8", 1, 2)->conservative_row, ROW_ANY);
    assert_int_equal(g->layers, 2);
    assert_text(pack_text(pack, g->layer_names[1]), "comprehensive");
    assert_int_equal(g->pick[0][0], PICK_TYPE);
    assert_int_equal(g->pick[1][1], PICK_ORDER);
    assert_int_equal(g->pick[1][2], PICK_END);
    assert_int_equal(g->type_rank[KIND_CORE * CLASS_COUNT + CLASS_SURGERY], 0);
    assert_int_equal(
        g->type_rank[KIND_COMPREHENSIVE * CLASS_COUNT + CLASS_SURGERY], 1);
    assert_int_equal(g->type_rank[0], 255);
}

/* ---- settlement, rules --------------------------------------------------- */

static void the_most_particular_set_comes_last(void **state)
{
    const struct pack_step *steps = PACK_ROW(pack, SECTION_STEP, pack_step, 0);

    (void)state;
    assert_int_equal(pack_count(pack, SECTION_STEP), 5);
    assert_int_equal(pack_count(pack, SECTION_VARIABLE), 4);
    assert_text(pack_text(pack, steps[0].insurance), "");
    assert_text(pack_text(pack, steps[1].insurance), "employee");
    assert_int_equal(steps[2].kind, STEP_LET);
    assert_int_equal(steps[2].round, 2);
    assert_int_equal(steps[0].round, -1);
}

static void rules_are_whole(void **state)
{
    const struct pack_rule *r = PACK_ROW(pack, SECTION_RULE, pack_rule, 0);
    const struct pack_piece *p =
        PACK_ROW(pack, SECTION_PIECE, pack_piece, r->message.first);
    const struct pack_example *e =
        PACK_ROW(pack, SECTION_EXAMPLE, pack_example, r->examples.first);

    (void)state;
    assert_text(pack_text(pack, r->id), "SEX001");
    assert_int_equal(r->severity, SEVERITY_ERROR);
    assert_int_equal(r->each, LIST_DIAGNOSES);
    assert_int_equal(r->field, pack_field_find(pack, TEXT("diagnoses.code")));
    assert_int_equal(r->line, 2);
    assert_int_equal(r->message.count, 3);
    assert_text(pack_text(pack, p[0].literal), "诊断 ");
    assert_text(pack_text(pack, p[1].literal), "（");
    assert_text(pack_text(pack, p[2].literal), "）与性别矛盾 {注}");
    assert_int_equal(p[2].expr, PACK_NONE);
    assert_int_equal(r->examples.count, 2);
    assert_int_equal(e[0].fires, 0);
    assert_int_equal(e[1].fires, 1);
    assert_int_equal(e[1].line, 12);
    assert_text(pack_formula(pack, r->when), "sex = '1' and code in O00-O99");
    assert_text(
        pack_text(pack,
                  PACK_ROW(pack, SECTION_SOURCE, pack_source, r->source)->name),
        "sex.rules");
}

static void words_are_those_of_the_contract(void **state)
{
    (void)state;
    for (int i = 0; i < KIND_COUNT; i++)
        assert_int_equal(group_kind_find(text_of(group_kind_name((unsigned)i))),
                         i);
    for (int i = 0; i < CLASS_COUNT; i++)
        assert_int_equal(op_class_find(text_of(op_class_name((unsigned)i))), i);
    assert_string_equal(group_kind_name(KIND_PRIMARY_CARE), "primary-care");
    assert_string_equal(op_class_name(CLASS_COUNT), "");
    assert_int_equal(group_kind_find(TEXT("Core")), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_are_found),
        cmocka_unit_test(tags_are_found),
        cmocka_unit_test(a_tag_of_its_own_holds_against_a_family),
        cmocka_unit_test(families_have_a_meaning_in_children),
        cmocka_unit_test(the_first_tag_names_a_field),
        cmocka_unit_test(dictionaries_are_sorted),
        cmocka_unit_test(every_code_of_a_dictionary_is_found),
        cmocka_unit_test(diagnoses_exist_by_structure),
        cmocka_unit_test(diagnoses_have_limits),
        cmocka_unit_test(subcategories_override_their_category),
        cmocka_unit_test(operations_come_from_the_table),
        cmocka_unit_test(operations_have_a_class_by_structure),
        cmocka_unit_test(groups_are_found_by_key),
        cmocka_unit_test(numbers_have_six_places),
        cmocka_unit_test(means_fill_what_the_table_lacks),
        cmocka_unit_test(operations_are_split),
        cmocka_unit_test(rows_have_a_class),
        cmocka_unit_test(factors_may_be_missing),
        cmocka_unit_test(equal_conditions_are_compiled_once),
        cmocka_unit_test(grouping_is_as_the_region_says),
        cmocka_unit_test(the_most_particular_set_comes_last),
        cmocka_unit_test(rules_are_whole),
        cmocka_unit_test(words_are_those_of_the_contract),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
