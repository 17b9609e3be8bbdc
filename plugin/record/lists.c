#include "record/lists.h"

static const struct {
    const char *name, *words;
} lists[LIST_COUNT] = {
    [LIST_NONE] = {"", ""},
    [LIST_DIAGNOSES] = {"diagnoses", "出院诊断"},
    [LIST_PROCEDURES] = {"procedures", "手术操作"},
    [LIST_TCM_DIAGNOSES] = {"tcm_diagnoses", "出院中医诊断"},
    [LIST_ICU_STAYS] = {"icu_stays", "重症监护"},
    [LIST_OUTPATIENT_CHRONIC] = {"outpatient_chronic", "门诊慢特病诊断"},
    [LIST_TRANSFUSIONS] = {"transfusions", "输血"},
    [LIST_CHARGES] = {"charges", "医疗收费"},
    [LIST_FUND_PAYMENTS] = {"fund_payments", "基金支付"},
};

const char *record_list_name(enum record_list list)
{
    return lists[list].name;
}

const char *record_list_words(enum record_list list)
{
    return lists[list].words;
}

enum record_list record_list_named(struct text name)
{
    for (unsigned i = LIST_NONE + 1; i < LIST_COUNT; i++)
        if (text_equal(name, text_of(lists[i].name)))
            return (enum record_list)i;
    return LIST_NONE;
}

enum record_list record_list_of(struct text field, struct text *column)
{
    const size_t point = text_find(field, '.');

    if (point < field.length) {
        *column = text_behind(field, point + 1);
        return record_list_named(text_head(field, point));
    }
    *column = field;
    return LIST_NONE;
}
