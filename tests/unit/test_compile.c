/* The compiler: what the kit's sources become, and one fault at a time. */
#include "compile-kit.h"
#include "load/load.h"

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

/* One change of one file, and the fault it must give. */
struct damage {
    const char *file, *from, *to;
    uint32_t line, column;
    const char *wrong; /* stands in the fault's words */
};

static const struct damage knowledge_damages[] = {
    {"knowledge/fields.csv", "choice,1,sex", "choise,1,sex", 3, 3, "choise"},
    {"knowledge/fields.csv", "choice,1,sex", "choice,1,gender", 3, 5, "gender"},
    {"knowledge/fields.csv", "text,50,,", "text,-5,,", 2, 4, "-5"},
    {"knowledge/fields.csv", "text,50,,", "text,50,,person", 2, 6, "person"},
    {"knowledge/fields.csv", "自付金额,amount,12", "自付金额,text,12", 0, 0,
     "patient_paid"},
    {"knowledge/fields.csv", "sex,性别", "record_no,性别", 3, 1, "重复"},
    {"knowledge/fields.csv", "sex,性别", "beds.sex,性别", 3, 1, "beds"},
    {"knowledge/fields.csv", "field,name", "feld,name", 1, 0, "field"},
    {"knowledge/dialects/flat.csv", "XB,sex", "XB,sax", 3, 2, "sax"},
    {"knowledge/dialects/flat.csv", "XB,sex", "bah,sex", 3, 1, "重复"},
    {"knowledge/dialects/flat.csv", "XB,sex", "XB,sex[1].code", 3, 2, "sex"},
    {"knowledge/dialects/flat.csv", "diagnoses[1]", "diagnoses[99]", 6, 2,
     "99"},
    {"knowledge/dialects/flat.csv", "diagnoses[1].", "diagnoses.", 6, 2,
     "diagnoses.code"},
    {"knowledge/dialects/flat.csv", "[#+1].code", "[#+2].code", 7, 2, "#+2"},
    {"knowledge/dialects/flat.csv", "infant_age,days", "infant_age,weeks", 5, 3,
     "weeks"},
    {"knowledge/dialects/flat.csv", "SSBM##X,procedures[#].code",
     "/o#/*,doctors[#].*", 9, 1, "路径"},
    {"knowledge/dialects/flat.csv", "SSBM##X,procedures[#].code",
     "/o#/x,procedures[#].*", 9, 2, "procedures[#].*"},
    {"knowledge/dictionaries/sex.csv", "1,男", "2,男", 3, 1, "重复"},
    {"knowledge/dictionaries/sex.csv", "1,男", "1,", 3, 0, "空"},
    {"knowledge/dictionaries/sex.csv", "1,男", "1,\"男", 3, 2, "引号"},
    {"knowledge/dictionaries/sex.csv", "1,男", "1,\"男\"人", 3, 2, "引号"},
    {"knowledge/dictionaries/sex.csv", "男", "\x81\x20", 3, 0, "GB18030"},
    {"knowledge/icd10.csv", ",238,", ",2to8,", 4, 3, "2to8"},
    {"knowledge/icd10.csv", "10y-60y,unsuited", "10-60,unsuited", 5, 5,
     "10-60"},
    {"knowledge/icd10.csv", "unsuited", "seldom", 5, 6, "seldom"},
    {"knowledge/icd10.csv", "0189,2,", "0189,f,", 6, 4, "f"},
    {"knowledge/icd10.csv", "K35.8,", "K358,", 5, 1, "K358"},
    {"knowledge/icd10.csv", "O80,", "K35,", 6, 1, "K35"},
    {"knowledge/icd9cm3.csv", "intervention", "catheter", 4, 4, "catheter"},
    {"knowledge/icd9cm3.csv", "36.0,", "360,", 4, 1, "360"},
    {"knowledge/rules/sex.rules", "[SEX001]", "[Sex1]", 2, 1, "Sex1"},
    {"knowledge/rules/sex.rules", "= error", "= fatal", 3, 12, "fatal"},
    {"knowledge/rules/sex.rules", "= diagnoses\n", "= doctors\n", 4, 12,
     "doctors"},
    {"knowledge/rules/sex.rules", "= diagnoses.code", "= procedures.code", 5,
     12, "procedures.code"},
    {"knowledge/rules/sex.rules", "code in O00", "cod in O00", 7, 16, "cod"},
    {"knowledge/rules/sex.rules", "sex = '1'", "sex = 1", 6, 0, ""},
    {"knowledge/rules/sex.rules", "{code}", "{cod}", 8, 16, "cod"},
    {"knowledge/rules/sex.rules", "{{注}", "{注", 8, 0, "大括号"},
    {"knowledge/rules/sex.rules", "{name}", "{sex = '1'}", 8, 0, "真假"},
    {"knowledge/rules/sex.rules", "advice   = 核对性别\n", "", 2, 0, "advice"},
    {"knowledge/rules/sex.rules", "pass     = sex=2", "pass     = age=2", 11,
     12, "age"},
    {"knowledge/rules/sex.rules", "pass     = sex=2", "pass     = sex=2,1", 11,
     12, "sex"},
    {"knowledge/rules/sex.rules", "pass     =", "fail     =", 2, 0, "pass"},
    {"knowledge/rules/sex.rules", "basis ", "source ", 10, 1, "source"},
    {"knowledge/rules/sex.rules", "basis    = 例", "advice   = 例", 10, 1,
     "advice"},
    {"knowledge/rules/sex.rules", "basis    = 例",
     "basis    = 例\ntitle    = 一二三四五六七八九十一二三四五", 11, 12,
     "名称"},
    {"knowledge/rules/sex.rules", "basis    = 例",
     "basis    = 例\nverified = 是", 11, 12, "核对"},
};

