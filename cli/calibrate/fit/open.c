/* What the rows leave open: forms of the fund, limits that lie between two
 * cases. */
#include <math.h>

#include "calibrate/fit/tell.h"

/* ---- the fund ------------------------------------------------------------ */

/* Stays without an answer for which two forms differ. */
static void find_telling(struct tell *t, enum fund_form other,
                         struct fit_tie *tie)
{
    const struct fund *fund = &t->fit->fund;
    const double ratio = span_spoken(fund->ratio.span);
    uint32_t n = 0;

    for (uint32_t i = 0; i < t->fit->set->count && n < 3; i++) {
        struct fact f;
        double standard;

        if (!fact_of(t->fit, &t->fit->set->rows[i], &f) ||
            (f.given & FACT_FUND) || !(f.given & FACT_PAID) ||
            !(f.given & FACT_MEAN))
            continue;
        standard = fact_standard(t->fit, &f);
        if (fabs(fund_value(fund->form, &f, standard, ratio) -
                 fund_value(other, &f, standard, ratio)) > 0.01)
            tie->records[n++] = f.row->record;
    }
}

static void tell_fund_ties(struct tell *t)
{
    const struct fund *fund = &t->fit->fund;
    struct fit_tie tie = {.name = TEXT("基金的算法")};
    struct buffer settings = {0};
    uint32_t n = 0;

    for (unsigned form = 0; form < FUND_FORMS; form++) {
        if (!(fund->ties >> form & 1))
            continue;
        if (n++ > 0)
            buffer_string(&settings, "、");
        say_fund(fund, (enum fund_form)form, &settings);
        if (form != fund->form && tie.records[0].length == 0)
            find_telling(t, (enum fund_form)form, &tie);
    }
    if (n < 2) {
        buffer_free(&settings);
        return;
    }
    tie.settings = say_done(t->fit, &settings);
    if (tie.records[0].length == 0)
        tie.ask = TEXT("请医保局说明个人负担超过支付标准、费用低于支付标准的"
                       "病例，基金各付多少");
    tell_row(t, &t->fit->out->ties, &tie, sizeof tie);
}

void tell_fund(struct tell *t)
{
    const struct fund *fund = &t->fit->fund;
    const uint32_t step = tell_find_let(t, TEXT("fund"));
    struct buffer formula = {0};
    struct fit_value v = {.place = FIT_TOLD,
                          .name = TEXT("fund"),
                          .label = TEXT("基金的算法"),
                          .exact = true,
                          .support = fund->support,
                          .total = fund->total};

    if (!fund->known)
        return;
    say_fund(fund, fund->form, &formula);
    if (step != PACK_NONE && !t->placing.fund_placed &&
        !text_equal(buffer_view(&formula), tell_formula(t, step))) {
        tell_let(t, step, &formula, fund->support, fund->total);
    } else {
        v.value = say_done(t->fit, &formula);
        if (step != PACK_NONE)
            v.words = TEXT("地区文件现在的写法就能说明");
        tell_value(t, &v);
    }
    tell_fund_ties(t);
}

/* ---- limits that the rows leave open ------------------------------------- */

static void tell_limit_tie(struct tell *t, const struct side *side, bool high)
{
    const struct span gap = side->limit[0];
    struct fit_tie tie = {.name = text_of(high ? "偏高界限" : "偏低界限")};
    uint32_t n = 0;

    if ((side->form == FORM_NONE && (!high || side_strange(side))) ||
        (isfinite(gap.high) && span_value(gap).exact))
        return;
    tie.settings =
        isfinite(gap.high)
            ? say_format(t->fit, "%.4f 到 %.4f 之间的任何数", gap.low, gap.high)
            : say_format(t->fit, "%.4f 以上的任何数", gap.low);
    if (side->now[0] > 0)
        tie.settings = say_format(t->fit, "现在的 %.9g，和 %.*s", side->now[0],
                                  (int)tie.settings.length, tie.settings.at);
    for (uint32_t i = 0; i < t->fit->set->count && n < 3; i++) {
        struct fact f;

        if (!fact_of(t->fit, &t->fit->set->rows[i], &f) ||
            (f.given & (FACT_POINTS | FACT_STANDARD)) || !(f.given & FACT_MEAN))
            continue;
        f.x = fact_x(t->fit, &f, t->fit->deviation.reference);
        if (f.x > gap.low && f.x < gap.high)
            tie.records[n++] = f.row->record;
    }
    if (n == 0)
        tie.ask = say_format(
            t->fit, "请医保局告知费用是次均费用 %.4f 倍的病例算不算%s",
            isfinite(gap.high) ? span_middle(gap) : gap.low + 0.5,
            high ? "偏高" : "偏低");
    tell_row(t, &t->fit->out->ties, &tie, sizeof tie);
}

static void tell_inclusive(struct tell *t, const struct side *side, bool high)
{
    const struct fit_tie tie = {
        .name = text_of(high ? "偏高含不含本数" : "偏低含不含本数"),
        .settings = TEXT("含、不含"),
        .ask = say_format(t->fit,
                          "没有费用恰好在界限上的病例，请医保局告知恰好"
                          "等于界限的算不算%s",
                          high ? "偏高" : "偏低")};

    /* A line that begins at the limit pays the same either way. */
    if (side->form == FORM_NONE || side->inclusive >= 0 ||
        side->form == FORM_EXCESS)
        return;
    tell_row(t, &t->fit->out->ties, &tie, sizeof tie);
}

void tell_open_limits(struct tell *t)
{
    const struct deviation *d = &t->fit->deviation;

    tell_limit_tie(t, &d->low, false);
    tell_limit_tie(t, &d->high, true);
    tell_inclusive(t, &d->low, false);
    tell_inclusive(t, &d->high, true);
}
