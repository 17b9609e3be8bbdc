/* One ratio within what has one value. */
#define _GNU_SOURCE /* qsort_r */
#include <stdlib.h>

#include "base/decimal.h"
#include "causes.h"

/* In the order in which they are preferred where they explain as much. */
enum variable {
    EVERY,
    INSURANCE,
    MONTH,
    POINT_VALUE,
    INSURANCE_MONTH,
    KIND,
    LAYER,
    AUXILIARY,
    DEVIATION,
    GROUP,
    STEP /* of the region's settlement */
};

static const struct {
    const char *name, *words;
} variables[] = {[EVERY] = {"", ""},
                 [INSURANCE] = {"insurance", "险种"},
                 [MONTH] = {"month", "出院月份"},
                 [POINT_VALUE] = {"point_value", "本地点值"},
                 [INSURANCE_MONTH] = {"insurance_month", "险种和月份"},
                 [KIND] = {"kind", "病种类别"},
                 [LAYER] = {"layer", "层"},
                 [AUXILIARY] = {"auxiliary", "辅助目录标志"},
                 [DEVIATION] = {"deviation", "费用偏差"},
                 [GROUP] = {"group", "病种"},
                 [STEP] = {"step", "结算步骤"}};

static struct text step_value(const struct comparison *c, struct text name)
{
    for (uint32_t i = 0; i < c->step_count; i++)
        if (text_equal(c->steps[i].name, name))
            return c->steps[i].value;
    return TEXT("");
}

static struct text variable_value(const struct comparison *c, unsigned variable,
                                  struct text name)
{
    switch (variable) {
    case INSURANCE:
        return c->insurance;
    case MONTH:
        return c->month;
    case POINT_VALUE:
        return c->point_value;
    case INSURANCE_MONTH:
        return c->insurance_month;
    case KIND:
        return c->kind;
    case LAYER:
        return c->layer;
    case AUXILIARY:
        return c->auxiliary;
    case DEVIATION:
        return c->deviation;
    case GROUP:
        return c->group;
    case STEP:
        return step_value(c, name);
    default:
        return TEXT("");
    }
}

/* ---- the ratio that most have -------------------------------------------- */

static int by_edge(const void *a, const void *b)
{
    const struct edge *x = a, *y = b;

    return x->at != y->at ? ORDER(x->at, y->at) : x->end - y->end;
}

/* The span that most of the `count` edges' intervals have in common, in h; how
 * many have it. */
static uint32_t sweep(struct edge *edges, uint32_t count, struct hypothesis *h)
{
    uint32_t open = 0, most = 0;
    bool wait = false;

    qsort(edges, count, sizeof(*edges), by_edge);
    for (uint32_t i = 0; i < count; i++) {
        if (edges[i].end) {
            h->high = wait ? edges[i].at : h->high;
            wait = false;
            open--;
        } else if (++open > most) {
            most = open;
            h->low = edges[i].at;
            wait = true;
        }
    }
    return most;
}

#define SHARE(part, whole, tenths)                                             \
    ((uint64_t)(part)*10 >= (uint64_t)(whole) * (tenths))
#define PURE(part, whole) SHARE(part, whole, 9)

/* Nearly all of the members differ, and one ratio has so many tenths of them;
 * two at least, unless there is but one. */
static void judge_cell(struct search *s, struct member **list, uint32_t count,
                       unsigned tenths, struct hypothesis h)
{
    uint32_t edges = 0, all = 0, agree = 0;

    for (uint32_t i = 0; i < count; i++) {
        const struct member *m = list[i];
        if (!m->has || m->aside)
            continue;
        all++;
        if (!m->differs)
            continue;
        s->edges[edges++] = (struct edge){m->low, false};
        s->edges[edges++] = (struct edge){m->high, true};
    }
    if (edges == 0 || !PURE(edges / 2, all))
        return;
    h.explained = sweep(s->edges, edges, &h);
    for (uint32_t i = 0; i < count; i++)
        agree += list[i]->has && !list[i]->aside && !list[i]->differs &&
                 list[i]->low <= h.high && list[i]->high >= h.low;
    h.of = all;
    if (SHARE(h.explained + agree, all, tenths) &&
        (h.explained > 1 || (h.variable == EVERY && all == 1)))
        causes_offer(s, &h);
}

/* ---- variables ----------------------------------------------------------- */

struct sorting {
    unsigned variable;
    struct text name;
};

static int by_variable(const void *a, const void *b, void *sorting)
{
    const struct sorting *by = sorting;
    const struct member *const *x = a, *const *y = b;

    return text_compare(variable_value((*x)->c, by->variable, by->name),
                        variable_value((*y)->c, by->variable, by->name));
}

