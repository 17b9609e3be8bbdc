/*
 * columns.h -- the columns of cases.csv and findings.csv. They are a contract
 * (docs/batch.md): a new column goes to the end of its list.
 */
#ifndef BATCH_COMMON_COLUMNS_H
#define BATCH_COMMON_COLUMNS_H

#include "base/text.h"
#include "common/column.h"

/* cases.csv has one row for each record of results.jsonl, in the same order.
 * OPEN columns are always there; IDENTITY columns only with --with-identity,
 * and behind all the others. */
#define CASE_COLUMNS_LIST(X)                                                   \
    X(SOURCE, "source", "来源", TEXT, OPEN)                                    \
    X(INDEX, "index", "序号", COUNT, OPEN)                                     \
    X(LINE, "line", "行号", COUNT, OPEN)                                       \
    X(DIALECT, "dialect", "导出格式", TEXT, OPEN)                              \
    X(PACK, "pack", "规则包", TEXT, OPEN)                                      \
    X(ORGANIZATION, "organization", "机构代码", TEXT, OPEN)                    \
    X(CASE_NO, "case_no", "病案号", TEXT, OPEN)                                \
    X(ADMISSION, "admission", "住院次数", TEXT, OPEN)                          \
    X(DEPARTMENT, "department", "出院科别代码", TEXT, OPEN)                    \
    X(DEPARTMENT_NAME, "department_name", "出院科别", TEXT, OPEN)              \
    X(CODER, "coder", "编码员", TEXT, OPEN)                                    \
    X(DOCTOR, "doctor", "主治医师", TEXT, OPEN)                                \
    X(ADMITTED, "admitted", "入院日期", DATE, OPEN)                            \
    X(DISCHARGED, "discharged", "出院日期", DATE, OPEN)                        \
    X(DEADLINE, "deadline", "上传期限", DATE, OPEN)                            \
    X(MONTH, "month", "出院月份", DATE, OPEN)                                  \
    X(DAYS, "days", "住院天数", NUMBER, OPEN)                                  \
    X(INSURANCE, "insurance", "医保类型", TEXT, OPEN)                          \
    X(DX, "dx", "主要诊断编码", TEXT, OPEN)                                    \
    X(DX_NAME, "dx_name", "主要诊断", TEXT, OPEN)                              \
    X(OP, "op", "主要手术操作编码", TEXT, OPEN)                                \
    X(OP_NAME, "op_name", "主要手术操作", TEXT, OPEN)                          \
    X(STATUS, "status", "入组情况", TEXT, OPEN)                                \
    X(GROUP, "group", "病种编码", TEXT, OPEN)                                  \
    X(GROUP_NAME, "group_name", "病种名称", TEXT, OPEN)                        \
    X(KIND, "kind", "病种类别", TEXT, OPEN)                                    \
    X(LAYER, "layer", "层", TEXT, OPEN)                                        \
    X(SCORE, "score", "病种分值", NUMBER, OPEN)                                \
    X(SETTLEMENT, "settlement", "结算情况", TEXT, OPEN)                        \
    X(POINTS, "points", "结算分值", NUMBER, OPEN)                              \
    X(POINT_VALUE, "point_value", "点值", NUMBER, OPEN)                        \
    X(COST, "cost", "总费用", AMOUNT, OPEN)                                    \
    X(STANDARD, "standard", "支付标准", AMOUNT, OPEN)                          \
    X(FUND, "fund", "统筹基金", AMOUNT, OPEN)                                  \
    X(PATIENT, "patient", "自付金额", AMOUNT, OPEN)                            \
    X(MARGIN, "margin", "结余", AMOUNT, OPEN)                                  \
    X(RATIO, "ratio", "费用倍率", NUMBER, OPEN)                                \
    X(DEVIATION, "deviation", "偏差", TEXT, OPEN)                              \
    X(LOW_LIMIT, "low_limit", "费用下限", AMOUNT, OPEN)                        \
    X(HIGH_LIMIT, "high_limit", "费用上限", AMOUNT, OPEN)                      \
    X(MEAN_DAYS, "mean_days", "病种平均住院日", NUMBER, OPEN)                  \
    X(MEAN_COST, "mean_cost", "病种次均费用", AMOUNT, OPEN)                    \
    X(ERRORS, "errors", "错误数", COUNT, OPEN)                                 \
    X(WARNINGS, "warnings", "警告数", COUNT, OPEN)                             \
    X(INFOS, "infos", "提示数", COUNT, OPEN)                                   \
    X(ERROR_RULES, "error_rules", "错误规则", TEXT, OPEN)                      \
    X(WARNING_RULES, "warning_rules", "警告规则", TEXT, OPEN)                  \
    X(INFO_RULES, "info_rules", "提示规则", TEXT, OPEN)                        \
    X(WHY, "why", "原因", TEXT, OPEN)                                          \
    X(UNKNOWN_TAGS, "unknown_tags", "不认识的标签", TEXT, OPEN)                \
    X(ORGANIZATION_NAME, "organization_name", "医疗机构", TEXT, OPEN)          \
    X(WARD, "ward", "出院病房", TEXT, OPEN)                                    \
    X(DOCTOR_CODE, "doctor_code", "医师编码", TEXT, OPEN)                      \
    X(CHIEF, "chief", "主任医师", TEXT, OPEN)                                  \
    X(SEX, "sex", "性别", TEXT, OPEN)                                          \
    X(AGE_BAND, "age_band", "年龄段", TEXT, OPEN)                              \
    X(ADMISSION_ROUTE, "admission_route", "入院途径", TEXT, OPEN)              \
    X(DISCHARGE_WAY, "discharge_way", "离院方式代码", TEXT, OPEN)              \
    X(DISCHARGE_WAY_NAME, "discharge_way_name", "离院方式", TEXT, OPEN)        \
    X(DEATH, "death", "死亡", COUNT, OPEN)                                     \
    X(TRANSFER, "transfer", "转院", COUNT, OPEN)                               \
    X(AGAINST_ADVICE, "against_advice", "非医嘱离院", COUNT, OPEN)             \
    X(DAY_SURGERY, "day_surgery", "日间手术", COUNT, OPEN)                     \
    X(ICU_HOURS, "icu_hours", "重症监护小时", NUMBER, OPEN)                    \
    X(DX_COUNT, "dx_count", "诊断数", COUNT, OPEN)                             \
    X(OP_COUNT, "op_count", "手术操作数", COUNT, OPEN)                         \
    X(OP_LEVEL, "op_level", "最高手术级别", COUNT, OPEN)                       \
    X(FEE_SERVICE, "fee_service", "综合服务费", AMOUNT, OPEN)                  \
    X(FEE_NURSING, "fee_nursing", "护理费", AMOUNT, OPEN)                      \
    X(FEE_EXAM, "fee_exam", "检查费", AMOUNT, OPEN)                            \
    X(FEE_LAB, "fee_lab", "化验费", AMOUNT, OPEN)                              \
    X(FEE_TREATMENT, "fee_treatment", "治疗费", AMOUNT, OPEN)                  \
    X(FEE_SURGERY, "fee_surgery", "手术费", AMOUNT, OPEN)                      \
    X(FEE_DRUG, "fee_drug", "药费", AMOUNT, OPEN)                              \
    X(FEE_MATERIAL, "fee_material", "耗材费", AMOUNT, OPEN)                    \
    X(FEE_BLOOD, "fee_blood", "血费", AMOUNT, OPEN)                            \
    X(FEE_OTHER, "fee_other", "其他费", AMOUNT, OPEN)                          \
    X(DRUG_SHARE, "drug_share", "药占比", SHARE, OPEN)                         \
    X(MATERIAL_SHARE, "material_share", "耗占比", SHARE, OPEN)                 \
    X(EXAM_SHARE, "exam_share", "检查占比", SHARE, OPEN)                       \
    X(LAB_SHARE, "lab_share", "化验占比", SHARE, OPEN)                         \
    X(SURGERY_SHARE, "surgery_share", "手术占比", SHARE, OPEN)                 \
    X(NURSING_SHARE, "nursing_share", "护理占比", SHARE, OPEN)                 \
    X(DAYS_OVER, "days_over", "超平均住院日", NUMBER, OPEN)                    \
    X(DAYS_INDEX, "days_index", "时间指数", NUMBER, OPEN)                      \
    X(COST_INDEX, "cost_index", "费用指数", NUMBER, OPEN)                      \
    X(SPECIAL_CASE, "special_case", "特病单议候选", COUNT, OPEN)               \
    X(CAUSE, "cause", "未入组原因", TEXT, OPEN)                                \
    X(SAMPLE, "sample", "示例", TEXT, OPEN)                                    \
    X(WEIGHT, "weight", "权重", NUMBER, OPEN)                                  \
    X(AGE, "age", "年龄", COUNT, OPEN)                                         \
    X(FITS_LOWER, "fits_lower", "另有低分值病种符合", COUNT, OPEN)             \
    X(FITS_HIGHER, "fits_higher", "另有高分值病种符合", COUNT, OPEN)           \
    X(PATIENT_NAME, "patient_name", "姓名", TEXT, IDENTITY)                    \
    X(ID_NUMBER, "id_number", "身份证号", TEXT, IDENTITY)                      \
    X(PHONE, "phone", "电话", TEXT, IDENTITY)                                  \
    X(ADDRESS, "address", "现住址", TEXT, IDENTITY)

