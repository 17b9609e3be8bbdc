/* The auxiliary catalogue: the sample of tests/regions/aux, its settings one
 * by one, and what must be refused. Factors are invented; the vectors of the
 * index and of the severity are those of the rule pages. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compile/compile.h"
#include "group/group.h"
#include "price/price.h"

#include "load/load.h"
#include "unit.h"

static const char *const files[] = {"region.xml", "病种.csv", "合并症.csv",
                                    "重度.csv",   "中度.csv", "系数.csv"};

struct change {
    const char *file, *from, *to; /* NULL: as it stands in the tree */
};

struct sample {
    char folder[64];
    struct buffer bytes;
    struct compile_faults faults;
    struct pack *pack;
    struct result result;
};

static const char *source(void)
{
    return getenv("srcdir") != NULL ? getenv("srcdir") : ".";
}

static void copy(const struct sample *s, const char *name,
                 const struct change *change)
{
    char path[256], whole[16384];
    const char *at = NULL;
    FILE *file;
    size_t n;

    snprintf(path, sizeof path, "%s/tests/regions/aux/%s", source(), name);
    file = fopen(path, "rb");
    assert_non_null(file);
    n = fread(whole, 1, sizeof whole - 1, file);
    whole[n] = '\0';
    fclose(file);
    snprintf(path, sizeof path, "%s/%s", s->folder, name);
    file = fopen(path, "wb");
    assert_non_null(file);
    if (change->file != NULL && strcmp(change->file, name) == 0) {
        at = strstr(whole, change->from);
        assert_non_null(at);
        fprintf(file, "%.*s%s%s", (int)(at - whole), whole, change->to,
                at + strlen(change->from));
    } else {
        fputs(whole, file);
    }
    fclose(file);
}

static bool compile(struct sample *s, struct change change)
{
    char region[256], knowledge[256];

    memset(s, 0, sizeof *s);
    strcpy(s->folder, "/tmp/pregroup-aux-XXXXXX");
    assert_non_null(mkdtemp(s->folder));
    for (size_t i = 0; i < COUNT(files); i++)
        copy(s, files[i], &change);
    snprintf(region, sizeof region, "%s/region.xml", s->folder);
    snprintf(knowledge, sizeof knowledge, "%s/knowledge", source());
    return compile_pack(region, NULL, knowledge, &s->bytes, &s->faults);
}

static void open_sample(struct sample *s, struct change change)
{
    struct pregroup_error err = {.size = sizeof err};

    if (!compile(s, change))
        for (size_t i = 0; i < s->faults.count; i++)
            print_error("%s:%u: %s; %s\n", s->faults.items[i].file,
                        s->faults.items[i].line, s->faults.items[i].wrong,
                        s->faults.items[i].right);
    assert_int_equal(
        pack_open_bytes(s->bytes.data, s->bytes.length, "aux", &s->pack, &err),
        PREGROUP_OK);
    assert_true(result_open(&s->result, s->pack));
}

static void close_sample(struct sample *s)
{
    char path[256];

    if (s->pack != NULL)
        result_close(&s->result);
    pack_close(s->pack);
    compile_faults_free(&s->faults);
    buffer_free(&s->bytes);
    for (size_t i = 0; i < COUNT(files); i++) {
        snprintf(path, sizeof path, "%s/%s", s->folder, files[i]);
        remove(path);
    }
    rmdir(s->folder);
}

/* ---- cases --------------------------------------------------------------- */

struct aux_case {
    const char *diagnoses; /* parted by blanks */
    const char *stay, *age;
    const char *fields;  /* `name=value name=value` */
    const char *points;  /* the score was 1000, of JC-3 800 */
    const char *classes; /* stands in the sentence; NULL: no sentence */
};

static void set(struct sample *s, const char *field, uint32_t row,
                struct text value)
{
    const uint16_t id = pack_field_find(s->pack, text_of(field));

    assert_int_not_equal(id, PACK_NO_FIELD);
    assert_true(
        record_set(&s->result.record, id, row, UNIT_NONE, TEXT("T"), 1, value));
}

static void set_diagnoses(struct sample *s, const char *codes)
{
    for (uint32_t row = 1; *codes != '\0'; row++) {
        const size_t n = strcspn(codes, " ");

        set(s, "diagnoses.code", row, (struct text){codes, n});
        codes += n + (codes[n] == ' ');
    }
}

/* A field of a list begins a row each time. */
static void set_fields(struct sample *s, const char *fields)
{
    uint32_t row = 0;

    while (*fields != '\0') {
        const size_t n = strcspn(fields, " "), name = strcspn(fields, "=");
        char field[64];

        snprintf(field, sizeof field, "%.*s", (int)name, fields);
        row = strchr(field, '.') != NULL ? row + 1 : 0;
        set(s, field, row, (struct text){fields + name + 1, n - name - 1});
        fields += n + (fields[n] == ' ');
    }
}

