/* The factor of normal cases, and point values. */
#include <math.h>

#include "calibrate/fit/fit.h"

/* Costs at which a case is normal in every city known; wider where there are
 * too few. */
static const double zones[][2] = {{0.8, 1.5}, {0.6, 1.9}, {0, INFINITY}};
#define ZONE_ENOUGH 30

#define KEYS_ALL ((1u << KEYS) - 1)
#define KEYS_OF_VALUE (KEYS_ALL & ~(1u << KEY_GROUP))

/* The facts of a zone with their multipliers. */
struct zone {
    const struct fact **facts;
    struct span *multipliers, *spans;
    uint32_t count;
};

static void add_zone(const struct fit *fit, const double *limits,
                     struct zone *zone)
{
    zone->count = 0;
    for (uint32_t i = 0; i < fit->count; i++) {
        const struct fact *f = &fit->facts[i];

        if (!(f->given & FACT_POINTS) ||
            ((f->given & FACT_MEAN) && (f->x < limits[0] || f->x > limits[1])))
            continue;
        zone->facts[zone->count] = f;
        zone->multipliers[zone->count++] = span_scale(f->points, 1 / f->score);
    }
}

static void find_zone(struct fit *fit, struct zone *zone)
{
    zone->facts = fit_alloc(fit, fit->count * sizeof(struct fact *));
    zone->multipliers = fit_alloc(fit, fit->count * sizeof(struct span));
    zone->spans = fit_alloc(fit, fit->count * sizeof(struct span));
    zone->count = 0;
    for (size_t i = 0;
         i < COUNT_OF(zones) && !fit->failed && zone->count < ZONE_ENOUGH; i++)
        add_zone(fit, zones[i], zone);
}

/* A factor is a small number that differs between cases. */
static bool may_be_factor(const struct fit *fit, const struct zone *zone,
                          uint32_t column)
{
    double least = INFINITY, most = 0;

    for (uint32_t i = 0; i < zone->count; i++) {
        const double d = fact_column(fit, zone->facts[i]->row, column);

        least = fmin(least, d);
        most = fmax(most, d);
    }
    return least > 0.01 && most < 100 && most > least * (1 + 1e-9);
}

/* The account with one column more; `column` PACK_NONE: with none more. */
static void account_with(struct fit *fit, const struct zone *zone,
                         uint32_t column, struct account *out)
{
    for (uint32_t i = 0; i < zone->count; i++) {
        double by = zone->facts[i]->columns;

        if (column != PACK_NONE)
            by *= fact_column(fit, zone->facts[i]->row, column);
        zone->spans[i] = span_scale(zone->multipliers[i], 1 / by);
    }
    account_find(fit, zone->facts, zone->spans, zone->count, KEYS_ALL, out);
}

static void take_column(struct fit *fit, uint32_t column)
{
    fit->columns[fit->column_count++] = column;
    for (uint32_t i = 0; i < fit->count; i++)
        fit->facts[i].columns *= fact_column(fit, fit->facts[i].row, column);
}

static bool explains_zone(const struct account *a, const struct zone *zone)
{
    return account_worth(a) * 1000 >= (int64_t)zone->count * 985;
}

/* The column that explains most rows more; false if none explains enough. */
static bool add_factor_column(struct fit *fit, const struct zone *zone)
{
    const uint32_t columns = fit->set->factor_count + fit->set->step_count;
    struct account best = fit->factor;
    uint32_t which = PACK_NONE;

    for (uint32_t i = 0; i < columns && !fit->failed; i++) {
        struct account tried;

        if (!may_be_factor(fit, zone, i))
            continue;
        account_with(fit, zone, i, &tried);
        if (account_worth(&tried) <=
            account_worth(&best) + (int64_t)zone->count / 100)
            continue;
        best = tried;
        which = i;
    }
    if (which == PACK_NONE)
        return false;
    take_column(fit, which);
    fit->factor = best;
    return true;
}

/* What is left over the factor: another factor, or a score that changed. */
static void find_more(struct fit *fit, const struct zone *zone)
{
    const unsigned key = fit->factor.key;

    for (uint32_t i = 0; i < zone->count; i++) {
        const struct fact *f = zone->facts[i];

        zone->spans[i] =
            span_scale(zone->multipliers[i],
                       1 / (f->columns * account_number(&fit->factor, f)));
    }
    account_find(fit, zone->facts, zone->spans, zone->count,
                 KEYS_ALL & ~(key < KEYS ? 1u << key : 0), &fit->more);
}

