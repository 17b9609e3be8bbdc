/* What the fund pays by another formula; what is paid by another cost; what was
 * only rounded. */
#include <stdlib.h>

#include "base/decimal.h"
#include "causes.h"

static bool is_within(int128 a, int128 b, int128 tolerance)
{
    return a - b <= tolerance && b - a <= tolerance;
}

/* The platform's number where it gives one, else ours. */
static bool either_number(const struct comparison *c, enum compare_step step,
                          int128 *out)
{
    const struct compare_amount *a = &c->amounts[step];

    *out = a->there ? a->official : a->ours;
    return a->there || a->here;
}

/* ---- formulas of the fund ------------------------------------------------ */

static const struct {
    const char *words;
    bool needs_cost, needs_patient;
} formulas[] = {
    {"支付标准 − 个人负担，不低于 0", false, true},
    {"支付标准 − 个人负担，可以为负", false, true},
    {"支付标准，不减个人负担", false, false},
    {"支付标准 ×（总费用 − 个人负担）÷ 总费用", true, true},
    {"支付标准与总费用中较小的 − 个人负担", true, true},
    {"总费用 − 个人负担", true, true},
    {"支付标准", false, false},
};

/* What the fund pays of standard s, cost c and patient's part p. */
static bool fund_by(const struct hypothesis *h, int128 s, int128 c, int128 p,
                    int128 *out)
{
    switch (h->formula) {
    case 0:
        *out = s > p ? s - p : 0;
        return true;
    case 1:
        *out = s - p;
        return true;
    case 2:
        *out = s;
        return true;
    case 3:
        return decimal_divide(c - p, c, out) && decimal_multiply(*out, s, out);
    case 4:
        *out = (s < c ? s : c) - p;
        return true;
    case 5:
        *out = c - p;
        return true;
    default:
        return decimal_multiply(s, h->share, out);
    }
}

bool causes_by_formula(const struct search *s, const struct hypothesis *h,
                       const struct member *m)
{
    const struct compare_amount *fund = &m->c->amounts[COMPARE_FUND];
    int128 standard, cost = 0, patient = 0, n;

    return either_number(m->c, COMPARE_STANDARD, &standard) &&
           (either_number(m->c, COMPARE_COST, &cost) ||
            !formulas[h->formula].needs_cost) &&
           (either_number(m->c, COMPARE_PATIENT, &patient) ||
            !formulas[h->formula].needs_patient) &&
           fund_by(h, standard, cost, patient, &n) &&
           is_within(n, fund->official,
                     compare_tolerance(s->all->official, COMPARE_FUND) +
                         DECIMAL_ONE / 200);
}

#define SHARE_PLACES 4u /* of a share that a notice names */

static int by_share(const void *a, const void *b)
{
    const struct edge *x = a, *y = b;

    return ORDER(x->at, y->at);
}

/* The share of the standard that the fund pays in the middle one of the cases
 * that differ; 0 if there is none. */
static int128 usual_share(struct search *s)
{
    int128 standard;
    uint32_t count = 0;

    for (uint32_t k = 0; k < s->count; k++) {
        const struct member *m = &s->list[k];
        if (!m->done && m->differs &&
            either_number(m->c, COMPARE_STANDARD, &standard) &&
            decimal_divide(m->c->amounts[COMPARE_FUND].official, standard,
                           &s->edges[count].at))
            count++;
    }
    if (count == 0)
        return 0;
    qsort(s->edges, count, sizeof(*s->edges), by_share);
    return decimal_round(s->edges[count / 2].at, SHARE_PLACES);
}

void causes_offer_formulas(struct search *s)
{
    for (unsigned i = 0; i < COUNT_OF(formulas); i++) {
        struct hypothesis h = {.kind = BY_FORMULA, .formula = i};
        uint32_t held = 0;

        h.share = i + 1 == COUNT_OF(formulas) ? usual_share(s) : 0;
        for (uint32_t k = 0; k < s->count; k++) {
            const struct member *m = &s->list[k];
            if (m->done)
                continue;
            h.of++;
            if (!causes_by_formula(s, &h, m))
                continue;
            held++;
            h.explained += m->differs;
        }
        if (h.explained != 0 && (uint64_t)held * 10 >= (uint64_t)h.of * 9)
            causes_offer(s, &h);
    }
}

/* ---- what goes in -------------------------------------------------------- */

static bool input_differs(const struct search *s, enum compare_step input,
                          const struct comparison *c)
{
    const struct compare_amount *a = &c->amounts[input];

    return a->here && a->there &&
           !is_within(a->ours, a->official,
                      compare_tolerance(s->all->official, input));
}

