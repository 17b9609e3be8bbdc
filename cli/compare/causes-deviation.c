/* Differences that are a function of cost over mean: another limit, another
 * share beyond it, another formula; or the mean of one group. */
#include <stdlib.h>

#include "base/decimal.h"
#include "causes.h"

static int by_ratio(const void *a, const void *b)
{
    const struct member *const *x = a, *const *y = b;
    const int128 m = (*x)->c->ratio, n = (*y)->c->ratio;

    return ORDER(m, n);
}

uint32_t causes_by_ratio(struct search *s)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < s->count; i++)
        if (!s->list[i].done && s->list[i].c->has_ratio)
            s->order[count++] = &s->list[i];
    qsort(s->order, count, sizeof(struct member *), by_ratio);
    return count;
}

#define AGAINST 9 /* as many that differ outweigh one that agrees */
#define LEAST 5u  /* so few that differ may stand side by side by chance */

/* The run of `list` in which most differ and hardly any agrees. */
static void offer_run(struct search *s, struct member **list, uint32_t count)
{
    struct hypothesis h = {.kind = BY_DEVIATION};
    int64_t sum = 0, most = 0;
    uint32_t from = 0, best = 0, end = 0, differing = 0;

    for (uint32_t i = 0; i < count; i++) {
        if (sum <= 0) {
            sum = 0;
            from = i;
        }
        sum += list[i]->differs ? 1 : -AGAINST;
        differing += list[i]->differs;
        if (sum > most) {
            most = sum;
            best = from;
            end = i + 1;
        }
    }
    for (uint32_t i = best; i < end; i++)
        h.explained += list[i]->differs;
    if (h.explained < 2 || (h.explained < LEAST && h.explained < differing))
        return;
    h.of = end - best;
    h.low = list[best]->c->ratio;
    h.high = list[end - 1]->c->ratio;
    causes_offer(s, &h);
}

void causes_offer_deviation(struct search *s)
{
    const uint32_t count = causes_by_ratio(s);
    uint32_t low = 0;

    while (low < count && s->order[low]->c->ratio <= DECIMAL_ONE)
        low++;
    offer_run(s, s->order, low);
    offer_run(s, s->order + low, count - low);
}

/* ---- the mean of a group ------------------------------------------------- */

static bool is_usual(const struct comparison *c)
{
    const struct text normal = TEXT("normal");

    return text_equal(c->deviation, normal) &&
           (c->official_deviation.length == 0 ||
            text_equal(c->official_deviation, normal));
}

static int by_member_group(const void *a, const void *b)
{
    const struct member *const *x = a, *const *y = b;

    return text_compare((*x)->c->group, (*y)->c->group);
}

/* Nearly all deviations of a group differ, and not all of its cases do. */
static void offer_mean(struct search *s, struct member **list, uint32_t count)
{
    struct hypothesis h = {.kind = BY_MEAN, .value = list[0]->c->group};

    for (uint32_t i = 0; i < count; i++) {
        h.explained += list[i]->differs;
        h.of += list[i]->differs || !is_usual(list[i]->c);
    }
    if (h.explained >= 2 && h.explained < count &&
        (uint64_t)h.explained * 10 >= (uint64_t)h.of * 9)
        causes_offer(s, &h);
}

void causes_offer_means(struct search *s)
{
    const uint32_t count = causes_by_ratio(s);

    qsort(s->order, count, sizeof(struct member *), by_member_group);
    for (uint32_t i = 0, end; i < count; i = end) {
        end = i + 1;
        while (end < count &&
               text_equal(s->order[end]->c->group, s->order[i]->c->group))
            end++;
        offer_mean(s, s->order + i, end - i);
    }
}

/* ---- the platform's formula ---------------------------------------------- */

/* Cost over mean, and how much of the undeviated amount the platform gives. */
struct sight {
    int128 x, y;
};

/* Of a case without deviation: what a score of 1 comes to at the platform. */
static bool rate_of(const struct member *m, int128 *out)
{
    return m->has && m->c->amounts[COMPARE_SCORE].here && is_usual(m->c) &&
           decimal_divide(m->official, m->c->amounts[COMPARE_SCORE].ours, out);
}

