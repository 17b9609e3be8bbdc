#include "patient.h"

#include <stdio.h>

#include "base/calendar.h"

/* Family and given names that make people who never lived. */
static const char *const families[] = {"赵",   "钱", "孙", "李", "周",
                                       "吴",   "郑", "王", "冯", "陈",
                                       "欧阳", "卫", "蒋", "沈", "韩"};
static const char *const givens[] = {"示例", "样本", "试例", "范本", "假设",
                                     "甲一", "乙二", "丙三", "丁四", "戊五"};
static const char *const streets[] = {"梧桐", "银杏", "白杨", "垂柳",
                                      "香樟", "合欢", "槐荫", "丁香"};
static const char *const departments[] = {"0301", "0302", "0303", "0304",
                                          "0401", "0403", "05",   "07"};
static const char *const wards[] = {"内一病区", "内二病区", "外一病区",
                                    "外二病区", "综合病区"};

static const char *name_of(struct draw *d, char *out, size_t room)
{
    snprintf(out, room, "%s%s", DRAW_OF(d, families), DRAW_OF(d, givens));
    return out;
}

static const char *address_of(struct draw *d, char *out, size_t room)
{
    snprintf(out, room, "示例省示例市示例区%s路%d号%d单元%d室",
             DRAW_OF(d, streets), draw_between(d, 1, 400),
             draw_between(d, 1, 6), draw_between(d, 101, 1804));
    return out;
}

static const char *phone_of(struct draw *d, char *out, size_t room)
{
    snprintf(out, room, "13800%06d", draw_between(d, 200000, 999999));
    return out;
}

/* An ID number with a valid check digit of a place that does not exist. */
static void id_number(struct draw *d, const struct patient *p, char *out)
{
    static const int weights[] = {7, 9, 10, 5,  8, 4, 2, 1, 6,
                                  3, 7, 9,  10, 5, 8, 4, 2};
    const struct calendar c = calendar_of((int64_t)p->birth * SECONDS_PER_DAY);
    const int order = draw_between(d, 0, 499) * 2 + (p->sex == 1);
    int sum = 0;

    snprintf(out, 32, "120199%04d%02d%02d%03d", (int)(c.year % 10000),
             (int)c.month, (int)c.day, order);
    for (int i = 0; i < 17; i++)
        sum += (out[i] - '0') * weights[i];
    out[17] = "10X98765432"[sum % 11];
    out[18] = '\0';
}

static void write_age(const struct patient *p, struct page *page)
{
    const int32_t days = p->admission - p->birth;
    const int32_t years = calendar_years(p->birth, p->admission);
    char months[40] = "";

    page_put_number(page, "NL", years + (p->mistake == MISTAKE_AGE));
    page_put(page, "GJ", "中国");
    if (years == 0 && days >= 30)
        snprintf(months, sizeof(months), "%d %d/30", days / 30, days % 30);
    else if (years == 0)
        snprintf(months, sizeof(months), "%d/30", days > 0 ? days : 1);
    page_put(page, "BZYZSNL", months);
    page_put(page, "XSECSTZ", days <= 28 ? "3150" : "");
    page_put(page, "XSERYTZ", days <= 28 ? "3200" : "");
}

static void write_person(struct draw *d, const struct patient *p,
                         struct page *page)
{
    char text[160];

    page_put(page, "XM", name_of(d, text, sizeof(text)));
    page_put_number(page, "XB",
                    p->mistake == MISTAKE_SEX ? 3 - p->sex : p->sex);
    page_put_day(page, "CSRQ", p->birth);
    write_age(p, page);
    page_put(page, "CSD", "示例省示例市示例区");
    page_put(page, "GG", "示例省示例市");
    page_put(page, "MZ", "汉族");
    id_number(d, p, text);
    page_put(page, "SFZH", text);
}

static void write_home(struct draw *d, const struct patient *p,
                       struct page *page)
{
    const bool adult = p->admission - p->birth > 22 * 366;
    char text[160];