static const struct damage region_damages[] = {
    {"region/region.xml", "</codes>", "</code>", 8, 0, "XML"},
    {"region/region.xml", "<region xmlns=\"urn:pregroup:region:1\"", "<region",
     2, 0, "region"},
    {"region/region.xml", "<region ", "<!DOCTYPE a><region ", 0, 0, "DTD"},
    {"region/region.xml", "scheme=\"dip\"", "scheme=\"dpi\"", 2, 0, "dpi"},
    {"region/region.xml", "id=\"kit\"", "id=\"K T\"", 2, 0, "K T"},
    {"region/region.xml", "sample=\"yes\"", "valid-from=\"2025-02-30\"", 2, 0,
     "2025-02-30"},
    {"region/region.xml", "sample=\"yes\"", "samples=\"yes\"", 2, 0, "samples"},
    {"region/region.xml", "<codes>", "<codes>x", 4, 0, "文字"},
    {"region/region.xml", "</codes>",
     "<crosswalk system=\"diagnosis\" edition=\"e\" file=\"f\" from=\"a\" "
     "to=\"b\"/></codes>",
     8, 0, "对照表"},
    {"region/op.csv", "36.0601,支架置入,介入治疗",
     "36.06\xef\xbc\x81,支架置入,介入", 4, 1, "读不出"},
    {"region/op.csv", "介入治疗\n36.0602", "介入室\n36.0602", 4, 3, "介入室"},
    {"region/op.csv", "编码,名称,类别", "编号,名称,类别", 2, 0, "编码"},
    {"region/gray.csv", "编码\n36.0602", "\n", 0, 0, "空"},
    {"region/gray.csv", "36.0602", "36.0602\n\"36.0603", 3, 1, "引号"},
    {"region/means.csv", "1234.5678915", "\"1,234.5\"", 2, 2, "1,234.5"},
    {"region/means.csv", "1234.5678915", "约1234", 2, 2, "约1234"},
    {"region/means.csv", "均日", "平均住院日", 1, 0, "均日"},
    {"region/region.xml", "op.csv", "ops.csv", 5, 0, "ops.csv"},
    {"region/region.xml", "kind=\"类别\"", "kind=\"种类\"", 0, 0, "种类"},
    {"region/region.xml", "field=\"name\"", "field=\"title\"", 11, 0, "title"},
    {"region/region.xml", "field=\"name\"", "field=\"group\"", 11, 0, "两次"},
    {"region/region.xml", "is=\"core\"", "is=\"main\"", 13, 0, "main"},
    {"region/region.xml", "text=\"综合\"", "text=\"综\"", 0, 0, "综合"},
    {"region/region.xml", "heading=\"费用\"", "heading=\"次均费用\"", 0, 0,
     "次均费用"},
    {"region/region.xml", "<column field=\"score\" heading=\"分值\"/>", "", 9,
     0, "score"},
    {"region/region.xml", "means.csv", "mean.csv", 24, 0, "mean.csv"},
    {"region/region.xml", "dx-key=\"4\"", "dx-key=\"5\"", 26, 0, "dx-key"},
    {"region/region.xml", "<suffix class=\"surgery\" text=\"-S\"/>\n", "", 0, 0,
     "K35-S"},
    {"region/region.xml", "<layers>core ", "<layers>", 0, 0, "core"},
    {"region/region.xml", "<layers>core ", "<layers>first core ", 9, 0,
     "first"},
    {"region/region.xml", "type order", "type ordre", 33, 0, "ordre"},
    {"region/region.xml", "core:surgery ", "core:knife ", 33, 0, "core:knife"},
    {"region/region.xml", "<pick types=", "<pick kinds=\"core\" dummy=", 33, 0,
     "dummy"},
    {"region/region.xml", "value=\"5\"", "value=\"five\"", 37, 0, "five"},
    {"region/region.xml", "value=\"5\"", "value=\"'5'\"", 37, 0, "类型"},
    {"region/region.xml", " insurance=\"employee\"", "", 37, 0, "条件相同"},
    {"region/region.xml", "insurance=\"employee\"", "month=\"2025-13\"", 36, 0,
     "月份"},
    {"region/region.xml", "name=\"points\"", "name=\"cost\"", 38, 0, "cost"},
    {"region/region.xml", "name=\"points\"", "name=\"value\"", 38, 0, "重复"},
    {"region/region.xml", "round=\"2\"", "round=\"13\"", 38, 0, "小数"},
    {"region/region.xml", "name=\"standard\"", "name=\"paid\"", 35, 0,
     "standard"},
    {"region/catalogue.csv", ",47.0100,", ",A7.0100,", 4, 5, "A7.0100"},
    {"region/catalogue.csv", "100.5", "1,005", 4, 0, ""},
    {"region/catalogue.csv", "100.5", "百", 4, 7, "百"},
    {"region/catalogue.csv", "k35.8,", "K35,", 4, 4, "K35"},
    {"region/catalogue.csv", "sex = '1',I10", "sex = ,I10", 5, 10, "sex"},
    {"region/catalogue.csv", "I10/K35-K38", "I10/上呼吸道", 5, 11, "上呼"},
    {"region/catalogue.csv", "K35-S,", "K35-T,", 8, 1, "K35-T"},
    {"region/catalogue.csv", "K35.8:47", "", 4, 1, "空"},
    {"region/op.csv", "介入治疗", "介人治疗", 4, 3, "介人"},
    {"region/op.csv", "47.0100", "阑尾", 3, 1, "阑尾"},
    {"region/means.csv", "1234.5678915", "1234元", 2, 2, "1234元"},
    {"region/op.csv", "虚拟市", "PK\x03\x04", 0, 0, "XLSX"},
    {"region/op.csv", "虚拟市", "\xff\xfe", 0, 0, "UTF-16"},
};

