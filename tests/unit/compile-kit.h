/*
 * compile-kit.h -- a small knowledge folder and region in a folder of their
 * own, for tests of the compiler and of packs. It has no patients and no
 * prices; names and scores are invented.
 */
#ifndef COMPILE_KIT_H
#define COMPILE_KIT_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compile/compile.h"
#include "pack/pack.h"

#include "load/load.h"
#include "unit.h"

struct kit {
    char folder[64];
    struct buffer bytes;
    struct compile_faults faults;
};

struct kit_file {
    const char *name, *content;
};

static const struct kit_file kit_files[] = {
    {"knowledge/fields.csv", "field,name,type,length,dictionary,identity\n"
                             "record_no,病案号,text,50,,\n"
                             "sex,性别,choice,1,sex,\n"
                             "admission_time,入院时间,time,,,\n"
                             "admission_hour,入院时,hour,2,,\n"
                             "infant_age,月龄,infant-age,,,\n"
                             "diagnoses.name,诊断名称,text,100,,\n"
                             "diagnoses.code,诊断编码,diagnosis,30,,\n"
                             "procedures.code,手术编码,procedure,30,,\n"
                             "patient_paid,自付金额,amount,12,,\n"},
    {"knowledge/dialects/flat.csv", "tag,field,use\n"
                                    "BAH,record_no,key\n"
                                    "XB,sex,\n"
                                    "RYSJ,admission_time,\n"
                                    "NLDAYS,infant_age,days\n"
                                    "JBDM,diagnoses[1].code,\n"
                                    "JBDM#,diagnoses[#+1].code,\n"
                                    "JBDM9,diagnoses[60].code,\n"
                                    "SSBM##X,procedures[#].code,\n"},
    {"knowledge/dictionaries/sex.csv", "code,name\n2,女\n1,男\n9,未说明\n"},
    {"knowledge/icd10.csv", "code,name,fourth,sex,age,principal\n"
                            "I00-I99,循环系统疾病,,,,\n"
                            "I10,特发性高血压,x,,,\n"
                            "K35,急性阑尾炎,238,,,\n"
                            "K35.8,急性阑尾炎，其他,,,10y-60y,unsuited\n"
                            "O80,单胎顺产,0189,2,10y-60y,\n"
                            "P07,低出生体重,0123,,0d-28d,\n"
                            "R99,原因不明,x,,,never\n"},
    {"knowledge/icd9cm3.csv", "code,name,third,class\n"
                              "42-54,消化系统手术,,\n"
                              "36,心脏血管手术,0123,surgery\n"
                              "36.0,冠状动脉梗阻去除,,intervention\n"
                              "36.03,开胸冠状动脉,,surgery\n"
                              "47,阑尾手术,01,surgery\n"
                              "99,其他操作,0123456789,therapeutic\n"},
    {"knowledge/rules/sex.rules",
     "# rules of the kit\n"
     "[SEX001]\n"
     "severity = error\n"
     "each     = diagnoses\n"
     "field    = diagnoses.code\n"
     "when     = sex = '1'\n"
     "           and code in O00-O99\n"
     "message  = 诊断 {code}（{name}）与性别矛盾 {{注}\n"
     "advice   = 核对性别\n"
     "basis    = 例\n"
     "pass     = sex=2; diagnoses.code=I10.x00, O80.000\n"
     "fail     = sex=1; diagnoses.code=\"O80,0\", O80.000\n"},
    {"region/region.xml",
     "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
     "<region xmlns=\"urn:pregroup:region:1\" id=\"kit\" name=\"虚拟市\"\n"
     " scheme=\"dip\" generation=\"2.0\" sample=\"yes\">\n"
     "<codes>\n"
     "<table system=\"procedure\" edition=\"e\" file=\"op.csv\" code=\"编码\"\n"
     " name=\"名称\" kind=\"类别\"/>\n"
     "<gray system=\"procedure\" file=\"gray.csv\" code=\"编码\"/>\n"
     "</codes>\n"
     "<catalogue file=\"catalogue.csv\">\n"
     "<column field=\"group\" heading=\"编码\"/>\n"
     "<column field=\"name\" heading=\"名称\"/>\n"
     "<column field=\"kind\" heading=\"类型\">\n"
     "<value text=\"核心\" is=\"core\"/>\n"
     "<value text=\"综合\" is=\"comprehensive\"/>\n"
     "</column>\n"
     "<column field=\"dx\" heading=\"诊断\"/>\n"
     "<column field=\"main_op\" heading=\"主手术\"/>\n"
     "<column field=\"related_op\" heading=\"相关手术\"/>\n"
     "<column field=\"score\" heading=\"分值\"/>\n"
     "<column field=\"mean_cost\" heading=\"费用\"/>\n"
     "<column field=\"factor_2\" heading=\"系数\"/>\n"
     "<column field=\"when\" heading=\"条件\"/>\n"
     "<column field=\"other_dx\" heading=\"其他诊断\"/>\n"
     "<means file=\"means.csv\" group=\"编码\" mean_cost=\"均费\""
     " mean_days=\"均日\"/>\n"
     "</catalogue>\n"
     "<grouping dx-key=\"4\" or=\"/\" and=\"+,\">\n"
     "<comprehensive dx-key=\"3\" intervention=\"therapeutic\">\n"
     "<suffix class=\"surgery\" text=\"-S\"/>\n"
     "<suffix class=\"conservative\" text=\"-N\"/>\n"
     "</comprehensive>\n"
     "<conservative-row for=\"any\"/>\n"
     "<layers>core comprehensive</layers>\n"
     "<pick types=\"core:surgery comprehensive:surgery\">type order</pick>\n"
     "</grouping>\n"
     "<settlement>\n"
     "<set name=\"value\" insurance=\"employee\" value=\"6.1\"/>\n"
     "<set name=\"value\" value=\"5\"/>\n"
     "<let name=\"points\" value=\"score * factor_2\" round=\"2\"/>\n"
     "<let name=\"standard\" value=\"points * value\" round=\"2\"/>\n"
     "<let name=\"listed\" value=\"lookup('share', group)\"/>\n"
     "<lookup name=\"share\" file=\"means.csv\" keys=\"编码\""
     " value=\"均费\"/>\n"
     "</settlement>\n"
     "</region>\n"},
    {"region/op.csv", "虚拟市手术编码表,,\n"
                      "编码,名称,类别\n"
                      "47.0100,腹腔镜阑尾切除,手术\n"
                      "36.0601,支架置入,介入治疗\n"
                      "36.0602,药物支架,介入治疗\n"
                      "00.4500,一根血管支架,治疗性操作\n"},
    {"region/gray.csv", "编码\n36.0602\n"},
    {"region/catalogue.csv",
     "\xef\xbb\xbf虚拟市病种目录,,,,,,,,,,\r\n"
     "编码,名称,类型,诊断,主手术,\"相关\n手术\",分值,费用,系数,条件,"
     "其他诊断\r\n"
     "K35.8:47,阑尾切除,核心,k35.8,47.0100,,100.5,5000,1.1,,\r\n"
     "K35.8,保守,核心,K35.800x001,-,,50,,1,sex = '1',I10/K35-K38\r\n"
     "I10.x,高血压,核心,I10.x,\"36.0601/36.0602 +00.\n4500\",47.0100,"
     "1.2E+2,600,,,\r\n"
     "K35-S,综合手术,综合,K35,,,80.1234567,700,1,,\r\n"
     ",,,,,,,,,,\r\n"
     "K35-N,综合保守,综合,K35,,,40,300,1,sex = '1',\r\n"},
    {"region/hospital.xml",
     "<hospital xmlns=\"urn:pregroup:hospital:1\" code=\"H1\" name=\"虚\">\n"
     "<department code=\"05\" name=\"外\"/>\n"
     "<department code=\"03\" name=\"内\" factor=\"1.05\"/>\n"
     "</hospital>\n"},
    {"region/means.csv", "编码,均费,均日\nK35.8,1234.5678915,7\n"
                         "K35.8:47,9,\nXX,1,1\n"},
};

