#include "expr/expr.h"

const struct case_name case_values[CASE_VALUES] = {
    [CASE_COST] = {"cost", VALUE_NUMBER, "住院总费用（没有填写或不大于零）"},
    [CASE_PATIENT_PAID] = {"patient_paid", VALUE_NUMBER, "自付金额"},
    [CASE_INSURANCE] = {"insurance", VALUE_TEXT, "医保类型"},
    [CASE_GROUP] = {"group", VALUE_TEXT, "病种编码"},
    [CASE_KIND] = {"kind", VALUE_TEXT, "病种类别"},
    [CASE_CLASS] = {"class", VALUE_TEXT, "操作类别"},
    [CASE_SCORE] = {"score", VALUE_NUMBER, "病种分值"},
    [CASE_MEAN_COST] = {"mean_cost", VALUE_NUMBER, "病种次均费用"},
    [CASE_MEAN_DAYS] = {"mean_days", VALUE_NUMBER, "病种平均住院日"},
    [CASE_LEVEL] = {"level", VALUE_TEXT, "医院等级"},
    [CASE_HOSPITAL] = {"hospital", VALUE_TEXT, "医院编码"},
    [CASE_AUX_FACTOR] = {"aux_factor", VALUE_NUMBER, "辅助目录系数"},
    [CASE_DEPARTMENT_FACTOR] = {"department_factor", VALUE_NUMBER,
                                "出院科室的系数"},
};

const uint8_t field_value_types[FIELD_TYPES] = {
    [FIELD_TEXT] = VALUE_TEXT,       [FIELD_CHOICE] = VALUE_TEXT,
    [FIELD_DIAGNOSIS] = VALUE_CODE,  [FIELD_PROCEDURE] = VALUE_CODE,
    [FIELD_MORPHOLOGY] = VALUE_CODE, [FIELD_COUNT] = VALUE_NUMBER,
    [FIELD_AMOUNT] = VALUE_NUMBER,   [FIELD_WEIGHT] = VALUE_NUMBER,
    [FIELD_AGE] = VALUE_NUMBER,      [FIELD_INFANT_AGE] = VALUE_NUMBER,
    [FIELD_DATE] = VALUE_DATE,       [FIELD_TIME] = VALUE_DATE,
    [FIELD_HOUR] = VALUE_NUMBER,     [FIELD_ID] = VALUE_TEXT,
    [FIELD_TCM] = VALUE_TEXT,        [FIELD_DURATION] = VALUE_NUMBER};
