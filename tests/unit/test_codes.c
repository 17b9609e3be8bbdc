/* Code tables with attributes, crosswalks, neighbours, and the traps of
 * tables as they come. */
#include "compile-kit.h"

#include "group/place.h"
#include "load/load.h"
#include "record/read.h"

static const char dx_file[] = "诊断\t名称\t性别\t起\t止\n"
                              "K35.800\t急性阑尾炎\t\t\t\n"
                              "K35.801+L99.8*\t阑尾炎伴肿物\t-\tnan\tNone\n"
                              "k35.800X001\t阑尾炎，重\t女\t10\t60岁\n"
                              "O80.000\t顺产\t2\t28d\t6m\n"
                              "I10.x00\t高血压\t不限\t\t\n";
static const char cross_file[] = "国临,医保\n"
                                 "K35.900,K35.800\n"
                                 "K35.901,K35.800\n"
                                 "K35.901,K35.801+L99.8*\n"
                                 "K35.902,-\n"
                                 "C83.812M96730/3,K35.800\n"
                                 "K35.800,K35.801\n"
                                 "I10.x00,I10.x00\n";
static const char op_file[] = "编码;名称;类别;级别\n"
                              "47.0100;腹腔镜\t阑尾切除;手术;四级\n"
                              "36.0601;支架置入;介入治疗;3\n"
                              "36.0602;药物支架;介入治疗;\n"
                              "\"00.45\n00\";断行;治疗性操作;\n"
                              "6.3100;甲状腺;手术;\n";
static const char old_table[] = " kind=\"类别\"/>\n";
static const char new_table[] =
    " kind=\"类别\" level=\"级别\"/>\n"
    "<table system=\"diagnosis\" edition=\"e\" file=\"dx.tsv\" code=\"诊断\""
    " name=\"名称\" sex=\"性别\" age-from=\"起\" age-to=\"止\"/>\n"
    "<crosswalk system=\"diagnosis\" edition=\"gl\" file=\"cross.csv\""
    " from=\"国临\" to=\"医保\"/>\n";

static struct kit kit;
static struct compile_faults notes;
static struct pack *pack;

static void write_utf16(const char *name, const char *text)
{
    const struct text t = text_of(text);
    char out[4096] = "\xff\xfe";
    size_t length = 2;

    for (size_t at = 0; at < t.length;) {
        const uint32_t c = text_next(t, &at);

        out[length++] = (char)(c & 0xff);
        out[length++] = (char)(c >> 8);
    }
    kit_write(&kit, name, out, length);
}

static void write_tables(void)
{
    kit_change(&kit, "region/region.xml", old_table, new_table);
    write_utf16("region/dx.tsv", dx_file);
    kit_write(&kit, "region/cross.csv", cross_file, sizeof cross_file - 1);
    kit_write(&kit, "region/op.csv", op_file, sizeof op_file - 1);
}

static int setup(void **state)
{
    (void)state;
    kit_open(&kit);
    write_tables();
    kit.faults.notes = &notes;
    pack = kit_pack(&kit);
    return 0;
}

static int teardown(void **state)
{
    static const char *const files[] = {"region/dx.tsv", "region/cross.csv"};
    char path[KIT_PATH];

    (void)state;
    pack_close(pack);
    for (size_t i = 0; i < COUNT(files); i++) {
        kit_path(&kit, files[i], path);
        remove(path);
    }
    compile_faults_free(&notes);
    kit_close(&kit);
    return 0;
}

static struct code code(const char *text)
{
    struct code key;

    assert_true(code_key(text_of(text), &key));
    return key;
}

static void assert_code(struct code c, const char *text)
{
    assert_true(code_equal(c, code(text)));
}

/* ---- tables -------------------------------------------------------------- */

static void tables_give_attributes(void **state)
{
    struct dx_facts dx = pack_dx(pack, code("K35.800x001"));

    (void)state;
    assert_true(dx.exists && dx.named);
    assert_int_equal(dx.sex, 2);
    assert_int_equal(dx.age_from, 3652);
    assert_int_equal(dx.age_to, 22280);
    dx = pack_dx(pack, code("O80.000"));
    assert_int_equal(dx.age_from, 28);
    assert_int_equal(dx.age_to, 213);
    dx = pack_dx(pack, code("I10.X00"));
    assert_int_equal(dx.sex, 0);
    assert_int_equal(dx.age_to, INT32_MAX);
    assert_int_equal(pack_op(pack, code("47.0100")).level, 4);
    assert_int_equal(pack_op(pack, code("36.0601")).level, 3);
    assert_int_equal(pack_op(pack, code("36.0602")).level, 0);
}

static void empty_markers_keep_the_structure(void **state)
{
    const struct dx_facts dx = pack_dx(pack, code("K35.801"));

    (void)state;
    assert_true(dx.exists);
    assert_int_equal(dx.age_from, 3652);
    assert_int_equal(dx.principal, PRINCIPAL_UNSUITED);
}

static void a_lost_zero_is_put_back_and_told(void **state)
{
    bool told = false;

    (void)state;
    assert_true(pack_op(pack, code("06.3100")).exists);
    assert_false(pack_op(pack, code("6.3100")).exists);
    for (size_t i = 0; i < notes.count; i++)
        told |= strstr(notes.items[i].wrong, "06.3100") != NULL;
    assert_true(told);
}

