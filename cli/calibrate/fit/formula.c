/* Formulas of our own, where the region's are others. */
#include <math.h>

#include "calibrate/fit/say.h"

/* What the parts of a formula have in common. */
struct formula {
    const struct fit *fit;
    struct text own, x;
    const struct buffer *scores;
    struct buffer *out;
};

/* The region's own name for cost over mean cost, if it has one that is not
 * rounded. */
static struct text say_ratio(const struct fit *fit)
{
    const struct pack *p = fit->set->pack;

    PACK_EACH (step, p, SECTION_STEP, pack_step) {
        if (step->kind != STEP_LET || step->round >= 0)
            continue;
        if (text_equal(pack_formula(p, step->expr), TEXT("cost / mean_cost")))
            return pack_variable_name(p, step->variable);
    }
    return TEXT("cost / mean_cost");
}

static void say_words(const struct formula *f, const char *words)
{
    buffer_string(f->out, words);
}

static void say_condition(const struct formula *f, enum fit_key key,
                          const struct fact *first)
{
    const struct observed *row = first->row;
    const struct {
        const char *name;
        struct text is;
    } parts[] = {{"kind", row->kind},
                 {"class", first->class},
                 {"insurance", row->insurance}};
    const bool asked[] = {key == KEY_KIND || key == KEY_KIND_CLASS,
                          key == KEY_CLASS || key == KEY_KIND_CLASS,
                          key == KEY_INSURANCE};
    bool begun = false;

    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (!asked[i])
            continue;
        if (begun)
            say_words(f, " and ");
        say_words(f, parts[i].name);
        say_words(f, " = '");
        buffer_text(f->out, parts[i].is);
        say_words(f, "'");
        begun = true;
    }
}

/* An account as an expression; `main` stands for its main value. Groups are
 * scores, and months stand in sets. */
static void say_account(const struct formula *f, const struct account *a,
                        struct text main)
{
    const double unit = f->fit->by_money && a == &f->fit->factor
                            ? f->fit->level / span_spoken(a->main.span)
                            : 1;
    const bool plain = a->count == 0 || a->key == KEY_GROUP ||
                       a->key == KEY_MONTH || a->key == KEY_INSURED_MONTH;

    if (!plain)
        say_words(f, "if(");
    for (uint32_t i = 0; i < a->count && !plain; i++) {
        say_condition(f, a->key, a->exceptions[i].first);
        say_words(f, ", ");
        say_number(f->out,
                   span_spoken(span_scale(a->exceptions[i].common.span, unit)));
        say_words(f, ", ");
    }
    buffer_text(f->out, main);
    if (!plain)
        say_words(f, ")");
}

static void say_columns(const struct formula *f, bool more)
{
    const struct observed_set *set = f->fit->set;

    for (uint32_t i = 0; i < f->fit->column_count; i++) {
        const uint32_t column = f->fit->columns[i];

        if (more || i > 0)
            say_words(f, " * ");
        say_words(f, "default(");
        buffer_text(f->out, column < set->factor_count
                                ? set->factors[column]
                                : set->steps[column - set->factor_count]);
        say_words(f, ", 1)");
    }
    if (!more && f->fit->column_count == 0)
        say_words(f, "1");
}

static void say_own(const struct formula *f)
{
    const struct account *factor = &f->fit->factor, *more = &f->fit->more;
    const bool in_set = factor->key == KEY_INSURANCE;

    /* What differs by insurance stands in the set, where there is one. */
    if (in_set && (f->fit->by_money || !is_digit(f->own.at[0])))
        buffer_text(f->out, f->own);
    else
        say_account(f, factor, f->own);
    if (more->count > 0 && more->key != KEY_GROUP) {
        say_words(f, " * ");
        say_account(f, more, TEXT("1"));
    }
}

static void say_scale(const struct formula *f, enum fit_scale scale)
{
    if (scale == SCALE_NONE)
        say_words(f, "1");
    if (scale == SCALE_ALL || scale == SCALE_OWN)
        say_own(f);
    if (scale == SCALE_ALL || scale == SCALE_COLUMNS)
        say_columns(f, scale == SCALE_ALL);
}

static void say_x(const struct formula *f)
{
    if (f->fit->deviation.reference == REFERENCE_MEAN) {
        buffer_text(f->out, f->x);
        return;
    }
    say_words(f, "cost / (");
    say_score(f->scores, f->out);
    say_words(f, " * ");
    say_scale(f, SCALE_ALL);
    if (!f->fit->by_money)
        say_words(f, " * point_value");
    say_words(f, ")");
}