/* How many steps of the settlement came to the same: factors that a case has
 * and another one has not. */
static uint32_t steps_alike(const struct comparison *a,
                            const struct comparison *b)
{
    uint32_t same = 0;

    for (uint32_t i = 0; i < a->step_count && i < b->step_count; i++)
        same += text_equal(a->steps[i].value, b->steps[i].value);
    return same;
}

#define LIKENESSES 500u /* cases that are looked at for the one most alike */

/* The rate of the case most like this one that has no deviation, and does not
 * differ by the hypothesis. */
static bool find_rate(const struct search *s, const struct hypothesis *h,
                      const struct comparison *like, int128 *out)
{
    uint32_t most = 0, looked = 0;
    int128 rate;

    for (uint32_t i = 0; i < s->count && looked < LIKENESSES; i++) {
        const struct comparison *c = s->list[i].c;
        uint32_t same;
        if (!text_equal(c->kind, like->kind) ||
            !text_equal(c->point_value, like->point_value) ||
            !rate_of(&s->list[i], &rate) || causes_explains(s, h, &s->list[i]))
            continue;
        same = 1 + steps_alike(c, like);
        looked++;
        if (same > most) {
            most = same;
            *out = rate;
        }
    }
    return most != 0;
}

static bool sight_of(const struct search *s, const struct hypothesis *h,
                     const struct member *m, struct sight *out)
{
    int128 rate, whole;

    out->x = m->c->ratio;
    return m->has && find_rate(s, h, m->c, &rate) &&
           decimal_multiply(rate, m->c->amounts[COMPARE_SCORE].ours, &whole) &&
           decimal_divide(m->official, whole, &out->y) &&
           out->y < decimal_from_int(1000000);
}

#define CLOSE (DECIMAL_ONE / 200)

static bool is_close(int128 a, int128 b)
{
    return a - b < CLOSE && b - a < CLOSE;
}

static int by_decimal(const void *a, const void *b)
{
    const int128 x = *(const int128 *)a, y = *(const int128 *)b;

    return ORDER(x, y);
}

/* y = from + slope * x, by the medians of pairs: few wrong rows do no harm.
 * `room` has a number for each sight. */
static bool fit_line(const struct sight *list, uint32_t count, int128 *room,
                     int128 *from, int128 *slope)
{
    const uint32_t half = count / 2;
    uint32_t slopes = 0;
    int128 rise;

    for (uint32_t i = 0; i < half; i++)
        slopes += decimal_divide(list[i + half].y - list[i].y,
                                 list[i + half].x - list[i].x, &room[slopes]);
    if (slopes == 0)
        return false;
    qsort(room, slopes, sizeof(*room), by_decimal);
    *slope = room[slopes / 2];
    for (uint32_t i = 0; i < count; i++) {
        if (!decimal_multiply(*slope, list[i].x, &rise))
            return false;
        room[i] = list[i].y - rise;
    }
    qsort(room, count, sizeof(*room), by_decimal);
    *from = room[count / 2];
    return true;
}

/* True if the line has nearly all of them. */
static bool line_holds(const struct sight *list, uint32_t count, int128 from,
                       int128 slope)
{
    uint32_t held = 0;

    for (uint32_t i = 0; i < count; i++) {
        int128 rise;
        held += decimal_multiply(slope, list[i].x, &rise) &&
                is_close(list[i].y, from + rise);
    }
    return (uint64_t)held * 10 >= (uint64_t)count * 8;
}

/* ---- words --------------------------------------------------------------- */

struct number_words {
    char text[DECIMAL_TEXT_MAX + 1];
};

static struct number_words brief(int128 n, unsigned places)
{
    struct number_words words;

    words.text[decimal_text(decimal_round(n, places), words.text)] = '\0';
    return words;
}

static struct text line_words(struct arena *arena, int128 from, int128 slope)
{
    const struct number_words share = brief(slope, 2);
    int128 limit;

