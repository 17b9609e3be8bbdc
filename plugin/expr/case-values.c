#include "expr/expr.h"

const struct case_name case_values[CASE_VALUES] = {
    [CASE_COST] = {"cost", VALUE_NUMBER},
    [CASE_PATIENT_PAID] = {"patient_paid", VALUE_NUMBER},
    [CASE_INSURANCE] = {"insurance", VALUE_TEXT},
    [CASE_GROUP] = {"group", VALUE_TEXT},
    [CASE_KIND] = {"kind", VALUE_TEXT},
    [CASE_CLASS] = {"class", VALUE_TEXT},
    [CASE_SCORE] = {"score", VALUE_NUMBER},
    [CASE_MEAN_COST] = {"mean_cost", VALUE_NUMBER},
    [CASE_MEAN_DAYS] = {"mean_days", VALUE_NUMBER},
    [CASE_LEVEL] = {"level", VALUE_TEXT},
    [CASE_HOSPITAL] = {"hospital", VALUE_TEXT},
    [CASE_AUX_FACTOR] = {"aux_factor", VALUE_NUMBER},
    [CASE_DEPARTMENT_FACTOR] = {"department_factor", VALUE_NUMBER},
};
