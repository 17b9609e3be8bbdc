#include "batch/tables/meanings.h"

#include "batch/common/columns.h"

struct meaning {
    enum meaning_table table;
    const char *name, *words;
};

static const struct meaning meanings[] = {
#include "batch/tables/meaning-words.h"
};

static struct text told_words(enum meaning_table table, const char *name)
{
    for (size_t i = 0; i < COUNT_OF(meanings); i++)
        if (meanings[i].table == table &&
            text_equal(text_of(meanings[i].name), text_of(name)))
            return text_of(meanings[i].words);
    return TEXT("");
}

/* The column that people know by the same heading; NULL if there is none. */
static const struct column *of_heading(const struct column *columns,
                                       unsigned count, const char *heading)
{
    for (unsigned i = 0; i < count; i++)
        if (text_equal(text_of(columns[i].heading), text_of(heading)))
            return &columns[i];
    return NULL;
}

static struct text of_work(const char *heading)
{
    const struct text own = told_words(MEANING_WORK, heading);
    const struct column *column =
        of_heading(finding_columns, FINDING_COLUMNS, heading);

    if (own.length != 0)
        return own;
    if (column != NULL)
        return column_meaning(MEANING_FINDINGS, column);
    column = of_heading(case_columns, CASE_COLUMNS, heading);
    return column != NULL ? column_meaning(MEANING_CASES, column) : own;
}

struct text column_meaning(enum meaning_table table,
                           const struct column *column)
{
    struct text words;

    if (table == MEANING_WORK)
        return of_work(column->heading);
    words = told_words(table, column->name);
    return words.length == 0 && table != MEANING_CASES
               ? told_words(MEANING_CASES, column->name)
               : words;
}

struct text column_unit(const struct column *column)
{
    const struct text heading = text_of(column->heading);

    switch (column->type) {
    case COLUMN_AMOUNT:
        return TEXT("元");
    case COLUMN_SHARE:
        return TEXT("百分数");
    case COLUMN_DATE:
        return TEXT("日期");
    case COLUMN_TEXT:
        return TEXT("文字");
    default:
        break;
    }
    if (text_ends(heading, TEXT("天数")) || text_ends(heading, TEXT("住院日")))
        return TEXT("天");
    if (text_ends(heading, TEXT("小时")))
        return TEXT("小时");
    return column->type == COLUMN_COUNT ? TEXT("整数") : TEXT("小数");
}
