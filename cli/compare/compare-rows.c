/* The comparison for programs: JSON, and CSV with a row for each case. */
#include "causes.h"
#include "common/csv.h"
#include "common/put.h"
#include "report/json.h"

/* ---- JSON ---------------------------------------------------------------- */

/* A number as it was written. */
static void put_score_member(struct buffer *out, const char *name,
                             struct text t)
{
    int128 n = 0;
    const bool known = decimal_parse(t, &n);

    json_decimal_member(out, name, n, known);
}

static void put_amounts(const struct comparison *c, struct buffer *out)
{
    json_key(out, "amounts");
    put(out, "{");
    for (unsigned i = COMPARE_POINTS; i < COMPARE_STEPS; i++) {
        const struct compare_amount *a = &c->amounts[i];
        if (!a->here && !a->there)
            continue;
        json_key(out, compare_step_name(i));
        put(out, "{");
        json_decimal_member(out, "ours", a->ours, a->here);
        json_decimal_member(out, "official", a->official, a->there);
        put(out, "}");
    }
    put(out, "}");
}

static void put_difference(const struct comparison *c, struct buffer *out)
{
    json_item(out);
    json_given_member(out, "source", c->source);
    put_score_member(out, "index", c->index);
    json_given_member(out, "case_no", c->record);
    json_given_member(out, "settlement_no", c->settlement);
    json_given_member(out, "step", text_of(compare_step_name(c->step)));
    json_given_member(out, "group", c->group);
    put_score_member(out, "score", c->score);
    json_given_member(out, "official_group", c->official_group);
    json_decimal_member(out, "official_score",
                        c->amounts[COMPARE_SCORE].official,
                        c->amounts[COMPARE_SCORE].there);
    json_given_member(out, "reason", c->reason);
    json_given_member(out, "deviation", c->deviation);
    json_given_member(out, "official_deviation", c->official_deviation);
    put_amounts(c, out);
    json_decimal_member(out, "money", c->money, c->has_money);
    json_index_member(out, "cause", c->cause);
    put(out, "}");
}

static void put_step_object(const struct comparisons *all,
                            enum compare_step step, struct buffer *out)
{
    const enum official_column column = compare_column(step);
    const struct step_count *count = &all->steps[step];

    json_item(out);
    json_text_member(out, "step", text_of(compare_step_name(step)), true);
    json_count_member(out, "compared", count->compared);
    json_count_member(out, "agreed", count->agreed);
    json_count_member(out, "official_lacks", count->official_lacks);
    json_count_member(out, "ours_lacks", count->ours_lacks);
    json_key(out, "column");
    put(out,
        column == OFFICIAL_COLUMNS || all->official->given[column] != 0
            ? "true"
            : "false",
        "}");
}

static void put_cause_object(const struct comparisons *all,
                             const struct cause *cause, struct buffer *out)
{
    const struct comparison *rows = BUFFER_ROWS(&all->rows, struct comparison);

    json_item(out);
    json_given_member(out, "cause", cause->word);
    json_text_member(out, "step", text_of(compare_step_name(cause->step)),
                     true);
    json_given_member(out, "by", cause->by);
    json_given_member(out, "value", cause->value);
    json_decimal_member(out, "ratio", cause->ratio, cause->has_ratio);
    json_given_member(out, "what", cause->what);
    json_given_member(out, "setting", cause->setting);
    json_count_member(out, "count", cause->count);
    json_count_member(out, "of", cause->of);
    json_decimal_member(out, "money", cause->money, cause->counted != 0);
    json_count_member(out, "with_money", cause->counted);
    json_key(out, "estimated");
    put(out, cause->estimated ? "true" : "false");
    json_list_member(out, "cases");
    for (uint32_t i = 0; i < cause->shown; i++) {
        put(out, i == 0 ? "" : ",");
        json_text(out, rows[cause->cases[i]].record);
    }
    put(out, "]}");
}

void compare_show_json(const struct comparisons *all, struct buffer *out)
{
    put(out, "{");
    json_count_member(out, "total", all->total);
    for (unsigned i = 0; i < COMPARE_STEPS; i++)
        json_count_member(out, compare_step_name(i), all->counts[i]);
    json_count_member(out, "agree_with_factors", all->with_factors);
    json_count_member(out, "left", all->left);
    json_list_member(out, "differences");
    BUFFER_EACH (c, &all->rows, const struct comparison)
        if (c->step != COMPARE_AGREE)
            put_difference(c, out);
    put(out, "]");
    json_count_member(out, "agree_with_money", all->with_money);
    json_list_member(out, "steps");
    for (unsigned i = COMPARE_GROUP; i < COMPARE_STEPS; i++)
        if (i != COMPARE_UNPRICED)
            put_step_object(all, i, out);
    put(out, "]");
    json_list_member(out, "causes");
    BUFFER_EACH (cause, &all->causes, const struct cause)
        put_cause_object(all, cause, out);
    put(out, "]");
    json_list_member(out, "unused_columns");
    for (uint32_t i = 0; i < all->official->unused_count; i++) {
        put(out, i == 0 ? "" : ",");
        json_text(out, all->official->unused[i]);
    }
    put(out, "]}\n");
}

