#include "calibrate/fit/place.h"

#include <math.h>
#include <stdio.h>

#define SAMPLE_OF_ONE 20 /* rows of one sort: low, high, each exception ... */
#define PAIR_PLACES 16

/* ---- the places ---------------------------------------------------------- */

static bool has_literal(const struct placing *p, int128 n)
{
    for (uint32_t i = 0; i < p->place_count; i++)
        if (p->places[i].variable == PACK_NONE && p->places[i].literal == n)
            return true;
    return false;
}

/* 0 and 1 stand for too many things in formulas to be moved. */
static void list_places(struct placing *p, struct fit *fit)
{
    const struct trial *t = &p->trial;

    p->places =
        fit_alloc(fit, (t->set_count + t->literal_count) * sizeof *p->places);
    for (uint32_t i = 0; i < t->set_count && !fit->failed; i++)
        if (t->sets[i].is_set)
            p->places[p->place_count++] = (struct place){i, 0, NULL};
    for (uint32_t i = 0; i < t->literal_count && !fit->failed; i++) {
        const int128 n = t->literals[i].before;

        if (n != 0 && n != DECIMAL_ONE && !has_literal(p, n))
            p->places[p->place_count++] = (struct place){PACK_NONE, n, NULL};
    }
}

/* Until it is known a blank holds what changes nothing. */
static double neutral(struct text name)
{
    if (text_contains(name, TEXT("inclusive")) ||
        text_contains(name, TEXT("low")) || text_contains(name, TEXT("part")) ||
        text_contains(name, TEXT("bonus")) ||
        text_contains(name, TEXT("extra")))
        return 0;
    if (text_contains(name, TEXT("high")) ||
        text_contains(name, TEXT("band")) ||
        text_contains(name, TEXT("review")))
        return 1e6;
    return 1;
}

static void set_literals(struct trial *t, int128 before, double value)
{
    for (uint32_t i = 0; i < t->literal_count; i++)
        if (t->literals[i].before == before)
            trial_set_literal(t, &t->literals[i], value);
}

static void turn_place(struct placing *p, const struct place *place)
{
    struct trial *t = &p->trial;
    struct trial_set *s;

    if (place->variable == PACK_NONE) {
        set_literals(t, place->literal,
                     place->holds != NULL ? place->holds->constant
                                          : span_number(place->literal));
        return;
    }
    s = &t->sets[place->variable];
    s->number = place->holds;
    s->hold = place->holds != NULL ? HOLD_NUMBER
              : s->is_blank        ? HOLD_CONSTANT
                                   : HOLD_REGION;
    s->constant = neutral(trial_name(t, place->variable));
}

/* ---- rows to try on ------------------------------------------------------ */

/* Which sort of row it is: rows of one sort are paid alike. */
static unsigned sort_of_row(const struct fit *fit, const struct fact *f)
{
    const double x =
        f->given & FACT_MEAN ? fact_x(fit, f, fit->deviation.reference) : 1;
    const double normal = f->score * fact_scale(fit, f, SCALE_ALL);
    const double points = fact_points(fit, f);
    unsigned sort = (unsigned)(f->key[KEY_KIND] % 7);

    if (!span_holds(f->points, normal))
        sort += points < normal ? 7 : 14;
    else if (x < 0.7 || x > 1.6)
        sort += x < 1 ? 21 : 28;
    return sort;
}

static void draw_sample(struct placing *p, struct fit *fit)
{
    uint32_t drawn[35] = {0};

    p->sample = fit_alloc(fit, fit->count * sizeof *p->sample);
    for (uint32_t i = 0; i < fit->count && !fit->failed; i++) {
        const struct fact *f = &fit->facts[i];

        if (!(f->given & FACT_POINTS) ||
            !span_holds(f->points, fact_points(fit, f)) ||
            drawn[sort_of_row(fit, f)]++ >= SAMPLE_OF_ONE)
            continue;
        p->sample[p->sample_count++] = f;
    }
}

/* ---- what the places must give ------------------------------------------- */

