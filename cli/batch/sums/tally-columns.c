#include "batch/sums/tally-columns.h"

#define COUNT_COLUMN(id, name, heading)                                        \
    [TALLY_COUNTS + COUNT_##id] = {name, heading, COLUMN_COUNT}
#define SUM_COLUMN(id, name, heading, type)                                    \
    [TALLY_SUMS + SUM_##id] = {name, heading, COLUMN_##type}

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
    SUM_COLUMN(DAYS, "days", "住院天数", NUMBER)};

static struct text number_cell(int128 n, char *out)
{
    return (struct text){out, decimal_text(n, out)};
}

static void fill_cells(const struct tally *t, struct tally_texts *texts,
                       struct text *cells)
{
    for (int i = 0; i < COUNTS; i++)
        cells[TALLY_COUNTS + i] = number_cell(
            decimal_from_int((int64_t)t->counts[i]), texts->numbers[i]);
    for (int i = 0; i < SUMS; i++)
        cells[TALLY_SUMS + i] =
            t->beyond || t->known[i] == 0
                ? TEXT("")
                : number_cell(t->sums[i], texts->numbers[COUNTS + i]);
}

bool tally_row(const struct tally_table *t, uint32_t i,
               struct tally_texts *texts, struct text cells[TALLY_COLUMNS])
{
    const bool rest = i == t->count;

    if (i > t->count || (rest && t->rest_keys == 0))
        return false;
    cells[TALLY_KEY] = rest ? TEXT("") : t->entries[i].key;
    cells[TALLY_NAME] = rest ? TEXT("其余") : t->entries[i].name;
    fill_cells(rest ? &t->rest : &t->entries[i].tally, texts, cells);
    return true;
}