/* findings.csv has one row for each finding, in the order of results.jsonl;
 * behind them what only the whole batch shows (sums/across.h). */
#define FINDING_COLUMNS_LIST(X)                                                \
    X(SOURCE, "source", "来源", TEXT)                                          \
    X(INDEX, "index", "序号", COUNT)                                           \
    X(CASE_NO, "case_no", "病案号", TEXT)                                      \
    X(ADMISSION, "admission", "住院次数", TEXT)                                \
    X(DEPARTMENT, "department", "出院科别代码", TEXT)                          \
    X(DEPARTMENT_NAME, "department_name", "出院科别", TEXT)                    \
    X(CODER, "coder", "编码员", TEXT)                                          \
    X(DOCTOR, "doctor", "主治医师", TEXT)                                      \
    X(DISCHARGED, "discharged", "出院日期", DATE)                              \
    X(DEADLINE, "deadline", "上传期限", DATE)                                  \
    X(RULE, "rule", "规则", TEXT)                                              \
    X(SEVERITY, "severity", "严重程度", TEXT)                                  \
    X(FIELD, "field", "项目", TEXT)                                            \
    X(FIELD_NAME, "field_name", "项目名称", TEXT)                              \
    X(TAG, "tag", "标签", TEXT)                                                \
    X(ROW, "row", "第几个", COUNT)                                             \
    X(LINE, "line", "行号", COUNT)                                             \
    X(VALUE, "value", "原值", TEXT)                                            \
    X(MESSAGE, "message", "问题", TEXT)                                        \
    X(ADVICE, "advice", "建议", TEXT)                                          \
    X(BASIS, "basis", "依据", TEXT)                                            \
    X(TITLE, "title", "问题类型", TEXT)                                        \
    X(PAIR_SOURCE, "pair_source", "另一次的来源", TEXT)                        \
    X(PAIR_INDEX, "pair_index", "另一次的序号", COUNT)                         \
    X(PAIR_DAYS, "pair_days", "相隔天数", COUNT)                               \
    X(PAIR_SAME_DX, "pair_same_dx", "同一主要诊断", COUNT)                     \
    X(SAMPLE, "sample", "示例", TEXT)

