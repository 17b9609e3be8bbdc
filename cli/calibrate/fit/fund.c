/* Which of the known forms makes the fund of the standard. */
#include <math.h>

#include "calibrate/fit/fit.h"

static bool has_ratio(enum fund_form form)
{
    return form == FUND_RATIO || form == FUND_RATIO_LESS ||
           form == FUND_LESSER_RATIO;
}

double fund_value(enum fund_form form, const struct fact *f, double standard,
                  double ratio)
{
    const double lesser = fmin(standard, f->cost);

    switch (form) {
    case FUND_LESS_PAID_0:
        return fmax(0, standard - f->paid);
    case FUND_LESS_PAID:
        return standard - f->paid;
    case FUND_RATIO:
        return standard * ratio;
    case FUND_RATIO_LESS:
        return fmax(0, standard - f->paid) * ratio;
    case FUND_OWN_RATIO:
        return standard * (f->cost - f->paid) / f->cost;
    case FUND_LESSER_0:
        return fmax(0, lesser - f->paid);
    case FUND_LESSER:
        return lesser - f->paid;
    case FUND_LESSER_RATIO:
        return lesser * ratio;
    case FUND_COST:
        return f->cost - f->paid;
    default:
        return standard;
    }
}

static bool can_ask(const struct fact *f)
{
    return (f->given & FACT_FUND) && (f->given & FACT_STANDARD) &&
           (f->given & FACT_PAID) && f->cost > 0;
}

/* The ratio that most cases hold in common; of a form without one it is 1. */
static struct common find_ratio(struct fit *fit, enum fund_form form,
                                struct span *spans, double *room)
{
    struct common out;
    uint32_t n = 0;

    for (uint32_t i = 0; i < fit->count; i++) {
        const struct fact *f = &fit->facts[i];

        if (!can_ask(f))
            continue;
        const double base = fund_value(form, f, span_middle(f->standard), 1);

        /* Where there is nothing to take a part of, 0 is explained anyhow. */
        if (has_ratio(form))
            spans[n++] =
                base > 0 ? span_scale(f->fund, 1 / base) : (struct span){1, 0};
        else
            spans[n++] = span_holds(f->fund, base) ? (struct span){1, 1}
                                                   : (struct span){1, 0};
    }
    span_common(spans, n, room, &out);
    return out;
}

static uint32_t count_funded(const struct fit *fit, enum fund_form form,
                             double ratio)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < fit->count; i++) {
        const struct fact *f = &fit->facts[i];

        n += can_ask(f) &&
             span_holds(f->fund,
                        fund_value(form, f, span_middle(f->standard), ratio));
    }
    return n;
}

void fit_fund(struct fit *fit)
{
    struct span *spans = fit_alloc(fit, fit->count * sizeof *spans);
    double *room = fit_alloc(fit, 2 * fit->count * sizeof *room);
    struct fund *fund = &fit->fund;

    for (unsigned form = 0; form < FUND_FORMS && !fit->failed; form++) {
        const struct common ratio =
            find_ratio(fit, (enum fund_form)form, spans, room);
        const uint32_t explained = ratio.support == 0
                                       ? 0
                                       : count_funded(fit, (enum fund_form)form,
                                                      span_spoken(ratio.span));

        fund->total = ratio.total;
        if (explained > fund->support) {
            fund->form = (enum fund_form)form;
            fund->ratio = ratio;
            fund->support = explained;
            fund->ties = 0;
        }
        if (explained > 0 && explained == fund->support &&
            !(has_ratio((enum fund_form)form) &&
              span_decimal(span_spoken(ratio.span)) == DECIMAL_ONE))
            fund->ties |= 1u << form;
    }
    fund->asked = fund->total > 0;
    fund->known = fund->support * 5 >= fund->total * 3;
}
