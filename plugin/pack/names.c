#include "pack/pack.h"

static const char *const kinds[KIND_COUNT] = {
    "core",        "comprehensive", "primary-care", "tcm",
    "day-surgery", "bed-day",       "drg"};

static const char *const classes[CLASS_COUNT] = {
    "conservative", "diagnostic", "therapeutic", "intervention", "surgery"};

static int find(const char *const *names, unsigned count, struct text word)
{
    for (unsigned i = 0; i < count; i++)
        if (text_equal(text_of(names[i]), word))
            return (int)i;
    return -1;
}

const char *group_kind_name(unsigned kind)
{
    return kind < KIND_COUNT ? kinds[kind] : "";
}

const char *op_class_name(unsigned class)
{
    return class < CLASS_COUNT ? classes[class] : "";
}

const char *group_kind_words(unsigned kind)
{
    static const char *const words[KIND_COUNT] = {
        "核心病种", "综合病种", "基层病种", "中医病种",
        "日间手术", "床日",     "DRG 组"};

    return kind < KIND_COUNT ? words[kind] : "";
}

struct text group_layer_words(struct text layer)
{
    const int kind = group_kind_find(layer);

    return kind >= 0 ? text_of(group_kind_words((unsigned)kind)) : layer;
}

int group_kind_find(struct text word)
{
    return find(kinds, KIND_COUNT, word);
}

int op_class_find(struct text word)
{
    return find(classes, CLASS_COUNT, word);
}