enum target { TARGET_POINTS, TARGET_STANDARD, TARGET_FUND };

/* A fund counts only where the standard is right, too: no change for the one
 * may cost the other. */
static bool is_met(const struct placing *p, const struct fact *f,
                   enum target target)
{
    const double standard = trial_value(&p->trial, TEXT("standard"));
    const bool met =
        (f->given & FACT_STANDARD) && span_holds(f->standard, standard);

    switch (target) {
    case TARGET_POINTS:
        return span_holds(f->points, trial_value(&p->trial, TEXT("points")));
    case TARGET_STANDARD:
        return met;
    default:
        return met && (f->given & FACT_FUND) &&
               span_holds(f->fund, trial_value(&p->trial, TEXT("fund")));
    }
}

/* How many rows of the sample meet the target, 0 if less than `least` would. */
static uint32_t count_met(struct placing *p, enum target target, uint32_t least)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < p->sample_count; i++) {
        if (n + (p->sample_count - i) < least)
            return 0;
        trial_run(&p->trial, p->sample[i]);
        n += is_met(p, p->sample[i], target);
    }
    return n;
}

static bool place_takes(const struct place *place, const struct number *number)
{
    return place->variable != PACK_NONE ||
           (number->account == NULL && number->words[0] != '\0');
}

/* The best change of one place; false if none explains more. */
static bool move_one(struct placing *p, enum target target, uint32_t *met)
{
    struct place *best = NULL;
    const struct number *holds = NULL;

    for (uint32_t i = 0; i < p->place_count; i++) {
        struct place *place = &p->places[i];
        const struct number *former = place->holds;

        for (uint32_t n = 0; n < p->number_count; n++) {
            uint32_t tried;

            if (!place_takes(place, &p->numbers[n]))
                continue;
            place->holds = &p->numbers[n];
            turn_place(p, place);
            tried = count_met(p, target, *met + 1);
            if (tried <= *met)
                continue;
            *met = tried;
            best = place;
            holds = place->holds;
        }
        place->holds = former;
        turn_place(p, place);
    }
    if (best == NULL)
        return false;
    best->holds = holds;
    turn_place(p, best);
    return true;
}

/* Two places at a time: what only makes sense together, as a limit and the
 * share beyond it. */
static bool move_second(struct placing *p, enum target target, uint32_t first,
                        uint32_t *met)
{
    const struct number *former = p->places[first].holds;
    const uint32_t before = *met;

    for (uint32_t n = 0; n < p->number_count; n++) {
        if (!place_takes(&p->places[first], &p->numbers[n]) ||
            !p->numbers[n].paired)
            continue;
        p->places[first].holds = &p->numbers[n];
        turn_place(p, &p->places[first]);
        if (move_one(p, target, met))
            return true;
    }
    p->places[first].holds = former;
    turn_place(p, &p->places[first]);
    return *met > before;
}

static bool move_two(struct placing *p, enum target target, uint32_t *met)
{
    if (p->place_count > PAIR_PLACES)
        return false;
    for (uint32_t i = 0; i < p->place_count; i++)
        if (p->places[i].holds == NULL && move_second(p, target, i, met))
            return true;
    return false;
}

/* The rows of the sample are such that what was found explains their points.
 */
static bool is_placed(const struct placing *p, uint32_t met)
{
    return p->sample_count > 0 && met * 200 >= p->sample_count * 199;
}

/* Funds and standards have mistakes of their own. */
static bool is_mostly_placed(const struct placing *p, uint32_t met)
{
    return p->sample_count > 0 && met * 100 >= p->sample_count * 97;
}

static bool place_target(struct placing *p, enum target target)
{
    uint32_t met = count_met(p, target, 0);

    while (met < p->sample_count && move_one(p, target, &met))
        ;
    while (!is_placed(p, met) && move_two(p, target, &met))
        while (met < p->sample_count && move_one(p, target, &met))
            ;
    return target == TARGET_FUND ? is_mostly_placed(p, met) : is_placed(p, met);
}