static bool fits(const struct compile_fault *f, const struct damage *d)
{
    return (d->line == 0 || f->line == d->line) &&
           (d->column == 0 || f->column == d->column) &&
           strstr(f->wrong, d->wrong) != NULL && f->right[0] != '\0';
}

static void try_damage(struct kit *kit, const struct damage *d)
{
    bool found = false;

    kit_change(kit, d->file, d->from, d->to);
    if (kit_compile(kit))
        print_error("%s: %s -> %s is no fault\n", d->file, d->from, d->to);
    assert_int_equal(kit->bytes.length, 0);
    for (size_t i = 0; i < kit->faults.count && !found; i++)
        found = fits(&kit->faults.items[i], d);
    if (!found) {
        print_error("%s: %s -> %s gives\n", d->file, d->from, d->to);
        kit_print_faults(kit);
    }
    assert_true(found);
    kit_restore(kit);
}

static void each_fault_of_the_knowledge_is_named(void **state)
{
    for (size_t i = 0; i < COUNT(knowledge_damages); i++)
        try_damage(*state, &knowledge_damages[i]);
}

static void each_fault_of_a_region_is_named(void **state)
{
    for (size_t i = 0; i < COUNT(region_damages); i++)
        try_damage(*state, &region_damages[i]);
}

static void all_faults_come_at_once(void **state)
{
    struct kit *kit = *state;

    kit_change(kit, "knowledge/icd10.csv", "unsuited", "seldom");
    kit_change(kit, "region/op.csv", "介入治疗", "介人治疗");
    kit_change(kit, "region/region.xml", "is=\"core\"", "is=\"main\"");
    assert_false(kit_compile(kit));
    assert_true(kit->faults.count >= 3);
    for (size_t i = 1; i < kit->faults.count; i++)
        assert_true(strcmp(kit->faults.items[i - 1].file,
                           kit->faults.items[i].file) <= 0);
}