bool causes_by_input(const struct search *s, enum compare_step input,
                     const struct member *m)
{
    const struct compare_amount *fund = &m->c->amounts[COMPARE_FUND];
    const struct compare_amount *patient = &m->c->amounts[COMPARE_PATIENT];

    if (!input_differs(s, input, m->c))
        return false;
    return input == COMPARE_COST ||
           is_within(fund->official - fund->ours,
                     patient->ours - patient->official,
                     compare_tolerance(s->all->official, COMPARE_FUND) +
                         compare_tolerance(s->all->official, COMPARE_PATIENT));
}

static void offer_input(struct search *s, enum compare_step input)
{
    struct hypothesis h = {.kind = BY_INPUT, .input = input};

    for (uint32_t i = 0; i < s->count; i++) {
        const struct member *m = &s->list[i];
        if (m->done || !input_differs(s, input, m->c))
            continue;
        h.of++;
        h.explained += m->differs && causes_by_input(s, input, m);
    }
    if (h.explained != 0 && (uint64_t)h.explained * 10 >= (uint64_t)h.of * 9)
        causes_offer(s, &h);
}

void causes_offer_inputs(struct search *s)
{
    if (s->measure != COMPARE_SCORE && s->measure != COMPARE_POINT_VALUE)
        offer_input(s, COMPARE_COST);
    if (s->measure == COMPARE_FUND)
        offer_input(s, COMPARE_PATIENT);
}

/* ---- rounding ------------------------------------------------------------ */

/* The platform's standard is its own points at its own point value. */
static bool rounds_points(const struct search *s, const struct comparison *c)
{
    const struct compare_amount *points = &c->amounts[COMPARE_POINTS];
    int128 value, n;

    return s->measure == COMPARE_STANDARD && points->there && points->here &&
           points->official != points->ours &&
           either_number(c, COMPARE_POINT_VALUE, &value) &&
           decimal_multiply(points->official, value, &n) &&
           is_within(n, c->amounts[COMPARE_STANDARD].official,
                     compare_tolerance(s->all->official, COMPARE_STANDARD));
}

bool causes_by_rounding(const struct search *s, const struct member *m)
{
    const int128 unit = 2 * compare_tolerance(s->all->official, s->measure);

    return m->has &&
           (is_within(m->official, m->ours, unit) || rounds_points(s, m->c));
}

void causes_offer_rounding(struct search *s)
{
    struct hypothesis h = {.kind = BY_ROUNDING};

    if (s->measure == COMPARE_SCORE || s->measure == COMPARE_POINT_VALUE)
        return;
    for (uint32_t i = 0; i < s->count; i++) {
        const struct member *m = &s->list[i];
        h.of += !m->done;
        h.explained += !m->done && m->differs && causes_by_rounding(s, m);
    }
    if (h.explained != 0)
        causes_offer(s, &h);
}

/* ---- words --------------------------------------------------------------- */

static struct text fund_formula_words(struct arena *arena,
                                      const struct hypothesis *h)
{
    char digits[DECIMAL_TEXT_MAX];
    const int length = h->share == 0 ? 0 : (int)decimal_text(h->share, digits);

    return compare_say(arena, "平台的基金支付是：%s%s%.*s",
                       formulas[h->formula].words, length == 0 ? "" : " × ",
                       length, digits);
}

void causes_word_fund(struct search *s, const struct hypothesis *h,
                      struct cause *out)
{
    struct arena *arena = &s->all->arena;

    if (h->kind == BY_ROUNDING) {
        out->word = TEXT("rounding");
        out->what =
            compare_say(arena, "%s只差在舍入", compare_step_noun(s->measure));
        out->setting = TEXT("region.xml 的 <let … round=…>：结算分值、"
                            "支付标准舍入到几位");
    } else if (h->kind == BY_FORMULA) {
        out->word = TEXT("fund");
        out->what = fund_formula_words(arena, h);
        out->setting = TEXT("基金支付的公式（fund）");
    } else {
        out->word = text_of(compare_step_name(h->input));
        out->what = compare_say(arena, "平台的%s与首页不同，%s因此不同",
                                compare_step_noun(h->input),
                                compare_step_noun(s->measure));
        out->setting = h->input == COMPARE_COST
                           ? TEXT("首页的总费用（ZFY）")
                           : TEXT("首页的自付金额（ZFJE）与平台的口径");
    }
}
