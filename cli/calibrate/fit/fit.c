#include "calibrate/fit/fit.h"

#include <math.h>

/* Of all texts and rows that a fit works with. */
#define FIT_MEMORY ((size_t)1 << 30)

void fit_free(struct fit_result *result)
{
    arena_free(&result->texts);
    buffer_free(&result->values);
    buffer_free(&result->ties);
    buffer_free(&result->strange);
    buffer_free(&result->months);
}

bool fit_money(const struct observed_set *set, struct fit_result *out)
{
    struct fit fit = {.set = set, .out = out};

    *out = (struct fit_result){.texts = {.limit = FIT_MEMORY}};
    fit_facts(&fit);
    if (!fit.failed)
        fit_factor(&fit);
    if (!fit.failed)
        fit_value_of_point(&fit);
    if (!fit.failed)
        fit_deviation(&fit);
    if (!fit.failed)
        fit_value_again(&fit);
    if (!fit.failed && fit.by_money && fit.count > 0)
        split_money(&fit);
    if (!fit.failed)
        fit_rounding(&fit);
    if (!fit.failed)
        fit_fund(&fit);
    if (!fit.failed)
        fit_tell(&fit);
    return !fit.failed;
}