/* ---- CSV ----------------------------------------------------------------- */

enum { OURS = 7, LAST = OURS + 2 * (COMPARE_STEPS - COMPARE_POINTS) + 2 };

static const struct column columns[] = {
    {"case_no", "病案号", COLUMN_TEXT},
    {"settlement_no", "结算ID", COLUMN_TEXT},
    {"step", "对照结果", COLUMN_TEXT},
    {"group", "本地病种", COLUMN_TEXT},
    {"official_group", "平台病种", COLUMN_TEXT},
    {"deviation", "本地费用偏差", COLUMN_TEXT},
    {"official_deviation", "平台费用偏差", COLUMN_TEXT},
    {"score", "本地分值", COLUMN_NUMBER},
    {"official_score", "平台分值", COLUMN_NUMBER},
    {"points", "本地结算分值", COLUMN_NUMBER},
    {"official_points", "平台结算分值", COLUMN_NUMBER},
    {"point_value", "本地点值", COLUMN_NUMBER},
    {"official_point_value", "平台点值", COLUMN_NUMBER},
    {"standard", "本地支付标准", COLUMN_NUMBER},
    {"official_standard", "平台支付标准", COLUMN_NUMBER},
    {"fund", "本地基金支付", COLUMN_NUMBER},
    {"official_fund", "平台基金支付", COLUMN_NUMBER},
    {"patient", "本地个人负担", COLUMN_NUMBER},
    {"official_patient", "平台个人负担", COLUMN_NUMBER},
    {"cost", "本地总费用", COLUMN_NUMBER},
    {"official_cost", "平台总费用", COLUMN_NUMBER},
    {"money", "平台比本地多", COLUMN_NUMBER},
    {"cause", "原因序号", COLUMN_NUMBER},
    {"what", "原因", COLUMN_TEXT},
    {"setting", "核对什么", COLUMN_TEXT},
};

_Static_assert(COUNT_OF(columns) == LAST + 4, "a cell for each column");

struct csv_cells {
    struct text cells[COUNT_OF(columns)];
    char rooms[COUNT_OF(columns)][DECIMAL_TEXT_MAX];
};

static void set_decimal(struct csv_cells *row, unsigned at, int128 n,
                        bool known)
{
    if (known)
        row->cells[at] =
            (struct text){row->rooms[at], decimal_text(n, row->rooms[at])};
}

static void set_amounts(struct csv_cells *row, const struct comparison *c)
{
    unsigned at = OURS;

    for (unsigned i = COMPARE_SCORE; i < COMPARE_STEPS; i++) {
        const struct compare_amount *a = &c->amounts[i];
        if (i == COMPARE_UNPRICED || i == COMPARE_DEVIATION)
            continue;
        set_decimal(row, at++, a->ours, a->here);
        set_decimal(row, at++, a->official, a->there);
    }
    set_decimal(row, at++, c->money, c->has_money);
    set_decimal(row, at, decimal_from_int(c->cause), c->cause != 0);
}

static void put_csv_row(const struct comparisons *all,
                        const struct comparison *c, struct buffer *out)
{
    struct csv_cells row = {.cells = {c->record, c->settlement,
                                      text_of(compare_step_words(c->step)),
                                      c->group, c->official_group, c->deviation,
                                      c->official_deviation}};

    set_amounts(&row, c);
    if (c->cause != 0) {
        const struct cause *cause =
            BUFFER_ROWS(&all->causes, struct cause) + c->cause - 1;
        row.cells[COUNT_OF(columns) - 2] = cause->what;
        row.cells[COUNT_OF(columns) - 1] = cause->setting;
    }
    csv_row(out, columns, COUNT_OF(columns), row.cells);
}

void compare_show_csv(const struct comparisons *all, struct buffer *out)
{
    csv_head(out, columns, COUNT_OF(columns));
    BUFFER_EACH (c, &all->rows, const struct comparison)
        put_csv_row(all, c, out);
}