/* What `figures` reads of results.xlsx: its sheets, and the row of 说明 that
 * says which rules were looked at, if these are all. */
#define BOOK_CASES "病例"
#define BOOK_FINDINGS "问题"
#define BOOK_NOTES "说明"
#define NOTES_RULES "规则"
#define NOTES_ALL "全部"

/* Their arguments for a row of the kind that is named first, else nothing. */
#define COLUMN_IF_OPEN_OPEN(...) __VA_ARGS__
#define COLUMN_IF_OPEN_IDENTITY(...)
#define COLUMN_IF_IDENTITY_OPEN(...)
#define COLUMN_IF_IDENTITY_IDENTITY(...) __VA_ARGS__

#define CASE_IF_OPEN(id, name, heading, type, kind)                            \
    COLUMN_IF_OPEN_##kind(CASES_##id, )
#define CASE_IF_IDENTITY(id, name, heading, type, kind)                        \
    COLUMN_IF_IDENTITY_##kind(CASES_##id, )
#define FINDING_COLUMN_NAME(id, name, heading, type) FINDINGS_##id,
enum case_column {
    CASE_COLUMNS_LIST(CASE_IF_OPEN) CASE_OPEN_COLUMNS,
    CASE_LAST_OPEN = CASE_OPEN_COLUMNS - 1,
    CASE_COLUMNS_LIST(CASE_IF_IDENTITY) CASE_COLUMNS
};
enum finding_column {
    FINDING_COLUMNS_LIST(FINDING_COLUMN_NAME) FINDING_COLUMNS
};

/* How many columns cases.csv has: the first ones of case_columns. */
static inline unsigned case_columns_shown(bool with_identity)
{
    return with_identity ? CASE_COLUMNS : CASE_OPEN_COLUMNS;
}

extern const struct column case_columns[CASE_COLUMNS];
extern const struct column finding_columns[FINDING_COLUMNS];

/* The columns of findings.csv that a case has too: copies them. */
void columns_share(const struct text of_case[CASE_COLUMNS],
                   struct text cells[FINDING_COLUMNS]);

#endif
