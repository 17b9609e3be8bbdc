#include "causes.h"

#include <stdlib.h>

#include "base/decimal.h"

#define BIT(step) (1u << (step))
#define PLACES 6u /* of our numbers that are looked at */

/* ---- a cause's cases ----------------------------------------------------- */

static void cause_add(struct comparisons *all, struct cause *cause,
                      uint32_t number, struct comparison *c)
{
    const uint32_t row =
        (uint32_t)(c - BUFFER_ROWS(&all->rows, struct comparison));

    c->cause = number;
    cause->count++;
    if (cause->shown < CAUSE_CASES)
        cause->cases[cause->shown++] = row;
    if (!c->has_money)
        return;
    cause->counted++;
    cause->estimated |= c->estimated;
    decimal_add(cause->money, c->money, &cause->money);
    decimal_add(cause->weight, c->money < 0 ? -c->money : c->money,
                &cause->weight);
}

static uint32_t next_number(const struct comparisons *all)
{
    return BUFFER_COUNT(&all->causes, struct cause) + 1;
}

/* ---- hypotheses ---------------------------------------------------------- */

void causes_offer(struct search *s, const struct hypothesis *h)
{
    if (h->explained > s->best.explained)
        s->best = *h;
}

static bool in_ratio_run(const struct hypothesis *h, const struct comparison *c)
{
    return c->has_ratio && c->ratio >= h->low && c->ratio <= h->high;
}

bool causes_explains(const struct search *s, const struct hypothesis *h,
                     const struct member *m)
{
    if (m->done || !m->differs)
        return false;
    switch (h->kind) {
    case BY_CELL:
        return causes_in_cell(h, m);
    case BY_DEVIATION:
        return in_ratio_run(h, m->c);
    case BY_MEAN:
        return m->c->has_ratio && text_equal(m->c->group, h->value);
    case BY_ROUNDING:
        return causes_by_rounding(s, m);
    case BY_INPUT:
        return causes_by_input(s, h->input, m);
    default:
        return causes_by_formula(s, h, m);
    }
}

static void word_cause(struct search *s, const struct hypothesis *h,
                       struct cause *out)
{
    switch (h->kind) {
    case BY_CELL:
        causes_word_cell(s, h, out);
        break;
    case BY_DEVIATION:
    case BY_MEAN:
        causes_word_deviation(s, h, out);
        break;
    default:
        causes_word_fund(s, h, out);
    }
}

static void take_best(struct search *s)
{
    struct cause cause = {.step = s->measure, .of = s->best.of};
    const uint32_t number = next_number(s->all);

    word_cause(s, &s->best, &cause);
    for (uint32_t i = 0; i < s->count; i++) {
        struct member *m = &s->list[i];
        if (!causes_explains(s, &s->best, m))
            continue;
        cause_add(s->all, &cause, number, m->c);
        m->done = true;
    }
    buffer_put(&s->all->causes, &cause, sizeof(cause));
}

static void take_rest(struct search *s)
{
    struct cause cause = {.word = TEXT("unexplained"),
                          .step = s->measure,
                          .of = s->count,
                          .what = compare_say(&s->all->arena,
                                              "%s不同，看不出共同的原因",
                                              compare_step_noun(s->measure)),
                          .setting = TEXT("逐例核对"),
                          .rest = true};
    const uint32_t number = next_number(s->all);

    for (uint32_t i = 0; i < s->count; i++)
        if (s->list[i].differs && !s->list[i].done)
            cause_add(s->all, &cause, number, s->list[i].c);
    if (cause.count != 0)
        buffer_put(&s->all->causes, &cause, sizeof(cause));
}

/* ---- the members of a step ----------------------------------------------- */

/* A step with the one whose numbers it is judged by; the class of deviation
 * goes with the amount that it changes. */
struct family {
    uint32_t steps; /* bits: what differs there belongs to it */
    enum compare_step measure;
};

/* The numbers whose ratio speaks. Where the platform tells the fund's payment
 * alone, what it pays more is as much more of the standard. */
static bool measure_of(const struct comparisons *all, const struct family *f,
                       const struct comparison *c, struct member *out)
{
    const struct compare_amount *a = &c->amounts[f->measure];
    const struct compare_amount *standard = &c->amounts[COMPARE_STANDARD];

    if (!a->here || !a->there)
        return false;
    out->ours = a->ours;
    out->official = a->official;
    if (f->measure == COMPARE_FUND && standard->here &&
        all->official->given[OFFICIAL_STANDARD] == 0) {
        out->ours = standard->ours;
        return decimal_add(standard->ours, a->official - a->ours,
                           &out->official);
    }
    return true;
}