    page_put(page, "ZY", adult ? "27" : "31");
    page_put(page, "HY", adult ? "2" : "1");
    page_put(page, "XZZ", address_of(d, text, sizeof(text)));
    page_put(page, "DH", phone_of(d, text, sizeof(text)));
    page_put(page, "YB1", "300000");
    page_put(page, "HKDZ", address_of(d, text, sizeof(text)));
    page_put(page, "YB2", "300000");
    page_put(page, "GZDWJDZ", adult ? "示例市示例机械制造有限公司" : "-");
    page_put(page, "DWDH", "-");
    page_put(page, "YB3", "-");
    page_put(page, "LXRXM", name_of(d, text, sizeof(text)));
    page_put(page, "GX", adult ? "1" : "5");
    page_put(page, "DZ", address_of(d, text, sizeof(text)));
    page_put(page, "DH2", phone_of(d, text, sizeof(text)));
}

static void write_stay(struct draw *d, const struct patient *p,
                       struct page *page)
{
    const char *department = DRAW_OF(d, departments);
    const char *ward = DRAW_OF(d, wards);
    const int32_t days = p->discharge - p->admission;

    page_put_number(page, "RYTJ", draw_between(d, 1, 2));
    page_put_day(page, "RYSJ", p->admission);
    page_put_number(page, "RYSJ_S", draw_between(d, 7, 22));
    page_put(page, "RYKB", department);
    page_put(page, "RYBF", ward);
    page_put(page, "ZKKB", "-");
    page_put_day(page, "CYSJ", p->discharge);
    page_put_number(page, "CYSJ_S", draw_between(d, 8, 17));
    page_put(page, "CYKB", department);
    page_put(page, "CYBF", ward);
    page_put_number(page, "SJZYTS", days + (p->mistake == MISTAKE_STAY));
}

/* Of the companions those that a stay itself may bring; the others were there
 * before it. */
static bool may_arise(const char *code)
{
    return strncmp(code, "E87", 3) == 0 || strncmp(code, "D64", 3) == 0;
}

static void write_diagnoses(struct draw *d, const struct patient *p,
                            struct page *page)
{
    const bool blank = p->mistake == MISTAKE_BLANK;

    page_put_text(page, "MZZD", p->diagnoses[0].name);
    page_put(page, "JBBM", p->diagnoses[0].code);
    page_put_text(page, "ZYZD", p->diagnoses[0].name);
    page_put(page, "JBDM", p->diagnoses[0].code);
    page_put(page, "RYBQ", blank ? "" : "1");
    for (unsigned row = 1; row < p->diagnosis_count; row++) {
        const bool wrong = p->mistake == MISTAKE_CODE && row == 1;
        page_put_text(page, "QTZD", p->diagnoses[row].name);
        page_in_row(page, PAGE_DIAGNOSES, row);
        page_put(page, "JBDM", wrong ? "K35.OO1" : p->diagnoses[row].code);
        page_in_row(page, PAGE_DIAGNOSES, row);
        page_put(page, "RYBQ",
                 draw_one_in(d, 5) && may_arise(p->diagnoses[row].code) ? "4"
                                                                        : "1");
        page_in_row(page, PAGE_DIAGNOSES, row);
    }
}

/* Codes that a principal diagnosis asks for: of the outer cause and of the
 * morphology. */
static void write_companions(const struct patient *p, struct page *page)
{
    const char *code = p->diagnoses[0].code;
    const bool injury = code[0] == 'S' || (code[0] == 'T' && code[1] < '8');
    const bool malignant = code[0] == 'C';
    const bool tumour = malignant || (code[0] == 'D' && code[1] < '5');

    page_put(page, "WBYY", injury ? "在街道和公路上意外跌倒" : "-");
    page_put(page, "H23", injury ? "W18.400" : "-");
    page_put(page, "BLZD", malignant ? "腺癌" : tumour ? "良性肿瘤" : "-");
    page_put(page, "JBMM", malignant ? "M81400/3" : tumour ? "M80000/0" : "-");
    page_put(page, "BLH", tumour ? "B2400117" : "-");
}