/* The sentence about the auxiliary catalogue; the empty text if none. */
static struct text sentence(const struct sample *s)
{
    const struct grouping *g = &s->result.grouping;

    for (uint32_t i = 0; i < g->why_count; i++)
        if (text_starts(g->why[i], TEXT("辅助目录：")))
            return g->why[i];
    return TEXT("");
}

static void expect(struct sample *s, const struct aux_case *c)
{
    char shown[DECIMAL_TEXT_MAX];
    const struct value *points;
    struct text why, got;
    bool good;

    result_reset(&s->result);
    set_diagnoses(s, c->diagnoses);
    set(s, "stay_days", 0, text_of(c->stay));
    set(s, "age", 0, text_of(c->age));
    set_fields(s, c->fields);
    record_finish(&s->result.record);
    group_run(&s->result);
    price_run(&s->result);
    points = price_step(&s->result.settlement, TEXT("points"));
    assert_non_null(points);
    got = (struct text){shown, decimal_text(points->number, shown)};
    why = sentence(s);
    good = !points->missing && text_equal(got, text_of(c->points)) &&
           (c->classes == NULL ? why.length == 0
                               : text_contains(why, text_of(c->classes)));
    if (!good)
        print_error("%s, %s days, %s: %.*s points, %.*s\n", c->diagnoses,
                    c->stay, c->fields, (int)got.length, got.at,
                    (int)why.length, why.at);
    assert_true(good);
}

static void expect_all(struct change change, const struct aux_case *cases,
                       size_t count)
{
    struct sample s;

    open_sample(&s, change);
    for (size_t i = 0; i < count; i++)
        expect(&s, &cases[i]);
    close_sample(&s);
}

static const struct change as_it_is = {NULL, NULL, NULL};

/* ---- classes ------------------------------------------------------------- */

static void charlson_counts_each_disease_once(void **state)
{
    static const struct aux_case cases[] = {
        {"J18.900 I50.900 J44.100", "2", "40", "", "1100", "合并症 为 一般"},
        {"J18.900 I50.900 J44.100 I63.900", "2", "40", "", "1200",
         "合并症 为 严重"},
        {"J18.900 K80.200", "2", "40", "", "1000", NULL},
        {"J18.900", "2", "40", "", "1000", NULL},
        {"J18.900 I21.900 I25.200 I50.000 I50.900", "2", "40", "", "1100",
         "一般"},
        {"J18.900 E11.900 E11.200", "2", "40", "", "1100", "一般"},
        {"J18.900 K74.600 K76.600", "2", "40", "", "1200", "为 严重"},
        {"J18.900 N18.900 Z94.000 G81.900", "2", "40", "", "1200", "为 严重"},
        {"J18.900 N18.900 K76.600", "2", "40", "", "1300", "极严重"},
        {"J18.900 C78.700 C79.500", "2", "40", "", "1300", "极严重"},
        {"J18.900 I50", "2", "40", "", "1000", NULL},
        {"J18.900 I50.900x001", "2", "40", "", "1000", NULL},
        {"K80.200 I50.900 J44.100 I63.900", "2", "40", "", "720",
         "系数 0.9，“系数.csv”第 17 行"},
    };

    (void)state;
    expect_all(as_it_is, cases, COUNT(cases));
}

static void severity_asks_for_the_stay(void **state)
{
    static const struct aux_case cases[] = {
        {"J18.900 R57.000", "6", "40", "", "1500", "严重程度 为 III"},
        {"J18.900 R57.000", "3", "40", "", "1500", "III"},
        {"J18.900 R57.000", "2", "40", "", "1000", NULL},
        {"J18.900 J90.x00", "3", "40", "", "1250", "严重程度 为 II（"},
        {"J18.900 J90.x00 R57.000", "3", "40", "", "1500", "III"},
        {"J18.900 J90.x00 R57.000", "3", "40", "discharge_way=5", "1000", NULL},
    };

    (void)state;
    expect_all(as_it_is, cases, COUNT(cases));
}

static void the_boundary_is_a_setting(void **state)
{
    static const struct aux_case exclusive[] = {
        {"J18.900 R57.000", "4", "40", "", "1500", "III"},
        {"J18.900 R57.000", "3", "40", "", "1000", NULL},
    };
    static const struct aux_case five[] = {
        {"J18.900 R57.000", "5", "40", "", "1500", "III"},
        {"J18.900 R57.000", "4", "40", "", "1000", NULL},
    };

    (void)state;
    expect_all((struct change){"region.xml",
                               "\"sev_los_inclusive\" value=\"1\"",
                               "\"sev_los_inclusive\" value=\"0\""},
               exclusive, COUNT(exclusive));
    expect_all((struct change){"region.xml", "\"sev_los_min\" value=\"3\"",
                               "\"sev_los_min\" value=\"5\""},
               five, COUNT(five));
}