/* Of a band without end nothing is beyond its limit. What the region has
 * already is kept, by the name of its set. */
static void say_band(const struct formula *f, const struct side *side,
                     uint32_t band, struct span limit)
{
    const bool now = side->now[band] > 0 && span_holds(limit, side->now[band]);
    const double number = now ? side->now[band] : span_spoken(limit);

    if (now && side->name[band].length > 0)
        buffer_text(f->out, side->name[band]);
    else
        say_number(f->out, isfinite(number) ? number : 1e6);
}

/* A limit, by bands of scores. */
static void say_bands(const struct formula *f, const struct side *side,
                      const struct span *limits)
{
    for (uint32_t i = 0; i < side->bands; i++) {
        if (i + 1 < side->bands) {
            if (i == 0)
                say_words(f, "if(");
            say_score(f->scores, f->out);
            say_words(f, " <= ");
            say_number(f->out, span_spoken(side->upto[i]));
            say_words(f, ", ");
        }
        say_band(f, side, i, limits[i]);
        if (i + 1 < side->bands)
            say_words(f, ", ");
    }
    if (side->bands > 1)
        say_words(f, ")");
}

static void say_from(const struct formula *f, const struct side *side)
{
    struct span from[BANDS_MAX];

    for (uint32_t i = 0; i < side->bands; i++)
        from[i] = side->from[i].span;
    say_bands(f, side, from);
}

/* ` * ` and the number, unless it is 1. */
static void say_times(const struct formula *f, struct span value)
{
    if (span_spoken(value) == 1)
        return;
    say_words(f, " * ");
    say_number(f->out, span_spoken(value));
}

/* A side's multiplier; `whole`: with the factor of a normal case in it. */
static void say_high_of(const struct formula *f, bool whole)
{
    const struct deviation *d = &f->fit->deviation;
    const struct side *side = &d->high;

    if (d->has_most) {
        say_words(f, "min(");
        say_number(f->out, span_spoken(d->most));
        if (whole) {
            say_words(f, " * ");
            say_scale(f, SCALE_ALL);
        }
        say_words(f, ", ");
    }
    if (whole)
        say_scale(f, SCALE_ALL);
    else if (side->form == FORM_FIXED)
        say_number(f->out, span_spoken(side->value.span));
    else
        say_words(f, "1");
    if (side->form == FORM_FIXED && whole)
        say_times(f, side->value.span);
    if (side->form == FORM_EXCESS) {
        say_words(f, " + (");
        say_x(f);
        say_words(f, " - ");
        say_from(f, side);
        say_words(f, ")");
        say_times(f, side->value.span);
        if (whole && side->scale != SCALE_NONE) {
            say_words(f, " * ");
            say_scale(f, side->scale);
        }
    }
    if (d->has_most)
        say_words(f, ")");
}

static void say_low_of(const struct formula *f, bool whole)
{
    const struct side *side = &f->fit->deviation.low;
    const enum fit_scale scale =
        side->form == FORM_FIXED ? SCALE_ALL : side->scale;

    if (side->form == FORM_RATIO)
        say_x(f);
    else if (side->form == FORM_PAID) {
        say_words(f, "cost / point_value / ");
        say_score(f->scores, f->out);
    } else
        say_number(f->out, span_spoken(side->value.span));
    if (side->form != FORM_FIXED)
        say_times(f, side->value.span);
    if (whole && side->form != FORM_PAID && scale != SCALE_NONE) {
        say_words(f, " * ");
        say_scale(f, scale);
    }
}

static void say_high(const struct formula *f)
{
    say_high_of(f, true);
}

static void say_low(const struct formula *f)
{
    say_low_of(f, true);
}

static void say_high_alone(const struct formula *f)
{
    say_high_of(f, false);
}

static void say_low_alone(const struct formula *f)
{
    say_low_of(f, false);
}

static void say_one(const struct formula *f)
{
    say_words(f, "1");
}

/* True if the factor of a normal case stands in both sides, too. */
static bool has_one_factor(const struct deviation *d)
{
    return (d->low.form == FORM_NONE || d->low.form == FORM_FIXED ||
            (d->low.form == FORM_RATIO && d->low.scale == SCALE_ALL)) &&
           (d->high.form != FORM_EXCESS || d->high.scale == SCALE_ALL);
}

/* `CONDITION, ` of each side that deviates, with what `low` and `high` say of
 * it. */