static void faults_beyond_the_limit_are_counted(void **state)
{
    struct kit *kit = *state;
    struct buffer lines = {0};

    buffer_string(&lines, "<settlement>");
    for (int i = 0; i < COMPILE_FAULTS + 7; i++)
        buffer_string(&lines, "\n<set/>");
    kit_change(kit, "region/region.xml", "<settlement>", lines.data);
    buffer_free(&lines);
    assert_false(kit_compile(kit));
    assert_int_equal(kit->faults.count, COMPILE_FAULTS);
    assert_true(kit->faults.left_out >= 7);
}

static void compile_codes(struct kit *kit, int codes)
{
    struct buffer lines = {0};

    kit_restore(kit);
    buffer_string(&lines, "code,name\n1,a\n2,b\n");
    for (int i = 0; i < codes; i++)
        buffer_string(&lines, "1,a\n");
    kit_write(kit, "knowledge/dictionaries/sex.csv", lines.data, lines.length);
    buffer_free(&lines);
    assert_false(kit_compile(kit));
}

/* Up to three faults of one cause stand by themselves; of more there is one,
 * with the lines of the others. */
static void one_cause_has_one_line(void **state)
{
    struct kit *kit = *state;
    struct buffer shown = {0};

    compile_codes(kit, 3);
    assert_int_equal(kit->faults.count, 3);
    compile_codes(kit, 300);
    assert_int_equal(kit->faults.count, 1);
    assert_int_equal(kit->faults.left_out, 0);
    compile_fault_show(&kit->faults.items[0], &shown);
    assert_non_null(strstr(shown.data, "（同样的还有 299 处：第 5、6、7、8、9、"
                                       "10、11、12 … 行）\n"));
    buffer_free(&shown);
    kit_restore(kit);
}

static void missing_files_are_named(void **state)
{
    struct kit *kit = *state;
    char path[KIT_PATH];

    kit_path(kit, "knowledge/icd9cm3.csv", path);
    assert_int_equal(remove(path), 0);
    assert_false(kit_compile(kit));
    assert_int_equal(kit->faults.count, 1);
    assert_non_null(strstr(kit->faults.items[0].wrong, "icd9cm3.csv"));
}

static void same_sources_give_same_bytes(void **state)
{
    struct kit *kit = *state, other;

    assert_true(kit_compile(kit));
    kit_open(&other);
    assert_true(kit_compile(&other));
    assert_int_equal(kit->bytes.length, other.bytes.length);
    assert_memory_equal(kit->bytes.data, other.bytes.data, kit->bytes.length);
    kit_close(&other);
}

static void no_path_stands_in_a_pack(void **state)
{
    struct kit *kit = *state;
    const char *name = strrchr(kit->folder, '/') + 1;

    assert_true(kit_compile(kit));
    assert_false(text_contains(buffer_view(&kit->bytes), text_of(name)));
}

/* The pack with this dialect. */
static struct pack *with_dialect(struct kit *kit, const char *lines)
{
    kit_write(kit, "knowledge/dialects/flat.csv", lines, strlen(lines));
    return kit_pack(kit);
}

static void same_rows(const struct pack *a, const struct pack *b,
                      unsigned section)
{
    assert_int_equal(pack_count(a, section), pack_count(b, section));
    assert_memory_equal(a->sections[section].rows, b->sections[section].rows,
                        pack_count(a, section) * pack_row_size(section));
}