static void tumours_have_an_order_of_their_own(void **state)
{
    static const struct aux_case cases[] = {
        {"C34.900", "5", "50", "total_cost=40000 fee_non_surgical=25000",
         "1800", "高费用一"},
        {"C34.900", "5", "50", "total_cost=40000 fee_western_drug=25000",
         "1600", "高费用二"},
        {"C34.900", "5", "50", "total_cost=29999.99 fee_western_drug=25000",
         "950", "其他"},
        {"C34.900", "5", "50",
         "total_cost=40000 fee_surgical=30000 fee_surgery=30000", "950",
         "其他"},
        {"C34.900", "1", "50", "total_cost=40000 fee_non_surgical=20000",
         "1800", "高费用一"},
        {"C34.900", "1", "50", "total_cost=40000 fee_non_surgical=19999.99",
         "950", "其他"},
        {"C34.900", "1", "50",
         "total_cost=40000 fee_western_drug=8000 fee_tcm_patent=8000 "
         "fee_tcm_herb=4000",
         "1600", "高费用二"},
        {"C34.900 C78.700", "5", "50", "total_cost=9000", "1400", "转移"},
        {"C34.900 C18.900", "5", "50", "total_cost=9000", "1400", "转移"},
        {"C34.900 C34.100", "5", "50", "total_cost=9000", "950", "其他"},
        {"C34.900 D38.100", "5", "50", "total_cost=9000", "950", "其他"},
        {"C34.900 C78.700", "2", "50", "total_cost=9000", "950", "其他"},
        {"C34.900 R57.000", "6", "50", "total_cost=9000", "1500", "为 衰竭"},
        {"C34.900 R57.000", "2", "50", "total_cost=9000", "950", "其他"},
        {"C34.900 J90.x00", "6", "50", "total_cost=9000", "1200", "为 病损"},
        {"C34.900 J90.x00 R57.000 C78.700", "6", "50", "total_cost=9000",
         "1400", "转移"},
        {"C34.900 C78.700", "6", "50",
         "total_cost=40000 fee_non_surgical=25000 discharge_way=5", "1000",
         NULL},
        {"C50.900", "6", "50", "total_cost=120000 fee_non_surgical=70000",
         "5000", NULL},
    };
    static const struct aux_case by_mean[] = {
        {"C50.900", "6", "50", "total_cost=120000 fee_non_surgical=70000",
         "9000", "高费用一"},
        {"C50.900", "6", "50", "total_cost=89999.99 fee_non_surgical=70000",
         "5000", NULL},
    };

    (void)state;
    expect_all(as_it_is, cases, COUNT(cases));
    expect_all((struct change){"region.xml", "\"tumour_by_mean\" value=\"0\"",
                               "\"tumour_by_mean\" value=\"1\""},
               by_mean, COUNT(by_mean));
}

static void intensive_care_has_bands(void **state)
{
    static const struct aux_case cases[] = {
        {"J18.900", "40", "40", "icu_days=1", "1000", NULL},
        {"J18.900", "40", "40", "icu_days=2", "1350", "监护病房 为 2至7天"},
        {"J18.900", "40", "40", "icu_days=7", "1350", "2至7天"},
        {"J18.900", "40", "40", "icu_days=8", "1700", "8至14天"},
        {"J18.900", "40", "40", "icu_days=14", "1700", "8至14天"},
        {"J18.900", "40", "40", "icu_days=15", "2200", "15至30天"},
        {"J18.900", "40", "40", "icu_days=30", "2200", "15至30天"},
        {"J18.900", "40", "40", "icu_days=31", "3000", "31天以上"},
        /* 30 and 18 hours are two days. */
        {"J18.900", "40", "40", "icu_stays.duration=30 icu_stays.duration=18",
         "1350", "2至7天"},
        {"J18.900", "40", "40", "icu_stays.duration=30 icu_stays.duration=17",
         "1000", NULL},
    };

    (void)state;
    expect_all(as_it_is, cases, COUNT(cases));
}