static uint32_t sort_members(struct search *s, struct sorting by)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < s->count; i++)
        if (!s->list[i].done)
            s->order[count++] = &s->list[i];
    qsort_r(s->order, count, sizeof(struct member *), by_variable, &by);
    return count;
}

/* The end of the run of one value that begins at `from`. */
static uint32_t run_end(const struct search *s, uint32_t from, uint32_t count,
                        struct sorting by)
{
    const struct text value =
        variable_value(s->order[from]->c, by.variable, by.name);
    uint32_t end = from + 1;

    while (end < count &&
           text_equal(variable_value(s->order[end]->c, by.variable, by.name),
                      value))
        end++;
    return end;
}

#define STEP_VALUES 12u /* more: the step is a number of the case, no class */

static bool is_class(const struct search *s, uint32_t count, struct sorting by)
{
    uint32_t values = 0;

    for (uint32_t i = 0; i < count && values <= STEP_VALUES; values++)
        i = run_end(s, i, count, by);
    return values <= STEP_VALUES;
}

static void offer_variable(struct search *s, struct sorting by)
{
    const uint32_t count = sort_members(s, by);

    if (by.variable == STEP && !is_class(s, count, by))
        return;
    for (uint32_t i = 0, end; i < count; i = end) {
        const struct hypothesis h = {
            .kind = BY_CELL,
            .variable = by.variable,
            .name = by.name,
            .value = variable_value(s->order[i]->c, by.variable, by.name)};
        end = run_end(s, i, count, by);
        if (h.value.length != 0)
            judge_cell(s, s->order + i, end - i, 9, h);
    }
}

/* Puts kinds aside in which hardly anything differs; how many kinds are
 * left. */
static uint32_t put_kinds_aside(struct search *s, uint32_t *aside)
{
    const struct sorting by = {.variable = KIND};
    const uint32_t count = sort_members(s, by);
    uint32_t left = 0;

    for (uint32_t i = 0, end; i < count; i = end) {
        uint32_t differing = 0;
        bool agrees;
        end = run_end(s, i, count, by);
        for (uint32_t k = i; k < end; k++)
            differing += s->order[k]->differs;
        agrees = PURE(end - i - differing, end - i);
        for (uint32_t k = i; k < end; k++)
            s->order[k]->aside = agrees;
        left += !agrees;
        *aside += agrees;
    }
    return left;
}

/* All, but for kinds to which a factor does not apply. */
static void offer_all(struct search *s, unsigned tenths)
{
    uint32_t aside = 0;
    const uint32_t left = put_kinds_aside(s, &aside);
    const uint32_t count = sort_members(s, (struct sorting){.variable = EVERY});

    if (left > 1 || aside == 0)
        judge_cell(s, s->order, count, tenths,
                   (struct hypothesis){.kind = BY_CELL, .variable = EVERY});
    for (uint32_t i = 0; i < count; i++)
        s->order[i]->aside = false;
}

void causes_offer_cells(struct search *s)
{
    const struct comparison *first = s->list[0].c;

    offer_all(s, 9);
    for (unsigned i = INSURANCE; i < STEP; i++)
        offer_variable(s, (struct sorting){.variable = i});
    for (uint32_t i = 0; i < first->step_count; i++)
        offer_variable(s, (struct sorting){STEP, first->steps[i].name});
    /* A factor of all, and something else besides, which hides it in some. */
    offer_all(s, 7);
}

bool causes_in_cell(const struct hypothesis *h, const struct member *m)
{
    return m->has && m->low <= h->high && m->high >= h->low &&
           text_equal(variable_value(m->c, h->variable, h->name), h->value);
}

/* ---- words --------------------------------------------------------------- */

/* A short decimal of a span. */
static int128 shortest(int128 low, int128 high)
{
    const int128 middle = low + (high - low) / 2;

    for (unsigned places = 0; places < DECIMAL_PLACES; places++) {
        const int128 n = decimal_round(middle, places);
        if (n >= low && n <= high)
            return n;
    }
    return middle;
}

struct pointer {
    const char *word, *setting;
};

static bool is_column_told(const struct search *s, enum official_column column)
{
    return s->all->official->given[column] != 0;
}

/* What one ratio of the points points to; the platform may not tell points, and
 * then it is one of what they are paid. */