#define KIT_PATH 256

static inline void kit_path(const struct kit *kit, const char *name,
                            char path[KIT_PATH])
{
    snprintf(path, KIT_PATH, "%s/%s", kit->folder, name);
}

static inline void kit_write(const struct kit *kit, const char *name,
                             const char *bytes, size_t length)
{
    char path[KIT_PATH];
    FILE *file;

    kit_path(kit, name, path);
    file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static inline const char *kit_content(const char *name)
{
    for (size_t i = 0; i < COUNT(kit_files); i++)
        if (strcmp(kit_files[i].name, name) == 0)
            return kit_files[i].content;
    return NULL;
}

/* The file as it was, with the first `from` in it replaced by `to`. */
static inline void kit_change(const struct kit *kit, const char *name,
                              const char *from, const char *to)
{
    const char *whole = kit_content(name);
    const char *at = strstr(whole, from);
    char changed[8192];
    int length;

    assert_non_null(at);
    length = snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - whole),
                      whole, to, at + strlen(from));
    assert_true(length > 0 && (size_t)length < sizeof changed);
    kit_write(kit, name, changed, (size_t)length);
}

static inline void kit_restore(const struct kit *kit)
{
    for (size_t i = 0; i < COUNT(kit_files); i++)
        kit_write(kit, kit_files[i].name, kit_files[i].content,
                  strlen(kit_files[i].content));
}

