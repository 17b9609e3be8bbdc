#include "start/words.h"

#include <stdio.h>

#include "start/cells.h"

static enum start_role role_of_code(struct text h, bool types)
{
    const bool name = cell_says(h, "名称 name 中文");
    const bool other =
        cell_says(h, "其他 其它 相关 次要 伴随 附加 第二 联合 other related");
    const bool code = cell_says(h, "编码 代码 代号 编号 code");

    if (types && !code && cell_says(h, "类型 类别 分类 性质 标识 type kind"))
        return AS_KIND;
    if (cell_says(h, "手术 操作 治疗方式 术式 oprn oper op_ proc surg icd9 "
                     "icd-9 icd_9"))
        return name ? AS_NONE : other ? AS_RELATED_OP : AS_MAIN_OP;
    if (cell_says(h, "诊断 疾病 类目 亚目 dx diag icd10 icd-10 icd_10 icd"))
        return name ? AS_DX_NAME : other ? AS_OTHER_DX : AS_DX;
    if (cell_says(h, "病种 病组 dip drg 组合 目录 分组 group 组号 组编码") ||
        code)
        return name ? AS_NAME : AS_GROUP;
    return name ? AS_NAME : AS_NONE;
}

/* First letters of the words, as programs name columns. */
static enum start_role role_of_letters(struct text h)
{
    static const struct {
        const char *letters;
        enum start_role role;
    } said[] = {
        {"bzbm", AS_GROUP},     {"bzdm", AS_GROUP},     {"bzmc", AS_NAME},
        {"zdbm", AS_DX},        {"zddm", AS_DX},        {"zyzdbm", AS_DX},
        {"zyzddm", AS_DX},      {"zdmc", AS_DX_NAME},   {"zyzdmc", AS_DX_NAME},
        {"ssbm", AS_MAIN_OP},   {"ssdm", AS_MAIN_OP},   {"ssczbm", AS_MAIN_OP},
        {"czbm", AS_MAIN_OP},   {"ssczdm", AS_MAIN_OP}, {"fz", AS_SCORE},
        {"bzfz", AS_SCORE},     {"bzlx", AS_KIND},      {"jcfy", AS_MEAN_COST},
        {"cjfy", AS_MEAN_COST}, {"pjzyr", AS_MEAN_DAYS}};

    for (size_t i = 0; i < COUNT_OF(said); i++)
        if (text_equal_fold(h, text_of(said[i].letters)))
            return said[i].role;
    return AS_NONE;
}

enum start_role words_role(struct text h, bool types)
{
    if (role_of_letters(h) != AS_NONE)
        return role_of_letters(h);
    if (cell_says(h, "系数 coef factor"))
        return AS_FACTOR;
    if (cell_says(h, "分值 点数 权重 权值 score weight") ||
        text_equal_fold(h, TEXT("rw")))
        return AS_SCORE;
    if (cell_says(h, "住院日 住院天 天数 床日数 days los"))
        return AS_MEAN_DAYS;
    if (cell_says(h, "费用 均费 金额 fee cost"))
        return AS_MEAN_COST;
    return role_of_code(h, types);
}

const char *words_field(enum start_role role)
{
    static const char *const fields[AS_COUNT] = {
        "",          "group",     "name",       "kind",     "dx",
        "dx_name",   "main_op",   "related_op", "other_dx", "score",
        "mean_cost", "mean_days", "factor"};

    return fields[role];
}

const char *words_title(enum start_role role)
{
    static const char *const titles[AS_COUNT] = {
        "未用",         "病种编码", "病种名称",     "病种类型",
        "主要诊断编码", "诊断名称", "手术操作编码", "其他手术操作编码",
        "其他诊断编码", "分值",     "次均费用",     "平均住院日",
        "系数"};

    return titles[role];
}

const char *words_kind(struct text word)
{
    static const struct {
        const char *words, *kind;
    } kinds[] = {{"综合 composite compreh", "comprehensive"},
                 {"基层 primary", "primary-care"},
                 {"中医 tcm", "tcm"},
                 {"日间 day-surg", "day-surgery"},
                 {"床日 bed", "bed-day"},
                 {"核心 core", "core"}};

    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (cell_says(word, kinds[i].words))
            return kinds[i].kind;
    return NULL;
}

bool words_is_kind(struct text cell)
{
    return cell.length <= strlen("中医优势病种目录") &&
           words_kind(cell) != NULL && !cell_says(cell, "综合征 综合症");
}

unsigned words_level(struct text heading)
{
    static const char *const words[] = {"一级 grade1 level1 1级",
                                        "二级 grade2 level2 2级",
                                        "三级 grade3 level3 3级"};

    for (unsigned i = 0; i < COUNT_OF(words); i++)
        if (cell_says(heading, words[i]))
            return i + 1;
    return 0;
}

bool words_factor(struct text heading, char out[32])
{
    size_t n = (size_t)snprintf(out, 32, "factor_");

    if (words_level(heading) > 0)
        return snprintf(out, 32, "factor_%u", words_level(heading)) > 0;
    for (size_t i = 0; i < heading.length && n < 30; i++) {
        const char c = heading.at[i];

        if (is_letter(c) || is_digit(c))
            out[n++] = is_capital(c) ? (char)(c + 32) : c;
    }
    out[n] = '\0';
    return n > 7;
}
