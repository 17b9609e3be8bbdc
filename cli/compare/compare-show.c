#include <stdio.h>
#include <stdlib.h>

#include "compare.h"
#include "report/json.h"

#define REASONS_SHOWN 10

static const struct comparison *row_at(const struct comparisons *all,
                                       uint32_t i)
{
    return &((const struct comparison *)(const void *)all->rows.data)[i];
}

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

    for (uint32_t i = 0; i < all->total; i++) {
        const struct comparison *c = row_at(all, i);
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

    buffer_integer(out, (int64_t)(tenths / 10));
    buffer_char(out, '.');
    buffer_integer(out, (int64_t)(tenths % 10));
    buffer_char(out, '%');
}

/* Stays of which the platform says how it grouped them, or that it did not. */
static uint32_t answered(const struct comparisons *all)
{
    return all->total - all->counts[COMPARE_ABSENT] -
           all->counts[COMPARE_PENDING];
}

static void put_counts(const struct comparisons *all, struct buffer *out)
{
    buffer_string(out, "共 ");
    buffer_integer(out, all->total);
    buffer_string(out, " 份本地结果，平台有结果的 ");
    buffer_integer(out, answered(all));
    buffer_string(out, " 份，百分比按这些算：\n");
    for (unsigned i = 0; i < COMPARE_STEPS; i++) {
        if (all->counts[i] == 0 && i != COMPARE_AGREE)
            continue;
        buffer_string(out, "  ");
        buffer_string(out, compare_step_words(i));
        buffer_string(out, "：");
        buffer_integer(out, all->counts[i]);
        if (i != COMPARE_ABSENT && i != COMPARE_PENDING) {
            buffer_string(out, "，");
            put_share(out, all->counts[i], answered(all));
        }
        if (i == COMPARE_AGREE && all->with_factors != 0) {
            buffer_string(out, "（其中 ");
            buffer_integer(out, all->with_factors);
            buffer_string(out, " 份的平台分值已计入系数）");
        }
        buffer_char(out, '\n');
    }
    if (all->left != 0) {
        buffer_string(out, "  平台有、本地没有：");
        buffer_integer(out, all->left);
        buffer_char(out, '\n');
    }
}

static void put_reasons(const struct comparisons *all, struct buffer *out)
{
    struct reason reasons[REASONS_MAX];
    const uint32_t count = count_reasons(all, reasons);

    if (count != 0)
        buffer_string(out, "\n差异的原因，多的在前：\n");
    for (uint32_t i = 0; i < count && i < REASONS_SHOWN; i++) {
        buffer_string(out, "  ");
        buffer_integer(out, reasons[i].count);
        buffer_string(out, " 份  ");
        buffer_string(out, compare_step_words(reasons[i].step));
        buffer_string(out, "：");
        buffer_text(out, reasons[i].words);
        buffer_char(out, '\n');
    }
}

static void put_side(struct buffer *out, const char *who, struct text group,
                     struct text score)
{
    buffer_string(out, who);
    buffer_text(out, group.length != 0 ? group : TEXT("未入组"));
    if (score.length != 0) {
        buffer_string(out, "（");
        buffer_text(out, score);
        buffer_string(out, "）");
    }
}

static void put_difference(const struct comparison *c, struct buffer *out)
{
    buffer_string(out, "\n病案号 ");
    buffer_text(out, c->record);
    buffer_string(out, "（");
    buffer_text(out, c->source);
    buffer_string(out, " 第 ");
    buffer_text(out, c->index);
    buffer_string(out, " 条）：");
    buffer_string(out, compare_step_words(c->step));
    put_side(out, "\n  本地 ", c->group, c->score);
    put_side(out, "  平台 ", c->official_group, c->official_score);
    if (c->reason.length != 0) {
        buffer_string(out, "\n  ");
        buffer_text(out, c->reason);
    }
    buffer_char(out, '\n');
}

#define NUMBERS_SHOWN 50

/* The record numbers of one step on a line; the first ones if they are many. */
static void put_numbers(const struct comparisons *all, enum compare_step step,
                        struct buffer *out)
{
    uint32_t shown = 0;

    if (all->counts[step] == 0)
        return;
    buffer_char(out, '\n');
    buffer_string(out, compare_step_words(step));
    buffer_string(out, "：");
    for (uint32_t i = 0; i < all->total && shown < NUMBERS_SHOWN; i++)
        if (row_at(all, i)->step == step) {
            buffer_string(out, shown++ == 0 ? "病案号 " : "、");
            buffer_text(out, row_at(all, i)->record);
        }
    if (shown < all->counts[step])
        buffer_string(out, "……全部见 -f json");
    buffer_char(out, '\n');
}

void compare_show_text(const struct comparisons *all, struct buffer *out)
{
    put_counts(all, out);
    put_reasons(all, out);
    for (uint32_t i = 0; i < all->total; i++)
        if (row_at(all, i)->step > COMPARE_PENDING)
            put_difference(row_at(all, i), out);
    put_numbers(all, COMPARE_PENDING, out);
    put_numbers(all, COMPARE_ABSENT, out);
}

/* ---- JSON ---------------------------------------------------------------- */

static void put_number(struct buffer *out, const char *name, uint32_t n)
{
    json_key(out, name);
    buffer_integer(out, n);
}

static void put_member(struct buffer *out, const char *name, struct text t)
{
    json_text_member(out, name, t, t.length != 0);
}

/* A number as it was written. */
static void put_score(struct buffer *out, const char *name, struct text t)
{
    int128 n;

    json_key(out, name);
    if (decimal_parse(t, &n))
        buffer_decimal(out, n);
    else
        buffer_string(out, "null");
}

static void put_json(const struct comparison *c, struct buffer *out)
{
    buffer_char(out, '{');
    put_member(out, "source", c->source);
    put_score(out, "index", c->index);
    put_member(out, "case_no", c->record);
    put_member(out, "settlement_no", c->settlement);
    put_member(out, "step", text_of(compare_step_name(c->step)));
    put_member(out, "group", c->group);
    put_score(out, "score", c->score);
    put_member(out, "official_group", c->official_group);
    put_score(out, "official_score", c->official_score);
    put_member(out, "reason", c->reason);
    buffer_char(out, '}');
}

void compare_show_json(const struct comparisons *all, struct buffer *out)
{
    bool first = true;

    buffer_char(out, '{');
    put_number(out, "total", all->total);
    for (unsigned i = 0; i < COMPARE_STEPS; i++)
        put_number(out, compare_step_name(i), all->counts[i]);
    put_number(out, "agree_with_factors", all->with_factors);
    put_number(out, "left", all->left);
    json_key(out, "differences");
    buffer_char(out, '[');
    for (uint32_t i = 0; i < all->total; i++) {
        if (row_at(all, i)->step == COMPARE_AGREE)
            continue;
        if (!first)
            buffer_char(out, ',');
        first = false;
        put_json(row_at(all, i), out);
    }
    buffer_string(out, "]}\n");
}
