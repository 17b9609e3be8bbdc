#include "pack/pack.h"

static const char *const kinds[KIND_COUNT] = {
    "core",        "comprehensive", "primary-care", "tcm",
    "day-surgery", "bed-day",       "drg"};

static const char *const classes[CLASS_COUNT] = {
    "conservative", "diagnostic", "therapeutic", "intervention", "surgery"};

static const char *const picks[PICK_FILTERS] = {
    [PICK_END] = "",
    [PICK_MATCHED_OPERATIONS] = "matched-operations",
    [PICK_PRINCIPAL_OPERATION] = "principal-operation",
    [PICK_EXACT_SET] = "exact-set",
    [PICK_NEAREST_COST] = "nearest-cost",
    [PICK_SCORE] = "score",
    [PICK_KIND] = "kind",
    [PICK_TYPE] = "type",
    [PICK_ORDER] = "order",
    [PICK_USED_OPERATIONS] = "used-operations",
    [PICK_EXACT_CODE] = "exact-code",
    [PICK_SURGERY_USED] = "surgery-used",
    [PICK_SURGERY_SCORE] = "surgery-score"};

const char *group_kind_name(unsigned kind)
{
    return kind < KIND_COUNT ? kinds[kind] : "";
}

const char *op_class_name(unsigned class)
{
    return class < CLASS_COUNT ? classes[class] : "";
}

const char *pick_filter_name(unsigned filter)
{
    return filter < PICK_FILTERS ? picks[filter] : "";
}

unsigned pick_filter_find(struct text word)
{
    const int n = text_index(word, picks, PICK_FILTERS);

    return n > 0 ? (unsigned)n : PICK_END;
}

const char *severity_name(unsigned severity)
{
    static const char *const names[] = {"", "info", "warning", "error"};

    return severity <= SEVERITY_ERROR ? names[severity] : "";
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
    return text_index(word, kinds, KIND_COUNT);
}

unsigned page_kind_find(struct text word)
{
    static const char *const names[] = {"front-page", "settlement-list", "tcm",
                                        "hqms",       "hqms-2019",       "4401",
                                        "regional"};
    const int n = text_index(word, names, COUNT_OF(names));

    return n >= 0 ? 1u << n : 0;
}

int op_class_find(struct text word)
{
    return text_index(word, classes, CLASS_COUNT);
}