static void a_star_stands_for_the_fields_that_no_line_names(void **state)
{
    struct kit *kit = *state, other;
    struct pack *star, *each;

    kit_open(&other);
    star = with_dialect(kit, "tag,field,use\nP,,record\n"
                             "/D/d#/*,diagnoses[#].*,\n"
                             "/*,*,\n"
                             "/NL,infant_age,days\n");
    each = with_dialect(&other, "tag,field,use\nP,,record\n"
                                "/record_no,record_no,\n"
                                "/sex,sex,\n"
                                "/admission_time,admission_time,\n"
                                "/admission_hour,admission_hour,\n"
                                "/NL,infant_age,days\n"
                                "/D/d#/name,diagnoses[#].name,\n"
                                "/D/d#/code,diagnoses[#].code,\n"
                                "/patient_paid,patient_paid,\n");
    same_rows(star, each, SECTION_TAG);
    same_rows(star, each, SECTION_PATH);
    same_rows(star, each, SECTION_PATH_STEP);
    pack_close(star);
    pack_close(each);
    kit_close(&other);
}

static void gb18030_sources_are_read(void **state)
{
    struct kit *kit = *state;
    static const char sex[] = "code,name\n1,\xc4\xd0\n2,\xc5\xae\n";
    struct pack *pack;
    const struct pack_entry *entry;

    kit_write(kit, "knowledge/dictionaries/sex.csv", sex, sizeof sex - 1);
    pack = kit_pack(kit);
    entry = pack_entry_find(pack, 0, TEXT("2"));
    assert_non_null(entry);
    assert_text(pack_text(pack, entry->name), "女");
    pack_close(pack);
}

static void a_rule_file_compiles_alone(void **state)
{
    struct kit *kit = *state;
    char rules[KIT_PATH], knowledge[KIT_PATH];
    struct pregroup_error err = {.size = sizeof err};
    struct pack *pack;

    kit_path(kit, "knowledge/rules/sex.rules", rules);
    kit_path(kit, "knowledge", knowledge);
    assert_true(compile_rule_file(rules, knowledge, &kit->bytes, &kit->faults));
    assert_int_equal(
        pack_open_bytes(kit->bytes.data, kit->bytes.length, "r", &pack, &err),
        PREGROUP_OK);
    assert_int_equal(pack_count(pack, SECTION_RULE), 1);
    assert_int_equal(pack_count(pack, SECTION_GROUP), 0);
    assert_int_equal(pack_groups(pack, (struct code){0, 0}).count, 0);
    pack_close(pack);
}

static void the_schema_fills_in(void **state)
{
    struct kit *kit = *state;
    char folder[KIT_PATH], schema[KIT_PATH];
    static const char xsd[] =
        "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' "
        "targetNamespace='urn:pregroup:region:1'>"
        "<xs:element name='region' type='xs:date'/></xs:schema>";

    kit_path(kit, "schemas", folder);
    assert_int_equal(mkdir(folder, 0700), 0);
    kit_write(kit, "schemas/region.xsd", xsd, sizeof xsd - 1);
    assert_false(kit_compile(kit));
    assert_non_null(strstr(kit->faults.items[0].right, "region.xsd"));
    kit_path(kit, "schemas/region.xsd", schema);
    remove(schema);
    rmdir(folder);
}

static void a_fault_is_one_line(void **state)
{
    struct compile_fault f = {.file = (char *)(uintptr_t) "a.csv",
                              .line = 3,
                              .column = 2,
                              .wrong = (char *)(uintptr_t) "错",
                              .right = (char *)(uintptr_t) "对"};
    struct buffer out = {0};

    (void)state;
    compile_fault_show(&f, &out);
    assert_text(buffer_view(&out), "a.csv:3:2: 错；对\n");
    buffer_reset(&out);
    f.line = f.column = 0;
    compile_fault_show(&f, &out);
    assert_text(buffer_view(&out), "a.csv: 错；对\n");
    buffer_reset(&out);
    f.sheet = (char *)(uintptr_t) "表";
    f.line = 4;
    f.column = 28;
    compile_fault_show(&f, &out);
    assert_text(buffer_view(&out), "a.csv:工作表“表”第 4 行 AB 列: 错；对\n");
    buffer_free(&out);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_fault_of_the_knowledge_is_named),
        TEST(each_fault_of_a_region_is_named),
        TEST(all_faults_come_at_once),
        TEST(faults_beyond_the_limit_are_counted),
        TEST(one_cause_has_one_line),
        TEST(missing_files_are_named),
        TEST(same_sources_give_same_bytes),
        TEST(no_path_stands_in_a_pack),
        TEST(a_star_stands_for_the_fields_that_no_line_names),
        TEST(gb18030_sources_are_read),
        TEST(a_rule_file_compiles_alone),
        TEST(the_schema_fills_in),
        TEST(a_fault_is_one_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
