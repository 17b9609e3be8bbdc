/* The points of a case by what was found, and what they are made of. */
#include <math.h>

#include "calibrate/fit/fit.h"

double span_spoken(struct span s)
{
    return isfinite(s.high) ? span_number(span_value(s).n) : INFINITY;
}

double limit_spoken(const struct side *side, uint32_t band)
{
    return side->now[band] > 0 ? side->now[band]
                               : span_spoken(side->limit[band]);
}

static double value_of_point(const struct fit *fit, const struct fact *f)
{
    return fit->by_money ? 1 : account_number(&fit->value, f);
}

double fact_x(const struct fit *fit, const struct fact *f,
              enum fit_reference reference)
{
    if (reference == REFERENCE_MEAN)
        return f->x;
    return f->cost /
           (f->score * fact_scale(fit, f, SCALE_ALL) * value_of_point(fit, f));
}

bool side_scored(const struct side *side, uint32_t band, const struct fact *f)
{
    return (band == 0 || f->score > span_spoken(side->upto[band - 1])) &&
           (band + 1 >= side->bands ||
            f->score <= span_spoken(side->upto[band]));
}

uint32_t side_band(const struct side *side, const struct fact *f)
{
    uint32_t band = 0;

    while (band + 1 < side->bands && !side_scored(side, band, f))
        band++;
    return band;
}

static double low_points(const struct fit *fit, const struct fact *f, double x)
{
    const struct side *side = &fit->deviation.low;
    const double value = span_spoken(side->value.span);

    if (side->form == FORM_RATIO)
        return f->score * x * value * fact_scale(fit, f, side->scale);
    if (side->form == FORM_PAID)
        return f->cost * value / value_of_point(fit, f);
    return f->score * value * fact_scale(fit, f, SCALE_ALL);
}

static double high_points(const struct fit *fit, const struct fact *f, double x)
{
    const struct deviation *d = &fit->deviation;
    const struct side *side = &d->high;
    const double normal = fact_scale(fit, f, SCALE_ALL);
    const double value = span_spoken(side->value.span);
    double m;

    if (side->form == FORM_FIXED)
        return f->score * value * normal;
    if (side->from[side_band(side, f)].total == 0)
        return f->score * normal;
    m = normal + value * fact_scale(fit, f, side->scale) *
                     (x - span_spoken(side->from[side_band(side, f)].span));
    if (d->has_most)
        m = fmin(m, normal * span_spoken(d->most));
    return f->score * m;
}

static bool beyond(double x, double limit, const struct side *side, double sign)
{
    return sign * (x - limit) > limit * 1e-12 ||
           (fabs(x - limit) <= limit * 1e-12 && side->inclusive == 1);
}

double fact_points(const struct fit *fit, const struct fact *fact)
{
    const struct deviation *d = &fit->deviation;
    const double normal = fact->score * fact_scale(fit, fact, SCALE_ALL);
    double x;

    if (!(fact->given & FACT_MEAN))
        return normal;
    x = fact_x(fit, fact, d->reference);
    if (d->low.form != FORM_NONE &&
        beyond(x, limit_spoken(&d->low, 0), &d->low, -1))
        return low_points(fit, fact, x);
    if (d->high.form == FORM_NONE ||
        (d->has_extreme && x > span_spoken(d->extreme)) ||
        !beyond(x, limit_spoken(&d->high, side_band(&d->high, fact)), &d->high,
                1))
        return normal;
    return high_points(fit, fact, x);
}