void fit_factor(struct fit *fit)
{
    struct zone zone;

    find_zone(fit, &zone);
    if (fit->failed)
        return;
    account_with(fit, &zone, PACK_NONE, &fit->factor);
    while (fit->column_count < COLUMNS_MAX &&
           !explains_zone(&fit->factor, &zone) && add_factor_column(fit, &zone))
        ;
    find_more(fit, &zone);
}

bool factor_known(const struct fit *fit)
{
    return fit->factor.total > 0 &&
           fit->factor.support * 5 >= fit->factor.total * 3;
}

static double fact_own(const struct fit *fit, const struct fact *fact)
{
    double own = account_number(&fit->factor, fact);

    if (account_of(&fit->more, fact) != &fit->more.main)
        own *= account_number(&fit->more, fact);
    return own;
}

double fact_scale(const struct fit *fit, const struct fact *fact,
                  enum fit_scale scale)
{
    switch (scale) {
    case SCALE_ALL:
        return fact_own(fit, fact) * fact->columns;
    case SCALE_COLUMNS:
        return fact->columns;
    case SCALE_OWN:
        return fact_own(fit, fact);
    default:
        return 1;
    }
}

/* Point values by spans of theirs; bad spans hold nothing. */
static void find_value(struct fit *fit,
                       struct span (*value)(const struct fit *,
                                            const struct fact *),
                       struct account *out)
{
    const struct fact **facts = fit_alloc(fit, fit->count * sizeof *facts);
    struct span *spans = fit_alloc(fit, fit->count * sizeof *spans);
    uint32_t n = 0;

    for (uint32_t i = 0; i < fit->count && !fit->failed; i++) {
        if (!(fit->facts[i].given & FACT_VALUE))
            continue;
        facts[n] = &fit->facts[i];
        spans[n++] = value(fit, &fit->facts[i]);
    }
    if (!fit->failed)
        account_find(fit, facts, spans, n, KEYS_OF_VALUE, out);
}

static struct span told_value(const struct fit *fit, const struct fact *f)
{
    (void)fit;
    return f->value;
}

/* The standard over exact points, where they are what the platform says. */
static struct span exact_value(const struct fit *fit, const struct fact *f,
                               bool rounded)
{
    const double points = fact_points(fit, f);
    const double said = span_middle(f->points);
    struct span s = f->value;

    if (!(f->given & FACT_STANDARD) || !(f->given & FACT_POINTS) ||
        !span_holds(f->points, points) || points <= 0)
        return s;
    s = span_scale(f->standard, 1 / (rounded ? said : points));
    return (struct span){fmax(s.low, f->value.low),
                         fmin(s.high, f->value.high)};
}

static struct span rounded_value(const struct fit *fit, const struct fact *f)
{
    return exact_value(fit, f, true);
}

static struct span unrounded_value(const struct fit *fit, const struct fact *f)
{
    return exact_value(fit, f, false);
}

void fit_value_of_point(struct fit *fit)
{
    find_value(fit, told_value, &fit->value);
}

void fit_value_again(struct fit *fit)
{
    struct account rounded, unrounded;

    if (fit->by_money || fit->value.support == 0)
        return;
    find_value(fit, rounded_value, &rounded);
    find_value(fit, unrounded_value, &unrounded);
    fit->value = account_worth(&unrounded) > account_worth(&rounded) ? unrounded
                                                                     : rounded;
}

/* ---- without points ------------------------------------------------------ */

/* The level factor that the region or the hospital has already. */
static double level_now(const struct fit *fit)
{
    const struct observed_set *set = fit->set;

    for (uint32_t i = 0; i < set->step_count; i++)
        if (text_equal(set->steps[i], TEXT("level_factor")) &&
            fit->facts[0].row->steps[i].given)
            return span_number(fit->facts[0].row->steps[i].n);
    return 1;
}

void split_money(struct fit *fit)
{
    const struct account *a = &fit->factor;
    struct exception *list = fit_alloc(fit, a->count * sizeof *list);

    if (fit->failed)
        return;
    fit->level = level_now(fit);
    fit->value = *a;
    fit->value.exceptions = list;
    fit->value.main.span = span_scale(a->main.span, 1 / fit->level);
    if (!account_in_set(a)) {
        fit->value.count = 0;
        fit->value.key = KEYS;
    }
    for (uint32_t i = 0; i < fit->value.count; i++) {
        list[i] = a->exceptions[i];
        list[i].common.span =
            span_scale(a->exceptions[i].common.span, 1 / fit->level);
    }
}
