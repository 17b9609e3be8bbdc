#include "causes.h"
#include "common/put.h"
#include "common/width.h"
#include "official/official.h"

/* ---- text ---------------------------------------------------------------- */

/* Tenths of a percent, rounded half up. */
static void put_part_of(struct buffer *out, uint32_t part, uint32_t whole)
{
    const uint64_t tenths =
        whole == 0 ? 0
                   : ((uint64_t)part * 2000 + whole) / (2 * (uint64_t)whole);

    put(out, tenths / 10, ".", tenths % 10, "%");
}

/* How much the agreement is worth. */
static void put_agreement(const struct comparisons *all, struct buffer *out)
{
    const uint32_t agreed = all->counts[COMPARE_AGREE];

    if (all->with_factors != 0)
        put(out, "（其中 ", all->with_factors, " 份的平台分值已计入系数）");
    if (agreed != 0 && all->with_money == 0)
        put(out, "；金额都没有对照");
    else if (all->with_money < agreed)
        put(out, "；对照到金额的只有 ", all->with_money, " 份");
}

static void put_step_counts(const struct comparisons *all, struct buffer *out)
{
    /* Of which the platform says how it grouped them, or that it did not. */
    const uint32_t answered = all->total - all->counts[COMPARE_ABSENT] -
                              all->counts[COMPARE_PENDING] -
                              all->counts[COMPARE_NOTHING];

    put(out, "共 ", all->total, " 份本地结果，平台有结果的 ", answered,
        " 份，百分比按这些算：\n");
    for (unsigned i = 0; i < COMPARE_STEPS; i++) {
        if (all->counts[i] == 0 && i != COMPARE_AGREE)
            continue;
        put(out, "  ", compare_step_words(i), "：", all->counts[i]);
        if (i == COMPARE_AGREE || i > COMPARE_NOTHING) {
            put(out, "，");
            put_part_of(out, all->counts[i], answered);
        }
        if (i == COMPARE_AGREE)
            put_agreement(all, out);
        put(out, "\n");
    }
    if (all->left != 0)
        put(out, "  平台有、本地没有：", all->left, "\n");
}

/* ---- step by step -------------------------------------------------------- */

static void put_compared(const struct step_count *count, struct buffer *out)
{
    put(out, "对照 ", count->compared, " 份，一致 ", count->agreed);
    if (count->compared != count->agreed)
        put(out, "，不同 ", count->compared - count->agreed);
    if (count->official_lacks != 0)
        put(out, "；平台没有数的 ", count->official_lacks, " 份未对照");
    if (count->ours_lacks != 0)
        put(out, "；本地没有数的 ", count->ours_lacks, " 份未对照");
}

/* What was not compared is never told as agreement. */
static void put_step_line(const struct comparisons *all, enum compare_step step,
                          struct buffer *out)
{
    const enum official_column column = compare_column(step);
    const struct step_count *count = &all->steps[step];

    put(out, "  ", compare_step_noun(step), "：");
    if (column != OFFICIAL_COLUMNS && all->official->given[column] == 0)
        put(out, "平台没有这一列，未对照");
    else if (count->compared == 0 && count->ours_lacks != 0 &&
             count->official_lacks == 0)
        put(out, "本地没有这一项，未对照");
    else if (count->compared == 0)
        put(out, "未对照");
    else
        put_compared(count, out);
    put(out, "\n");
}

static void put_all_steps(const struct comparisons *all, struct buffer *out)
{
    put(out, "\n逐步对照（每份到第一处不同为止，后面的步骤不再对照）：\n");
    if (all->official->given[OFFICIAL_GROUP] == 0)
        put(out,
            "  没有认出病种一列，只按金额对照：把那一列的标题改成“病种编码”"
            "再对一次\n");
    for (unsigned i = COMPARE_GROUP; i < COMPARE_STEPS; i++)
        if (i != COMPARE_UNPRICED)
            put_step_line(all, i, out);
    if (all->official->unused_count == 0)
        return;
    put(out, "平台结果里没有用到的列：");
    for (uint32_t i = 0; i < all->official->unused_count; i++)
        put(out, i == 0 ? "" : "、", all->official->unused[i]);
    put(out, "\n");
}