static const char *const kit_folders[] = {"knowledge", "knowledge/dialects",
                                          "knowledge/dictionaries",
                                          "knowledge/rules", "region"};

static inline void kit_open(struct kit *kit)
{
    char path[KIT_PATH];

    memset(kit, 0, sizeof *kit);
    strcpy(kit->folder, "/tmp/pregroup-kit-XXXXXX");
    assert_non_null(mkdtemp(kit->folder));
    for (size_t i = 0; i < COUNT(kit_folders); i++) {
        kit_path(kit, kit_folders[i], path);
        assert_int_equal(mkdir(path, 0700), 0);
    }
    kit_restore(kit);
}

static inline void kit_reset(struct kit *kit)
{
    compile_faults_free(&kit->faults);
    buffer_free(&kit->bytes);
}

static inline void kit_close(struct kit *kit)
{
    char path[KIT_PATH];

    kit_reset(kit);
    for (size_t i = 0; i < COUNT(kit_files); i++) {
        kit_path(kit, kit_files[i].name, path);
        remove(path);
    }
    for (size_t i = COUNT(kit_folders); i-- > 0;) {
        kit_path(kit, kit_folders[i], path);
        rmdir(path);
    }
    rmdir(kit->folder);
}

static inline bool kit_compile(struct kit *kit)
{
    char region[KIT_PATH], hospital[KIT_PATH], knowledge[KIT_PATH];

    kit_reset(kit);
    kit_path(kit, "region/region.xml", region);
    kit_path(kit, "region/hospital.xml", hospital);
    kit_path(kit, "knowledge", knowledge);
    return compile_pack(region, hospital, knowledge, &kit->bytes, &kit->faults);
}

static inline void kit_print_faults(const struct kit *kit)
{
    struct buffer lines = {0};

    for (size_t i = 0; i < kit->faults.count; i++)
        compile_fault_show(&kit->faults.items[i], &lines);
    if (lines.length > 0)
        print_error("%s", lines.data);
    buffer_free(&lines);
}

/* The kit's pack, compiled and opened; the test closes it. */
static inline struct pack *kit_pack(struct kit *kit)
{
    struct pregroup_error err = {.size = sizeof err};
    struct pack *pack = NULL;

    if (!kit_compile(kit))
        kit_print_faults(kit);
    if (pack_open_bytes(kit->bytes.data, kit->bytes.length, "kit", &pack,
                        &err) != PREGROUP_OK)
        print_error("%s\n", err.text);
    assert_non_null(pack);
    return pack;
}

#endif
