#include "batch/sums/tally-columns.h"

#define COUNT_COLUMN(id, name, heading)                                        \
    [TALLY_COUNTS + COUNT_##id] = {name, heading, COLUMN_COUNT}
#define SUM_COLUMN(id, name, heading, type)                                    \
    [TALLY_SUMS + SUM_##id] = {name, heading, COLUMN_##type}

#define RATE_COLUMN(id, name, heading, type)                                   \
    [TALLY_RATES + RATE_##id] = {name, heading, COLUMN_##type}

const struct column tally_columns[TALLY_COLUMNS] = {
    [TALLY_KEY] = {"code", "编码", COLUMN_TEXT},
    [TALLY_NAME] = {"name", "名称", COLUMN_TEXT},
    COUNT_COLUMN(RECORDS, "records", "份数"),
    COUNT_COLUMN(WITH_ERROR, "with_error", "有错误"),
    COUNT_COLUMN(WITH_WARNING, "with_warning", "只有警告"),
    COUNT_COLUMN(ERRORS, "errors", "错误数"),
    COUNT_COLUMN(WARNINGS, "warnings", "警告数"),
    COUNT_COLUMN(INFOS, "infos", "提示数"),
    COUNT_COLUMN(GROUPED, "grouped", "入组"),
    COUNT_COLUMN(EXCLUDED, "excluded", "不允许入组"),
    COUNT_COLUMN(UNGROUPED, "ungrouped", "没有入组"),
    COUNT_COLUMN(PRICED, "priced", "算出支付"),
    COUNT_COLUMN(NORMAL, "normal", "费用正常"),
    COUNT_COLUMN(LOW, "low", "费用偏低"),
    COUNT_COLUMN(HIGH, "high", "费用偏高"),
    COUNT_COLUMN(EXTREME, "extreme", "费用极高"),
    SUM_COLUMN(SCORE, "score", "病种分值", NUMBER),
    SUM_COLUMN(POINTS, "points", "结算分值", NUMBER),
    SUM_COLUMN(COST, "cost", "总费用", AMOUNT),
    SUM_COLUMN(STANDARD, "standard", "支付标准", AMOUNT),
    SUM_COLUMN(FUND, "fund", "统筹基金", AMOUNT),
    SUM_COLUMN(PATIENT, "patient", "自付金额", AMOUNT),
    SUM_COLUMN(MARGIN, "margin", "结余", AMOUNT),
    COUNT_COLUMN(DEATH, "death", "死亡"),
    COUNT_COLUMN(TRANSFER, "transfer", "转院"),
    COUNT_COLUMN(AGAINST_ADVICE, "against_advice", "非医嘱离院"),
    COUNT_COLUMN(DAY_SURGERY, "day_surgery", "日间手术"),
    COUNT_COLUMN(HIGH_LEVEL, "high_level", "三四级手术"),
    COUNT_COLUMN(SPECIAL, "special_case", "特病单议候选"),
    COUNT_COLUMN(READMITTED, "readmitted", "再入院"),
    COUNT_COLUMN(SPLIT, "split_stay", "疑似分解住院"),
    SUM_COLUMN(DAYS, "days", "住院天数", NUMBER),
    SUM_COLUMN(BILLED, "billed", "有费用明细的总费用", AMOUNT),
    SUM_COLUMN(DRUG, "fee_drug", "药费", AMOUNT),
    SUM_COLUMN(MATERIAL, "fee_material", "耗材费", AMOUNT),
    SUM_COLUMN(EXAM, "fee_exam", "检查费", AMOUNT),
    SUM_COLUMN(LAB, "fee_lab", "化验费", AMOUNT),
    SUM_COLUMN(SURGERY, "fee_surgery", "手术费", AMOUNT),
    SUM_COLUMN(NURSING, "fee_nursing", "护理费", AMOUNT),
    SUM_COLUMN(COST_INDEX, "cost_index_sum", "费用指数合计", NUMBER),
    SUM_COLUMN(DAYS_INDEX, "days_index_sum", "时间指数合计", NUMBER),
    SUM_COLUMN(ICU_HOURS, "icu_hours", "重症监护小时", NUMBER),
    SUM_COLUMN(WEIGHT, "weight", "权重", NUMBER),
    RATE_COLUMN(WITH_ERROR, "with_error_rate", "有错误的占比", SHARE),
    RATE_COLUMN(ERRORS, "errors_per_100", "每百份错误", NUMBER),
    RATE_COLUMN(GROUPED, "grouped_rate", "入组率", SHARE),
    RATE_COLUMN(CMI, "cmi", "CMI", NUMBER),
    RATE_COLUMN(COST, "average_cost", "次均费用", AMOUNT),
    RATE_COLUMN(DAYS, "average_days", "平均住院日", NUMBER),
    RATE_COLUMN(MARGIN, "average_margin", "次均结余", AMOUNT),
    RATE_COLUMN(COST_INDEX, "cost_index", "费用消耗指数", NUMBER),
    RATE_COLUMN(DAYS_INDEX, "days_index", "时间消耗指数", NUMBER),
    RATE_COLUMN(LOW, "low_rate", "费用偏低占比", SHARE),
    RATE_COLUMN(HIGH, "high_rate", "费用偏高占比", SHARE),
    RATE_COLUMN(DEATH, "death_rate", "死亡率", SHARE),
    RATE_COLUMN(TRANSFER, "transfer_rate", "转院率", SHARE),
    RATE_COLUMN(DRUG, "drug_share", "药占比", SHARE),
    RATE_COLUMN(MATERIAL, "material_share", "耗占比", SHARE),
    RATE_COLUMN(EXAM, "exam_share", "检查占比", SHARE),
    RATE_COLUMN(LAB, "lab_share", "化验占比", SHARE),
    RATE_COLUMN(SURGERY, "surgery_share", "手术占比", SHARE),
    RATE_COLUMN(NURSING, "nursing_share", "护理占比", SHARE),
    RATE_COLUMN(DEVIATION, "deviation_rate", "费用偏差占比", SHARE),
    RATE_COLUMN(SCORE, "average_score", "次均分值", NUMBER),
    RATE_COLUMN(READMISSION, "readmission_rate", "再入院率", SHARE)};

/* ---- rates --------------------------------------------------------------- */

/* What a rate is made of: a count, a sum, or of how many cases it is. */
enum part { OF_COUNT, OF_SUM, OF_KNOWN, OF_JUDGED, OF_ABOVE, OF_OUTSIDE };

struct rate {
    enum part over;
    int over_which;
    enum part under;
    int under_which;
    int factor;
    unsigned places;
};

#define SHARE_OF_RECORDS(count)                                                \
    {                                                                          \
        OF_COUNT, COUNT_##count, OF_COUNT, COUNT_RECORDS, 1, 4                 \
    }
#define MEAN_OF_SUM(sum, places)                                               \
    {                                                                          \
        OF_SUM, SUM_##sum, OF_KNOWN, SUM_##sum, 1, places                      \
    }
#define SHARE_OF_BILL(sum)                                                     \
    {                                                                          \
        OF_SUM, SUM_##sum, OF_SUM, SUM_BILLED, 1, 4                            \
    }

static const struct rate rates[RATES] = {
    [RATE_WITH_ERROR] = SHARE_OF_RECORDS(WITH_ERROR),
    [RATE_ERRORS] = {OF_COUNT, COUNT_ERRORS, OF_COUNT, COUNT_RECORDS, 100, 2},
    [RATE_GROUPED] = SHARE_OF_RECORDS(GROUPED),
    [RATE_CMI] = MEAN_OF_SUM(WEIGHT, 4),
    [RATE_COST] = MEAN_OF_SUM(COST, 2),
    [RATE_DAYS] = MEAN_OF_SUM(DAYS, 2),
    [RATE_MARGIN] = MEAN_OF_SUM(MARGIN, 2),
    [RATE_COST_INDEX] = MEAN_OF_SUM(COST_INDEX, 4),
    [RATE_DAYS_INDEX] = MEAN_OF_SUM(DAYS_INDEX, 4),
    [RATE_LOW] = {OF_COUNT, COUNT_LOW, OF_JUDGED, 0, 1, 4},
    [RATE_HIGH] = {OF_ABOVE, 0, OF_JUDGED, 0, 1, 4},
    [RATE_DEATH] = SHARE_OF_RECORDS(DEATH),
    [RATE_TRANSFER] = SHARE_OF_RECORDS(TRANSFER),
    [RATE_DRUG] = SHARE_OF_BILL(DRUG),
    [RATE_MATERIAL] = SHARE_OF_BILL(MATERIAL),
    [RATE_EXAM] = SHARE_OF_BILL(EXAM),
    [RATE_LAB] = SHARE_OF_BILL(LAB),
    [RATE_SURGERY] = SHARE_OF_BILL(SURGERY),
    [RATE_NURSING] = SHARE_OF_BILL(NURSING),
    [RATE_DEVIATION] = {OF_OUTSIDE, 0, OF_JUDGED, 0, 1, 4},
    [RATE_SCORE] = MEAN_OF_SUM(SCORE, 4),
    [RATE_READMISSION] = SHARE_OF_RECORDS(READMITTED),
};

static int128 part_of(const struct tally *t, enum part part, int which)
{
    const uint64_t *n = t->counts;
    const uint64_t above = n[COUNT_HIGH] + n[COUNT_EXTREME];

    switch (part) {
    case OF_SUM:
        return t->sums[which];
    case OF_KNOWN:
        return decimal_from_int((int64_t)t->known[which]);
    case OF_JUDGED: /* the deviation is known */
        return decimal_from_int(
            (int64_t)(n[COUNT_NORMAL] + n[COUNT_LOW] + above));
    case OF_ABOVE:
        return decimal_from_int((int64_t)above);
    case OF_OUTSIDE: /* of the limits: not normal */
        return decimal_from_int((int64_t)(n[COUNT_LOW] + above));
    default:
        return decimal_from_int((int64_t)n[which]);
    }
}

static bool tally_rate(const struct tally *t, unsigned rate, int128 *out)
{
    const struct rate *r = &rates[rate];
    int128 over = part_of(t, r->over, r->over_which);

    return !t->beyond &&
           decimal_multiply(over, decimal_from_int(r->factor), &over) &&
           decimal_divide(over, part_of(t, r->under, r->under_which), out);
}

/* ---- cells --------------------------------------------------------------- */

bool tally_exact(const struct tally *t, unsigned column, int128 *out)
{
    const unsigned sum = column - TALLY_SUMS;

    if (column >= TALLY_RATES)
        return tally_rate(t, column - TALLY_RATES, out);
    if (column >= TALLY_SUMS) {
        *out = t->sums[sum];
        return t->known[sum] != 0 && !t->beyond;
    }
    *out = decimal_from_int((int64_t)t->counts[column - TALLY_COUNTS]);
    return true;
}

bool tally_number(const struct tally *t, unsigned column, int128 *out)
{
    if (!tally_exact(t, column, out))
        return false;
    if (column >= TALLY_RATES)
        *out = decimal_round(*out, rates[column - TALLY_RATES].places);
    return true;
}

void tally_fill(const struct tally *t, struct tally_texts *texts,
                struct text cells[TALLY_COLUMNS])
{
    int128 n;

    for (unsigned i = TALLY_COUNTS; i < TALLY_COLUMNS; i++) {
        char *at = texts->numbers[i];

        cells[i] = tally_number(t, i, &n)
                       ? (struct text){at, decimal_text(n, at)}
                       : TEXT("");
    }
}

bool tally_row(const struct tally_table *t, uint32_t i,
               struct tally_texts *texts, struct text cells[TALLY_COLUMNS])
{
    const bool rest = i == t->count;

    if (i > t->count || (rest && t->rest_keys == 0))
        return false;
    cells[TALLY_KEY] = rest ? TEXT("") : t->entries[i].key;
    cells[TALLY_NAME] = rest ? TEXT("其余") : t->entries[i].name;
    tally_fill(rest ? &t->rest : &t->entries[i].tally, texts, cells);
    return true;
}
