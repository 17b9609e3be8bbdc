#include "pack/pack.h"
#include "show/formula.h"
#include "show/page.h"

struct word {
    const char *name, *words;
};

/* Names that most regions use. */
static const struct word names[] = {
    {"x", "倍率"},
    {"ratio", "费用倍率"},
    {"deviation", "费用偏差"},
    {"low_limit", "费用下限"},
    {"high_limit", "费用上限"},
    {"base", "病种分值"},
    {"adjusted", "偏差后分值"},
    {"points", "结算分值"},
    {"standard", "支付标准"},
    {"fund", "统筹基金"},
    {"margin", "结余"},
    {"point_value", "点值"},
    {"level_factor", "级别系数"},
    {"aux_factor", "辅助系数"},
    {"department_factor", "科室系数"},
    {"mean_cost", "病种次均费用"},
    {"mean_days", "病种平均住院日"},
    {"insurance", "医保类型"},
    {"cost", "总费用"},
    {"patient_paid", "个人负担"},
    {"score", "分值"},
    {"kind", "病种类别"},
    {"group", "病种"},
    {"level", "医院等级"},
    {"low_at", "偏低界限"},
    {"high_at", "偏高界限"},
    {"reference", "参照费用"},
};

/* What a step's value says in words; the kinds of groups have theirs. */
static const struct word values[] = {
    {"normal", "正常"},  {"low", "偏低"},      {"high", "偏高"},
    {"extreme", "极高"}, {"employee", "职工"}, {"resident", "居民"},
    {"self", "全自费"},  {"other", "其他"},
};

static const struct word functions[] = {
    {"and", "且"},   {"or", "或"},      {"not", "非"},         {"min", "取小"},
    {"max", "取大"}, {"given", "填有"}, {"round", "四舍五入"},
};

/* Names whose values are sums of money. */
static const char *const money[] = {"low_limit", "high_limit",   "standard",
                                    "fund",      "margin",       "mean_cost",
                                    "cost",      "patient_paid", "reference"};

static bool is_money(struct text name)
{
    for (size_t i = 0; i < COUNT_OF(money); i++)
        if (text_equal(text_of(money[i]), name))
            return true;
    return false;
}

static const char *words_for(const struct word *list, size_t count,
                             struct text name)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal(text_of(list[i].name), name))
            return list[i].words;
    return NULL;
}

#define FIND(list, name) words_for(list, COUNT_OF(list), name)

struct text formula_words(struct text name, struct text label)
{
    const char *words = FIND(names, name);

    if (label.length > 0)
        return label;
    return words != NULL ? text_of(words) : name;
}

struct text formula_function(struct text name)
{
    const char *words = FIND(functions, name);

    return words != NULL ? text_of(words) : name;
}

static const char *value_words(struct text t)
{
    const char *words = FIND(values, t);
    const int kind = group_kind_find(t);

    if (words == NULL && kind >= 0)
        words = group_kind_words((unsigned)kind);
    return words;
}

void formula_value(struct text name, const struct value *v, struct buffer *out)
{
    const char *words = NULL;

    if (is_money(name)) {
        page_amount(out, v);
        return;
    }
    if (text_equal(name, TEXT("point_value"))) {
        value_show_money(out, v); /* a price: all its digits */
        return;
    }
    if (!v->missing && v->type == VALUE_TEXT)
        words = value_words(v->text);
    if (words != NULL)
        buffer_string(out, words);
    else
        value_show(out, v);
}

void formula_literal(struct text quoted, struct buffer *out)
{
    struct text inner = quoted;
    const char *words;

    if (inner.length >= 2)
        inner = (struct text){quoted.at + 1, quoted.length - 2};
    words = value_words(inner);
    buffer_text(out, words != NULL ? text_of(words) : quoted);
}