/* Limits by bands of scores, in sets that are numbered as their bands are. */
static void hold_named(struct placing *p, const char *name, unsigned i,
                       const struct number *holds)
{
    char numbered[16];
    uint32_t variable;

    snprintf(numbered, sizeof numbered, "%s_%u", name, i);
    variable = trial_find(&p->trial, text_of(numbered));
    for (uint32_t n = 0; n < p->place_count && variable != PACK_NONE; n++) {
        if (p->places[n].variable != variable)
            continue;
        p->places[n].holds = holds;
        turn_place(p, &p->places[n]);
    }
}

/* The n-th number with these words. */
static const struct number *nth_number(const struct placing *p,
                                       const char *words, unsigned n)
{
    for (uint32_t i = 0; i < p->number_count; i++)
        if (text_equal(text_of(p->numbers[i].words), text_of(words)) &&
            n-- == 1)
            return &p->numbers[i];
    return NULL;
}

static void seed_bands(struct placing *p, const struct fit *fit)
{
    const uint32_t bands = fit->deviation.high.bands;

    for (unsigned i = 1; i <= BANDS_MAX && bands > 1; i++) {
        hold_named(p, "high", i,
                   nth_number(p, HIGH_WORDS, i < bands ? i : bands));
        hold_named(p, "band", i, nth_number(p, BAND_WORDS, i));
    }
}

/* The point value has a name of its own. */
static void place_value(struct placing *p, const struct fit *fit)
{
    const uint32_t variable = fit->set->pack->known.point_value;

    for (uint32_t i = 0; i < p->place_count && variable != PACK_NONE; i++)
        for (uint32_t n = 0; n < p->number_count; n++)
            if (p->places[i].variable == variable &&
                text_equal(text_of(p->numbers[n].words), TEXT("点值")))
                p->places[i].holds = &p->numbers[n];
}

/* Nothing holds what it was given: the region's formulas are others. */
static void give_up(struct placing *p)
{
    for (uint32_t i = 0; i < p->place_count; i++) {
        p->places[i].holds = NULL;
        turn_place(p, &p->places[i]);
    }
}

/* Where the bureau rounds points that the region does not round, standards
 * are off by a fen now and then. */
static void round_points(struct placing *p, const struct fit *fit)
{
    const uint32_t before = count_met(p, TARGET_STANDARD, 0);

    p->trial.points_places = fit->points_places;
    if (fit->points_places >= 0 && !trial_rounds_points(&p->trial) &&
        count_met(p, TARGET_STANDARD, before) >= before)
        return;
    p->trial.points_places = -1;
}

static void place_rest(struct placing *p, struct fit *fit)
{
    const struct number **former =
        fit_alloc(fit, p->place_count * sizeof(struct number *));

    round_points(p, fit);
    if (!fit->fund.known || fit->failed)
        return;
    for (uint32_t i = 0; i < p->place_count; i++)
        former[i] = p->places[i].holds;
    p->fund_placed = place_target(p, TARGET_FUND);
    for (uint32_t i = 0; i < p->place_count && !p->fund_placed; i++) {
        p->places[i].holds = former[i];
        turn_place(p, &p->places[i]);
    }
}

bool place_numbers(struct placing *p, struct fit *fit)
{
    *p = (struct placing){0};
    if (!trial_open(&p->trial, fit))
        return false;
    numbers_find(p, fit);
    list_places(p, fit);
    draw_sample(p, fit);
    if (fit->failed)
        return false;
    place_value(p, fit);
    for (uint32_t i = 0; i < p->place_count; i++)
        turn_place(p, &p->places[i]);
    seed_bands(p, fit);
    p->points_placed =
        place_target(p, fit->by_money ? TARGET_STANDARD : TARGET_POINTS);
    if (!p->points_placed) {
        give_up(p);
        place_value(p, fit);
    } else {
        place_rest(p, fit);
    }
    return true;
}

void place_close(struct placing *p)
{
    trial_close(&p->trial);
}