static void write_staff(struct draw *d, const struct patient *p,
                        struct page *page)
{
    static const char *const tags[] = {"KZR",  "ZRYS", "ZZYS", "ZYYS",
                                       "ZRHS", "JXYS", "SXYS", "BMY"};
    char text[64];

    page_put(page, "YWGM", "1");
    page_put(page, "GMYW", "-");
    page_put(page, "SWHZSJ", "-");
    page_put_number(page, "XX", draw_between(d, 1, 4));
    page_put(page, "RH", "2");
    for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
        page_put(page, tags[i], name_of(d, text, sizeof(text)));
    page_put(page, "BAZL", "1");
    page_put(page, "ZKYS", name_of(d, text, sizeof(text)));
    page_put(page, "ZKHS", name_of(d, text, sizeof(text)));
    page_put_day(page, "ZKRQ", p->discharge + draw_between(d, 1, 5));
}

/* A field of the operation at hand. */
static void put_op(struct page *page, const char *tag, const char *value,
                   unsigned row)
{
    page_put(page, tag, value);
    page_in_row(page, PAGE_PROCEDURES, row);
}

static void write_operation(struct draw *d, const struct patient *p,
                            unsigned row, struct page *page)
{
    const struct operation *op = &p->operations[row - 1];
    const bool surgery = op->class >= CLASS_INTERVENTION;
    const int32_t stay = p->discharge - p->admission;
    const int32_t day =
        p->mistake == MISTAKE_OPERATION ? stay + 3 : draw_between(d, 0, stay);
    char text[64];

    put_op(page, "SSJCZBM", op->code, row);
    page_put_day(page, "SSJCZRQ", p->admission + day);
    page_in_row(page, PAGE_PROCEDURES, row);
    put_op(page, "SSJB", surgery ? "3" : "", row);
    page_put_text(page, "SSJCZMC", op->name);
    page_in_row(page, PAGE_PROCEDURES, row);
    put_op(page, "SZ", name_of(d, text, sizeof(text)), row);
    put_op(page, "YZ", surgery ? name_of(d, text, sizeof(text)) : "-", row);
    put_op(page, "EZ", "-", row);
    put_op(page, "QKDJ", surgery ? "2" : "", row);
    put_op(page, "QKYHLB", surgery ? "1" : "", row);
    put_op(page, "MZFS", surgery ? "0102" : "", row);
    put_op(page, "MZYS", surgery ? name_of(d, text, sizeof(text)) : "", row);
}

static void write_leaving(struct page *page)
{
    static const char *const coma[] = {"RYQ_T", "RYQ_XS", "RYQ_F",
                                       "RYH_T", "RYH_XS", "RYH_F"};

    page_put(page, "LYFS", "1");
    page_put(page, "YZZY_YLJG", "-");
    page_put(page, "WSY_YLJG", "-");
    page_put(page, "SFZZYJH", "1");
    page_put(page, "MD", "-");
    for (size_t i = 0; i < sizeof(coma) / sizeof(coma[0]); i++)
        page_put(page, coma[i], "0");
}

void patient_write(struct draw *d, const struct patient *p, struct page *page)
{
    char number[24];

    page_put(page, "ZZJGDM", "120199400000000X99");
    page_put(page, "USERNAME", "示例市人民医院");
    page_put_number(page, "YLFKFS", draw_between(d, 1, 3));
    page_put(page, "JKKH", "-");
    page_put_number(page, "ZYCS", draw_between(d, 1, 4));
    snprintf(number, sizeof(number), "G%08u", p->number);
    page_put(page, "BAH", number);
    write_person(d, p, page);
    write_home(d, p, page);
    write_stay(d, p, page);
    write_diagnoses(d, p, page);
    write_companions(p, page);
    write_staff(d, p, page);
    for (unsigned row = 1; row <= p->operation_count; row++)
        write_operation(d, p, row, page);
    write_leaving(page);
    fees_write(d, p, page);
}