static void say_sides(const struct formula *f,
                      void (*low)(const struct formula *),
                      void (*high)(const struct formula *),
                      void (*extreme)(const struct formula *))
{
    const struct deviation *d = &f->fit->deviation;

    if (d->has_extreme) {
        say_x(f);
        say_words(f, " > ");
        say_number(f->out, span_spoken(d->extreme));
        say_words(f, ", ");
        extreme(f);
        say_words(f, ", ");
    }
    if (d->high.form != FORM_NONE) {
        say_x(f);
        say_words(f, d->high.inclusive == 1 ? " >= " : " > ");
        say_bands(f, &d->high, d->high.limit);
        say_words(f, ", ");
        high(f);
        say_words(f, ", ");
    }
    if (d->low.form != FORM_NONE) {
        say_x(f);
        say_words(f, d->low.inclusive == 1 ? " <= " : " < ");
        say_bands(f, &d->low, d->low.limit);
        say_words(f, ", ");
        low(f);
        say_words(f, ", ");
    }
}

static bool deviates(const struct fit *fit)
{
    return fit->deviation.low.form != FORM_NONE ||
           fit->deviation.high.form != FORM_NONE;
}

static void say_normal(const struct formula *f)
{
    say_scale(f, SCALE_ALL);
}

void say_points(const struct fit *fit, struct text own,
                const struct buffer *scores, struct buffer *out)
{
    const struct formula f = {fit, own, say_ratio(fit), scores, out};

    const bool one = has_one_factor(&fit->deviation);

    if (fit->points_places >= 0)
        say_words(&f, "round(");
    say_score(scores, out);
    say_words(&f, " * ");
    if (deviates(fit)) {
        say_words(&f, "if(");
        say_sides(&f, one ? say_low_alone : say_low,
                  one ? say_high_alone : say_high, one ? say_one : say_normal);
        (one ? say_one : say_normal)(&f);
        say_words(&f, ")");
    }
    if (deviates(fit) && one)
        say_words(&f, " * ");
    if (!deviates(fit) || one)
        say_normal(&f);
    if (fit->points_places >= 0) {
        say_words(&f, ", ");
        buffer_integer(out, fit->points_places);
        say_words(&f, ")");
    }
}

static void word_low(const struct formula *f)
{
    say_words(f, "'low'");
}

static void word_high(const struct formula *f)
{
    say_words(f, "'high'");
}

static void word_extreme(const struct formula *f)
{
    say_words(f, "'extreme'");
}

void say_deviation(const struct fit *fit, struct text own,
                   const struct buffer *scores, struct buffer *out)
{
    const struct formula f = {fit, own, say_ratio(fit), scores, out};

    if (!deviates(fit)) {
        say_words(&f, "'normal'");
        return;
    }
    say_words(&f, "if(");
    say_sides(&f, word_low, word_high, word_extreme);
    say_words(&f, "'normal')");
}

void say_limit(const struct fit *fit, struct text own,
               const struct buffer *scores, bool high, struct buffer *out)
{
    const struct formula f = {fit, own, say_ratio(fit), scores, out};
    const struct side *side = high ? &fit->deviation.high : &fit->deviation.low;

    if (side->form == FORM_NONE) {
        say_words(&f, high ? "1000000 * cost" : "0 * cost");
        return;
    }
    say_bands(&f, side, side->limit);
    say_words(&f, " * ");
    if (fit->deviation.reference == REFERENCE_MEAN) {
        say_words(&f, "mean_cost");
        return;
    }
    say_score(scores, out);
    say_words(&f, " * ");
    say_scale(&f, SCALE_ALL);
    if (!fit->by_money)
        say_words(&f, " * point_value");
}

void say_fund(const struct fund *fund, enum fund_form form, struct buffer *out)
{
    static const char *const formulas[FUND_FORMS] = {
        [FUND_LESS_PAID_0] = "max(0, standard - patient_paid)",
        [FUND_LESS_PAID] = "standard - patient_paid",
        [FUND_STANDARD] = "standard",
        [FUND_RATIO] = "standard * ",
        [FUND_RATIO_LESS] = "max(0, standard - patient_paid) * ",
        [FUND_OWN_RATIO] = "standard * (cost - patient_paid) / cost",
        [FUND_LESSER_0] = "max(0, min(standard, cost) - patient_paid)",
        [FUND_LESSER] = "min(standard, cost) - patient_paid",
        [FUND_LESSER_RATIO] = "min(standard, cost) * ",
        [FUND_COST] = "cost - patient_paid"};
    const char *formula = formulas[form];

    buffer_string(out, formula);
    if (formula[strlen(formula) - 1] == ' ')
        say_number(out, span_spoken(fund->ratio.span));
}