#define LEAST_PLACES 2u

/* Half a unit of the last digit that our numbers have, of those that we round:
 * scores and point values are given. */
static int128 our_tolerance(const struct comparisons *all,
                            const struct family *f)
{
    int128 half = DECIMAL_ONE / 200;
    unsigned places = LEAST_PLACES;

    if (f->measure == COMPARE_SCORE || f->measure == COMPARE_POINT_VALUE)
        return 0;
    BUFFER_EACH (c, &all->rows, const struct comparison) {
        const int128 n = c->amounts[f->measure].ours;
        while (places < PLACES && decimal_round(n, places) != n) {
            places++;
            half /= 10;
        }
    }
    return half;
}

/* `half` is ours. */
static struct member member_of(const struct comparisons *all,
                               const struct family *f, int128 half,
                               struct comparison *c)
{
    const int128 tolerance = compare_tolerance(all->official, f->measure);
    struct member m = {.c = c, .differs = (f->steps & BIT(c->step)) != 0};

    m.has = measure_of(all, f, c, &m) && m.ours > half &&
            m.official > tolerance &&
            decimal_divide(m.official - tolerance, m.ours + half, &m.low) &&
            decimal_divide(m.official + tolerance, m.ours - half, &m.high);
    return m;
}

/* True if the case was compared there, or differs in what belongs to it. */
static bool belongs(const struct family *f, const struct comparison *c)
{
    return ((c->compared & BIT(f->measure)) | (BIT(c->step) & f->steps)) != 0;
}

static bool search_open(struct search *s, struct comparisons *all,
                        const struct family *f)
{
    const uint32_t rows = BUFFER_COUNT(&all->rows, struct comparison);
    const int128 half = our_tolerance(all, f);

    *s = (struct search){.all = all, .measure = f->measure};
    s->list = malloc(rows * sizeof(*s->list) + 1);
    s->order = malloc(rows * sizeof(*s->order) + 1);
    s->edges = malloc(2 * rows * sizeof(*s->edges) + 1);
    if (s->list == NULL || s->order == NULL || s->edges == NULL)
        return false;
    BUFFER_EACH (c, &all->rows, struct comparison)
        if (belongs(f, c))
            s->list[s->count++] = member_of(all, f, half, c);
    return true;
}

static void search_close(struct search *s)
{
    free(s->list);
    free(s->order);
    free(s->edges);
}

/* The amount that a deviation changes, of those that the platform tells. */
static enum compare_step deviated(const struct official *o)
{
    if (o->given[OFFICIAL_POINTS] != 0)
        return COMPARE_POINTS;
    return o->given[OFFICIAL_STANDARD] != 0 ? COMPARE_STANDARD : COMPARE_FUND;
}

#define ROUNDS 16

static void search_causes(struct search *s)
{
    for (unsigned i = 0; i < ROUNDS; i++) {
        s->best = (struct hypothesis){0};
        causes_offer_inputs(s);
        if (s->measure == COMPARE_FUND)
            causes_offer_formulas(s);
        causes_offer_cells(s);
        if (s->measure == deviated(s->all->official)) {
            causes_offer_deviation(s);
            causes_offer_means(s);
        }
        causes_offer_rounding(s);
        if (s->best.explained == 0)
            return;
        take_best(s);
    }
}

static bool find_family(struct comparisons *all, const struct family *f)
{
    struct search s;
    uint32_t differing = 0;
    bool good;

    for (unsigned i = 0; i < COMPARE_STEPS; i++)
        differing += (f->steps & BIT(i)) != 0 ? all->counts[i] : 0;
    if (differing == 0)
        return true;
    good = search_open(&s, all, f);
    if (good && f->measure < COMPARE_PATIENT)
        search_causes(&s);
    if (good)
        take_rest(&s);
    search_close(&s);
    return good;
}