static void ages_have_bands(void **state)
{
    static const struct aux_case cases[] = {
        {"J18.900", "2", "65", "", "1050", "年龄 为 老年轻度"},
        {"J18.900 J90.x00", "3", "65", "", "1300", "年龄 为 老年中度"},
        {"J18.900 J90.x00", "2", "65", "", "1050", "老年轻度"},
        {"J18.900 J90.x00 R57.000", "3", "65", "", "1600", "老年重度"},
        {"J18.900", "1", "65", "discharge_way=5", "1600", "老年重度"},
        {"J18.900", "2", "64", "", "1000", NULL},
        {"J18.900", "2", "6", "", "1150",
         "学龄前（系数 1.15，factor_young，“病种.csv”第 2 行）"},
        {"J18.900", "2", "7", "", "1000", NULL},
        {"C34.900", "2", "6", "", "950", "其他"},
    };
    static const struct aux_case later[] = {
        {"J18.900", "2", "65", "", "1000", NULL},
        {"J18.900", "2", "66", "", "1050", "老年"},
    };

    (void)state;
    expect_all(as_it_is, cases, COUNT(cases));
    expect_all((struct change){"region.xml", "\"old_from\" value=\"65\"",
                               "\"old_from\" value=\"66\""},
               later, COUNT(later));
}

static void factors_are_combined_as_the_region_says(void **state)
{
    static const struct aux_case highest[] = {
        {"J18.900 R57.000 I50.900", "6", "40", "", "1500", "III"},
        {"J18.900 R57.000 I50.900", "6", "70", "", "1600", "老年重度"},
    };
    static const struct aux_case product[] = {
        {"J18.900 R57.000 I50.900", "6", "70", "", "2640", "相乘得 2.64"},
        {"J18.900", "6", "40", "", "1000", NULL},
        {"J18.900", "6", "70", "", "1050", "老年"},
    };

    (void)state;
    expect_all(as_it_is, highest, COUNT(highest));
    expect_all((struct change){"region.xml", "combine=\"highest\"",
                               "combine=\"product\""},
               product, COUNT(product));
}

/* ---- damaged inputs ------------------------------------------------------ */

static void faults_are_named(void **state)
{
    static const struct {
        struct change change;
        const char *wrong;
        uint32_t line; /* 0: any */
    } damages[] = {
        {{"系数.csv", "严重程度,III", "严重程度,V"}, "没有这一类：“V”", 6},
        {{"系数.csv", "JC-3,", "JC-9,"}, "没有这个病种：“JC-9”", 17},
        {{"系数.csv", "1.05", "约1"}, "系数读不出：“约1”", 7},
        {{"系数.csv", "1.05", "-1"}, "系数读不出：“-1”", 7},
        {{"系数.csv", "合并症,极严重", "合并症,严重"}, "这一类重复", 0},
        {{"系数.csv", "方面", "类别"}, "方面", 0},
        {{"合并症.csv", "权重", "分"}, "权重", 0},
        {{"合并症.csv", "I25.200", "I21.900"}, "重复的编码“I21.900”", 3},
        {{"合并症.csv", "痴呆,1", "痴呆,一"}, "权重读不出：“一”", 9},
        {{"合并症.csv", "痴呆,1", ",1"}, "疾病类别是空的", 9},
        {{"region.xml", "weight_sum('cci') &gt;= 5", "weight_sum('cc') &gt; 5"},
         "没有权重表“cc”",
         0},
        {{"region.xml", "weight_sum('cci') &gt;= 5", "points &gt; 5"},
         "用到了 let",
         0},
        {{"region.xml", "weight_sum('cci') &gt;= 5", "weight_sum('cci')"},
         "条件",
         0},
        {{"region.xml", "weight_sum('cci') &gt;= 5", "icu_beds &gt; 5"},
         "icu_beds",
         0},
        {{"region.xml", "name=\"严重\"", "name=\"极严重\""}, "重复", 0},
        {{"region.xml", "combine=\"highest\"", "combine=\"sum\""}, "sum", 0},
        {{"region.xml", "<set name=\"old_from\"", "<set name=\"aux_factor\""},
         "aux_factor",
         0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(damages); i++) {
        struct sample s;
        bool found = false;

        if (compile(&s, damages[i].change))
            print_error("%s is no fault\n", damages[i].change.to);
        for (size_t k = 0; k < s.faults.count; k++)
            found = found || (strstr(s.faults.items[k].wrong,
                                     damages[i].wrong) != NULL &&
                              (damages[i].line == 0 ||
                               s.faults.items[k].line == damages[i].line));
        for (size_t k = 0; !found && k < s.faults.count; k++)
            print_error("%s:%u: %s\n", damages[i].change.to,
                        s.faults.items[k].line, s.faults.items[k].wrong);
        assert_true(found);
        close_sample(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(charlson_counts_each_disease_once),
        cmocka_unit_test(severity_asks_for_the_stay),
        cmocka_unit_test(the_boundary_is_a_setting),
        cmocka_unit_test(tumours_have_an_order_of_their_own),
        cmocka_unit_test(intensive_care_has_bands),
        cmocka_unit_test(ages_have_bands),
        cmocka_unit_test(factors_are_combined_as_the_region_says),
        cmocka_unit_test(faults_are_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