    if (is_close(slope, 0))
        return compare_say(arena, "平台按正常的 %s 倍计", brief(from, 2).text);
    if (is_close(from, 0))
        return compare_say(arena, "平台按费用倍率的 %s 倍计", share.text);
    if (!decimal_divide(DECIMAL_ONE - from, slope, &limit))
        return TEXT("");
    return compare_say(
        arena,
        "平台约按 1 +（费用倍率 − %s）× %s 计：界限约 %s，超出部分的比例约 %s",
        brief(limit, 2).text, share.text, brief(limit, 2).text, share.text);
}

/* What the platform does with the sights of a run. `room` as in fit_line. */
static struct text platform_rule(struct arena *arena, struct sight *list,
                                 uint32_t count, int128 *room)
{
    uint32_t usual = 0, other = 0;
    int128 from, slope;

    for (uint32_t i = 0; i < count; i++) {
        usual += is_close(list[i].y, DECIMAL_ONE);
        if (!is_close(list[i].y, DECIMAL_ONE))
            list[other++] = list[i];
    }
    if (usual > 0 && other <= count / 10)
        return TEXT("平台按正常费用计");
    if (other >= 3 && fit_line(list, other, room, &from, &slope) &&
        line_holds(list, other, from, slope))
        return line_words(arena, from, slope);
    return TEXT("平台的算法看不出是哪一种");
}

static struct text see_rule(struct search *s, const struct hypothesis *h)
{
    const uint32_t count = causes_by_ratio(s);
    struct sight *list = arena_alloc(&s->all->arena, count * sizeof(*list));
    int128 *room = arena_alloc(&s->all->arena, count * sizeof(*room));
    uint32_t seen = 0;

    if (list == NULL || room == NULL)
        return TEXT("");
    for (uint32_t i = 0; i < count; i++)
        if (causes_explains(s, h, s->order[i]))
            seen += sight_of(s, h, s->order[i], &list[seen]);
    return platform_rule(&s->all->arena, list, seen, room);
}

/* Ends of the span in which the platform's class changes from normal, if its
 * classes are known; false otherwise. */
static bool find_limit(struct search *s, bool high, int128 *from, int128 *to)
{
    const struct text normal = TEXT("normal");
    bool usual = false, unusual = false;

    for (uint32_t i = 0; i < s->count; i++) {
        const struct comparison *c = s->list[i].c;
        const bool beyond = c->ratio > DECIMAL_ONE;
        if (!c->has_ratio || c->official_deviation.length == 0 ||
            beyond != high)
            continue;
        if (text_equal(c->official_deviation, normal)) {
            if (!usual || (high ? c->ratio > *from : c->ratio < *from))
                *from = c->ratio;
            usual = true;
        } else {
            if (!unusual || (high ? c->ratio < *to : c->ratio > *to))
                *to = c->ratio;
            unusual = true;
        }
    }
    return usual && unusual && (high ? *from <= *to : *from >= *to);
}

void causes_word_deviation(struct search *s, const struct hypothesis *h,
                           struct cause *out)
{
    const bool high = h->low > DECIMAL_ONE;
    struct arena *arena = &s->all->arena;
    struct text rule, limit = TEXT("");
    int128 from = 0, to = 0;

    if (h->kind == BY_MEAN) {
        out->word = TEXT("mean_cost");
        out->by = TEXT("group");
        out->value = h->value;
        out->what = compare_say(
            arena, "只有病种 %.*s 的费用偏差不同：平台参照的费用是另一个",
            SPELL(h->value));
        out->setting = TEXT("目录里这个病种的次均费用（mean_cost）");
        return;
    }
    rule = see_rule(s, h);
    if (find_limit(s, high, &from, &to))
        limit = compare_say(arena, "；平台的界限在 %s 和 %s 之间",
                            brief(high ? from : to, 4).text,
                            brief(high ? to : from, 4).text);
    out->word = TEXT("deviation");
    out->by = TEXT("deviation");
    out->value = high ? TEXT("high") : TEXT("low");
    out->setting =
        high ? TEXT("费用偏高的界限和算法") : TEXT("费用偏低的界限和算法");
    out->what =
        compare_say(arena, "费用倍率 %s 到 %s 的病例，算法不同：%.*s%.*s",
                    brief(h->low, 4).text, brief(h->high, 4).text, SPELL(rule),
                    SPELL(limit));
}