static bool find_amounts(struct comparisons *all)
{
    const enum compare_step with = deviated(all->official);

    for (unsigned step = COMPARE_SCORE; step < COMPARE_STEPS; step++) {
        struct family f = {BIT(step), step};
        if (step == COMPARE_UNPRICED || step == COMPARE_DEVIATION)
            continue;
        if (step == with)
            f.steps |= BIT(COMPARE_DEVIATION);
        if (!find_family(all, &f))
            return false;
    }
    return true;
}

/* ---- other groups -------------------------------------------------------- */

/* Equal but for their numbers: codes and scores differ from case to case. */
static bool same_words(struct text x, struct text y)
{
    size_t a = 0, b = 0;

    while (a < x.length && b < y.length) {
        if (is_digit(x.at[a]) && is_digit(y.at[b])) {
            while (a < x.length && is_digit(x.at[a]))
                a++;
            while (b < y.length && is_digit(y.at[b]))
                b++;
        } else if (x.at[a++] != y.at[b++]) {
            return false;
        }
    }
    return a == x.length && b == y.length;
}

static struct cause group_cause(const struct comparisons *all,
                                const struct comparison *c)
{
    struct cause cause = {.step = c->step,
                          .word = c->word,
                          .what = c->what,
                          .setting = c->setting,
                          .of = all->steps[COMPARE_GROUP].compared};

    if (c->step == COMPARE_GROUP)
        return cause;
    cause.word = text_of(compare_step_name(c->step));
    cause.what = c->reason.length != 0 ? c->reason
                                       : text_of(compare_step_words(c->step));
    cause.setting = c->step == COMPARE_FAILED
                        ? TEXT("平台的备注；region.xml 的 <exclude>")
                    : c->step == COMPARE_UNGROUPED
                        ? TEXT("主要诊断、目录版本、编码对照表")
                        : TEXT("region.xml 和医院文件里待填的数，首页缺的项目");
    return cause;
}

#define KINDS_MAX 256u /* of reasons; what is beyond goes to the last */

static void add_worded(struct comparisons *all, uint32_t before,
                       struct comparison *c)
{
    const struct cause cause = group_cause(all, c);
    struct cause *list = BUFFER_ROWS(&all->causes, struct cause);
    const uint32_t count = BUFFER_COUNT(&all->causes, struct cause);
    uint32_t k = before;

    while (k < count && (list[k].step != cause.step ||
                         !text_equal(list[k].word, cause.word) ||
                         !same_words(list[k].what, cause.what)))
        k++;
    if (k == count && count - before == KINDS_MAX)
        k--;
    else if (k == count)
        buffer_put(&all->causes, &cause, sizeof(cause));
    if (all->causes.failed)
        return;
    cause_add(all, BUFFER_ROWS(&all->causes, struct cause) + k, k + 1, c);
}

/* ---- all ----------------------------------------------------------------- */

/* What was not explained stands last. */
static int by_weight(const void *a, const void *b)
{
    const struct cause *x = a, *y = b;

    if (x->rest != y->rest)
        return x->rest - y->rest;
    if (x->weight != y->weight)
        return ORDER(y->weight, x->weight);
    if (x->count != y->count)
        return ORDER(y->count, x->count);
    return ORDER(x->found, y->found);
}

/* Cases name their cause by its place in the new order. */
static bool rank_causes(struct comparisons *all)
{
    const uint32_t count = BUFFER_COUNT(&all->causes, struct cause);
    struct cause *list = BUFFER_ROWS(&all->causes, struct cause);
    uint32_t *places = malloc((count + 1) * sizeof(*places));

    if (places == NULL)
        return false;
    for (uint32_t i = 0; i < count; i++)
        list[i].found = i + 1;
    if (count != 0)
        qsort(list, count, sizeof(*list), by_weight);
    places[0] = 0;
    for (uint32_t i = 0; i < count; i++)
        places[list[i].found] = i + 1;
    BUFFER_EACH (c, &all->rows, struct comparison)
        c->cause = places[c->cause];
    free(places);
    return true;
}

bool compare_causes(struct comparisons *all)
{
    uint32_t before;

    if (!find_amounts(all))
        return false;
    before = BUFFER_COUNT(&all->causes, struct cause);
    BUFFER_EACH (c, &all->rows, struct comparison)
        if (c->step == COMPARE_FAILED || c->step == COMPARE_UNGROUPED ||
            c->step == COMPARE_GROUP || c->step == COMPARE_UNPRICED)
            add_worded(all, before, c);
    return !all->causes.failed && !all->arena.failed && rank_causes(all);
}