static struct pointer points_pointer(const struct search *s,
                                     const struct hypothesis *h)
{
    const bool has_points = is_column_told(s, OFFICIAL_POINTS);

    if (h->variable == GROUP)
        return is_column_told(s, OFFICIAL_SCORE)
                   ? (struct pointer){"group-factor", "这个病种的系数"}
                   : (struct pointer){"catalogue",
                                      "目录里这个病种的分值，或它的系数"};
    if (h->variable == KIND || h->variable == LAYER)
        return (struct pointer){"kind-factor",
                                "结算分值的公式里按病种类别（kind）分的系数"};
    if (h->variable == DEVIATION && !text_equal(h->value, TEXT("normal")))
        return (struct pointer){"deviation", "费用偏差的算法"};
    if (!has_points && h->variable >= INSURANCE &&
        h->variable <= INSURANCE_MONTH)
        return (struct pointer){"point_value", "点值（point_value）"};
    return has_points
               ? (struct pointer){"factor", "等级系数（level_factor）等系数"}
               : (struct pointer){"factor", "等级系数（level_factor）等系数，"
                                            "或点值（point_value）"};
}

static struct pointer standard_pointer(const struct search *s,
                                       const struct hypothesis *h)
{
    if (!is_column_told(s, OFFICIAL_POINTS))
        return points_pointer(s, h);
    if (!is_column_told(s, OFFICIAL_POINT_VALUE))
        return (struct pointer){"point_value", "点值（point_value）"};
    return (struct pointer){"standard", "支付标准的公式（standard）"};
}

/* The setting that one ratio at a step points to. */
static struct pointer points_to(const struct search *s,
                                const struct hypothesis *h)
{
    if (h->variable == AUXILIARY)
        return (struct pointer){"auxiliary", "辅助目录的系数（<auxiliary>）"};
    if (h->variable == STEP)
        return (struct pointer){"step",
                                "region.xml 里这一步 <let> 的写法或系数表"};
    switch (s->measure) {
    case COMPARE_SCORE:
        return (struct pointer){"catalogue", "目录的分值"};
    case COMPARE_POINT_VALUE:
        return (struct pointer){"point_value", "点值（point_value）"};
    case COMPARE_STANDARD:
        return standard_pointer(s, h);
    case COMPARE_FUND:
        if (is_column_told(s, OFFICIAL_POINTS) ||
            is_column_told(s, OFFICIAL_STANDARD))
            return (struct pointer){"fund", "基金支付的公式（fund）"};
        return points_pointer(s, h);
    default:
        return points_pointer(s, h);
    }
}

static struct text cell_value_words(const struct hypothesis *h)
{
    return h->variable == KIND || h->variable == LAYER
               ? group_layer_words(h->value)
               : h->value;
}

/* Whose numbers they are: 险种为 职工医保 的病例，... */
static struct text cell_words(struct arena *arena, const struct hypothesis *h)
{
    const struct text value = cell_value_words(h);

    if (h->variable == EVERY)
        return TEXT("");
    if (h->variable == STEP)
        return compare_say(arena, "结算步骤 %.*s 为 %.*s 的病例，",
                           SPELL(h->name), SPELL(value));
    return compare_say(arena, "%s为 %.*s 的病例，",
                       variables[h->variable].words, SPELL(value));
}

/* Of what is given and not computed, one pair of numbers. */
static struct text pair_words(struct search *s, const struct hypothesis *h)
{
    uint32_t i = 0;

    if (s->measure != COMPARE_SCORE && s->measure != COMPARE_POINT_VALUE)
        return TEXT("");
    while (i < s->count && !causes_explains(s, h, &s->list[i]))
        i++;
    return i < s->count ? compare_say(&s->all->arena, "（%.*s）",
                                      SPELL(s->list[i].c->reason))
                        : TEXT("");
}

void causes_word_cell(struct search *s, const struct hypothesis *h,
                      struct cause *out)
{
    const struct pointer pointer = points_to(s, h);
    const struct text whose = cell_words(&s->all->arena, h),
                      pair = pair_words(s, h);
    char digits[DECIMAL_TEXT_MAX];

    out->ratio = shortest(h->low, h->high);
    out->has_ratio = true;
    out->word = text_of(pointer.word);
    out->setting = text_of(pointer.setting);
    out->by =
        h->variable == STEP ? h->name : text_of(variables[h->variable].name);
    out->value = h->value;
    out->what = compare_say(
        &s->all->arena, "%.*s平台的%s%s是本地的 %.*s 倍%.*s", SPELL(whose),
        compare_step_noun(s->measure), h->variable == EVERY ? "都" : "",
        (int)decimal_text(out->ratio, digits), digits, SPELL(pair));
}