/* ---- crosswalk ----------------------------------------------------------- */

static void only_codes_without_a_place_are_mapped(void **state)
{
    struct mapped_code m = pack_map(pack, SYSTEM_DIAGNOSIS, code("K35.900"));

    (void)state;
    assert_int_equal(m.how, MAPPING_ONE);
    assert_code(m.code, "K35.800");
    m = pack_map(pack, SYSTEM_DIAGNOSIS, code("K35.901"));
    assert_int_equal(m.how, MAPPING_SEVERAL);
    assert_code(m.code, "K35.901");
    assert_int_equal(m.partners.count, 2);
    assert_code(m.partners.codes[1], "K35.801");
    assert_int_equal(pack_map(pack, SYSTEM_DIAGNOSIS, code("K35.800")).how,
                     MAPPING_OWN);
    assert_int_equal(pack_map(pack, SYSTEM_PROCEDURE, code("99.9")).how,
                     MAPPING_OWN);
}

/* 14 codes of the clinical edition carry their morphology. */
static void glued_morphology_maps_with_and_without(void **state)
{
    static const char *const written[] = {"C83.812", "C83.812M96730/3"};
    struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < COUNT(written); i++) {
        struct cell cell = {0};
        struct mapped_code m;

        assert_int_equal(
            read_code(&arena, text_of(written[i]), FIELD_DIAGNOSIS, &cell),
            CELL_GIVEN);
        m = pack_map(pack, SYSTEM_DIAGNOSIS, cell.code);
        assert_int_equal(m.how, MAPPING_ONE);
        assert_code(m.code, "K35.800");
    }
    arena_free(&arena);
}

static void no_partner_is_no_guess(void **state)
{
    struct mapped_code m = pack_map(pack, SYSTEM_DIAGNOSIS, code("K35.902"));

    (void)state;
    assert_int_equal(m.how, MAPPING_ABSENT);
    assert_true(m.partners.listed);
    m = pack_map(pack, SYSTEM_DIAGNOSIS, code("K35.903"));
    assert_int_equal(m.how, MAPPING_ABSENT);
    assert_false(m.partners.listed);
    assert_true(pack_dx(pack, code("K35.900")).exists);
    assert_false(pack_dx(pack, code("K35.902")).exists);
}

static void both_ways_can_be_read(void **state)
{
    struct code own;
    struct cross_partners p = pack_partners(
        pack, SYSTEM_DIAGNOSIS, CROSS_FROM_REGION, code("K35.801"), &own);

    (void)state;
    assert_int_equal(p.count, 2);
    assert_code(p.codes[0], "K35.800");
    assert_code(p.codes[1], "K35.901");
    p = pack_partners(pack, SYSTEM_DIAGNOSIS, CROSS_TO_REGION, code("I10.x00"),
                      &own);
    assert_int_equal(p.count, 1);
    assert_code(p.codes[0], "I10.x00");
}

static void tables_and_rows_are_cited(void **state)
{
    struct result r = {.pack = pack};
    struct mapped_code m = pack_map(pack, SYSTEM_DIAGNOSIS, code("K35.901"));

    (void)state;
    assert_true(result_open(&r, pack));
    assert_string_equal(place_of_mapping(&r, SYSTEM_DIAGNOSIS, &m),
                        "“cross.csv”第 3 行");
    m = pack_map(pack, SYSTEM_DIAGNOSIS, code("K35.903"));
    assert_string_equal(place_of_mapping(&r, SYSTEM_DIAGNOSIS, &m),
                        "“cross.csv”");
    assert_string_equal(
        place_of_code(&r, SYSTEM_DIAGNOSIS, code("K35.801"), false),
        "“dx.tsv”第 3 行");
    assert_string_equal(
        place_of_code(&r, SYSTEM_DIAGNOSIS, code("K35.903"), false), "");
    result_close(&r);
}

/* ---- neighbours ---------------------------------------------------------- */

static void neighbours_share_their_beginning(void **state)
{
    const struct pack_code *near[NEAREST_MAX];

    (void)state;
    assert_int_equal(
        pack_nearest(pack, SYSTEM_DIAGNOSIS, code("K35.800x009"), near), 3);
    assert_code(near[0]->code, "K35.800x001");
    assert_code(near[1]->code, "K35.800");
    assert_int_equal(pack_nearest(pack, SYSTEM_DIAGNOSIS, code("A00"), near),
                     0);
    assert_int_equal(
        pack_nearest(pack, SYSTEM_PROCEDURE, code("36.0609"), near), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_give_attributes),
        cmocka_unit_test(empty_markers_keep_the_structure),
        cmocka_unit_test(a_lost_zero_is_put_back_and_told),
        cmocka_unit_test(only_codes_without_a_place_are_mapped),
        cmocka_unit_test(no_partner_is_no_guess),
        cmocka_unit_test(glued_morphology_maps_with_and_without),
        cmocka_unit_test(both_ways_can_be_read),
        cmocka_unit_test(tables_and_rows_are_cited),
        cmocka_unit_test(neighbours_share_their_beginning),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