/* ---- causes -------------------------------------------------------------- */

#define CAUSES_SHOWN 20

static void put_cases(const struct comparisons *all, const struct cause *cause,
                      struct buffer *out)
{
    const struct comparison *rows = BUFFER_ROWS(&all->rows, struct comparison);

    put(out, "     例：");
    for (uint32_t i = 0; i < cause->shown; i++)
        put(out, i == 0 ? "病案号 " : "、", rows[cause->cases[i]].record);
    put(out, "\n");
}

static void put_cause(const struct comparisons *all, const struct cause *cause,
                      uint32_t number, struct buffer *out)
{
    char digits[DECIMAL_TEXT_MAX];
    const struct text money = {digits,
                               decimal_money_text(cause->money, digits)};

    put(out, "  ", number, ". ", cause->what, "：", cause->count, " 份");
    if (cause->counted != 0)
        put(out, "，平台比本地", cause->money > 0 ? "多 " : "少 ",
            cause->money < 0 ? text_behind(money, 1) : money,
            cause->estimated ? " 元（含估算）" : " 元");
    if (cause->counted != 0 && cause->counted != cause->count)
        put(out, "（", cause->counted, " 份有金额）");
    put(out, "\n     核对：", cause->setting, "\n");
    put_cases(all, cause, out);
}

static void put_causes(const struct comparisons *all, struct buffer *out)
{
    const uint32_t count = BUFFER_COUNT(&all->causes, struct cause);
    uint32_t number = 0;

    if (count == 0)
        return;
    put(out, "\n差异的原因，金额大的在前：\n");
    BUFFER_EACH (cause, &all->causes, const struct cause)
        if (number < CAUSES_SHOWN)
            put_cause(all, cause, ++number, out);
    if (number < count)
        put(out, "  ……还有 ", count - number, " 个，见 -f json\n");
}

/* ---- cases --------------------------------------------------------------- */

static void put_side(struct buffer *out, const char *who, struct text group,
                     struct text score)
{
    put(out, who, group.length != 0 ? group : TEXT("未入组"));
    if (score.length != 0)
        put(out, "（", score, "）");
}

static void put_parting(const struct comparisons *all,
                        const struct comparison *c, struct buffer *out)
{
    put(out, "\n病案号 ", c->record, "（");
    width_name(out, c->source);
    put(out, " 第 ", c->index, " 条）：", compare_step_words(c->step));
    put_side(out, "\n  本地 ", c->group, c->score);
    if (all->official->given[OFFICIAL_GROUP] != 0)
        put_side(out, "  平台 ", c->official_group, c->official_score);
    put(out, c->reason.length != 0 ? "\n  " : "", c->reason, "\n");
}

#define NUMBERS_SHOWN 50

/* The record numbers of one step on a line; the first ones if they are many. */
static void put_numbers(const struct comparisons *all, enum compare_step step,
                        struct buffer *out)
{
    uint32_t shown = 0;

    if (all->counts[step] == 0)
        return;
    put(out, "\n", compare_step_words(step), "：");
    BUFFER_EACH (c, &all->rows, const struct comparison)
        if (c->step == step && shown < NUMBERS_SHOWN)
            put(out, shown++ == 0 ? "病案号 " : "、", c->record);
    put(out, shown < all->counts[step] ? "……全部见 -f json" : "", "\n");
}

static void put_partings(const struct comparisons *all, struct buffer *out)
{
    uint32_t count = 0;

    BUFFER_EACH (c, &all->rows, const struct comparison)
        if (c->step > COMPARE_NOTHING && count++ < NUMBERS_SHOWN)
            put_parting(all, c, out);
    if (count > NUMBERS_SHOWN)
        put(out, "\n……还有 ", count - NUMBERS_SHOWN,
            " 份不同的，见 -f csv 或 -f json\n");
}

void compare_show_text(const struct comparisons *all, struct buffer *out)
{
    put_step_counts(all, out);
    put_all_steps(all, out);
    put_causes(all, out);
    put_partings(all, out);
    put_numbers(all, COMPARE_PENDING, out);
    put_numbers(all, COMPARE_NOTHING, out);
    put_numbers(all, COMPARE_ABSENT, out);
}
