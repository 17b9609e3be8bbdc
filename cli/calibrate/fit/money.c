/* From points to standards. */
#include "calibrate/fit/fit.h"

/* Points as they are paid: where the platform gives none, its standards are
 * what fact_points gives. */
static double standard_by(const struct fit *fit, const struct fact *f,
                          int places)
{
    const double value = account_number(&fit->value, f);
    double points = fact_points(fit, f);

    if (fit->by_money)
        points /= value;
    if (places >= 0)
        points =
            span_number(decimal_round(span_decimal(points), (unsigned)places));
    return points * value;
}

double fact_standard(const struct fit *fit, const struct fact *f)
{
    return standard_by(fit, f, fit->points_places);
}

static bool is_to_the_fen(const struct fit *fit, const struct fact *f,
                          double standard)
{
    const struct observed_number *n = &f->row->official[OBSERVED_STANDARD];

    return n->given &&
           span_holds(span_rounded(n->n, fit->usual[OBSERVED_STANDARD]),
                      standard);
}

static uint32_t count_to_the_fen(const struct fit *fit, int places)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < fit->count; i++)
        n += is_to_the_fen(fit, &fit->facts[i],
                           standard_by(fit, &fit->facts[i], places));
    return n;
}

void fit_rounding(struct fit *fit)
{
    const int places[] = {-1, (int)fit->usual[OBSERVED_POINTS], 4, 2, 3};
    uint32_t most = 0;

    for (size_t i = 0; i < COUNT_OF(places); i++) {
        const uint32_t n = count_to_the_fen(fit, places[i]);

        if (n > most) {
            fit->points_places = places[i];
            most = n;
        }
    }
}
