#include <stdlib.h>

#include "common/put.h"
#include "common/width.h"
#include "compare.h"
#include "report/json.h"

#define REASONS_SHOWN 10

/* ---- reasons, most frequent first ---------------------------------------- */

struct reason {
    struct text words;
    enum compare_step step;
    uint32_t count;
};

/* Equal but for their numbers: codes and scores differ from case to case.
 * The multiple of a score is what matters, so there they count. */
static bool same_reason(const struct reason *r, const struct comparison *c)
{
    size_t a = 0, b = 0;

    if (r->step != c->step)
        return false;
    if (c->step == COMPARE_SCORE)
        return text_equal(r->words, c->reason);
    while (a < r->words.length && b < c->reason.length) {
        if (is_digit(r->words.at[a]) && is_digit(c->reason.at[b])) {
            while (a < r->words.length && is_digit(r->words.at[a]))
                a++;
            while (b < c->reason.length && is_digit(c->reason.at[b]))
                b++;
        } else if (r->words.at[a++] != c->reason.at[b++]) {
            return false;
        }
    }
    return a == r->words.length && b == c->reason.length;
}

static int by_count(const void *a, const void *b)
{
    const struct reason *x = a, *y = b;

    return x->count != y->count ? (x->count < y->count) - (x->count > y->count)
                                : text_compare(x->words, y->words);
}

#define REASONS_MAX 256

/* The reasons of all differences, at most REASONS_MAX. */
static uint32_t count_reasons(const struct comparisons *all,
                              struct reason *reasons)
{
    uint32_t count = 0;

    BUFFER_EACH (c, &all->rows, const struct comparison) {
        uint32_t k = 0;
        if (c->step == COMPARE_AGREE || c->reason.length == 0)
            continue;
        while (k < count && !same_reason(&reasons[k], c))
            k++;
        if (k == REASONS_MAX)
            continue;
        if (k == count)
            reasons[count++] = (struct reason){c->reason, c->step, 0};
        reasons[k].count++;
    }
    qsort(reasons, count, sizeof(*reasons), by_count);
    return count;
}

/* ---- text ---------------------------------------------------------------- */

/* Tenths of a percent, rounded half up. */
static void put_share(struct buffer *out, uint32_t part, uint32_t whole)
{
    const uint64_t tenths =
        whole == 0 ? 0
                   : ((uint64_t)part * 2000 + whole) / (2 * (uint64_t)whole);

    put(out, tenths / 10, ".", tenths % 10, "%");
}

static void put_step_counts(const struct comparisons *all, struct buffer *out)
{
    /* Of which the platform says how it grouped them, or that it did not. */
    const uint32_t answered =
        all->total - all->counts[COMPARE_ABSENT] - all->counts[COMPARE_PENDING];

    put(out, "共 ", all->total, " 份本地结果，平台有结果的 ", answered,
        " 份，百分比按这些算：\n");
    for (unsigned i = 0; i < COMPARE_STEPS; i++) {
        if (all->counts[i] == 0 && i != COMPARE_AGREE)
            continue;
        put(out, "  ", compare_step_words(i), "：", all->counts[i]);
        if (i != COMPARE_ABSENT && i != COMPARE_PENDING) {
            put(out, "，");
            put_share(out, all->counts[i], answered);
        }
        if (i == COMPARE_AGREE && all->with_factors != 0)
            put(out, "（其中 ", all->with_factors, " 份的平台分值已计入系数）");
        put(out, "\n");
    }
    if (all->left != 0)
        put(out, "  平台有、本地没有：", all->left, "\n");
}

static void put_reasons(const struct comparisons *all, struct buffer *out)
{
    struct reason reasons[REASONS_MAX];
    const uint32_t count = count_reasons(all, reasons);

    put(out, count != 0 ? "\n差异的原因，多的在前：\n" : "");
    for (uint32_t i = 0; i < count && i < REASONS_SHOWN; i++)
        put(out, "  ", reasons[i].count, " 份  ",
            compare_step_words(reasons[i].step), "：", reasons[i].words, "\n");
}

static void put_side(struct buffer *out, const char *who, struct text group,
                     struct text score)
{
    put(out, who, group.length != 0 ? group : TEXT("未入组"));
    if (score.length != 0)
        put(out, "（", score, "）");
}

static void put_parting(const struct comparison *c, struct buffer *out)
{
    put(out, "\n病案号 ", c->record, "（");
    width_name(out, c->source);
    put(out, " 第 ", c->index, " 条）：", compare_step_words(c->step));
    put_side(out, "\n  本地 ", c->group, c->score);
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

void compare_show_text(const struct comparisons *all, struct buffer *out)
{
    put_step_counts(all, out);
    put_reasons(all, out);
    BUFFER_EACH (c, &all->rows, const struct comparison)
        if (c->step > COMPARE_PENDING)
            put_parting(c, out);
    put_numbers(all, COMPARE_PENDING, out);
    put_numbers(all, COMPARE_ABSENT, out);
}

/* ---- JSON ---------------------------------------------------------------- */

/* A number as it was written. */
static void put_score_member(struct buffer *out, const char *name,
                             struct text t)
{
    int128 n = 0;
    const bool known = decimal_parse(t, &n);

    json_decimal_member(out, name, n, known);
}

static void put_comparison(const struct comparison *c, struct buffer *out)
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
    put_score_member(out, "official_score", c->official_score);
    json_given_member(out, "reason", c->reason);
    put(out, "}");
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
            put_comparison(c, out);
    put(out, "]}\n");
}
