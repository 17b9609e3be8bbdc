#include "calibrate/fit-say.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

struct text say_done(struct fit *fit, struct buffer *b)
{
    const struct text t = arena_copy(&fit->out->texts, buffer_view(b));

    fit->failed |= b->failed || fit->out->texts.failed;
    buffer_free(b);
    return t;
}

struct text say_format(struct fit *fit, const char *format, ...)
{
    char line[512];
    va_list list;

    va_start(list, format);
    vsnprintf(line, sizeof line, format, list);
    va_end(list);
    return arena_copy(&fit->out->texts, text_of(line));
}

void say_number(struct buffer *b, double d)
{
    buffer_decimal(b, span_decimal(d));
}

struct text say_decimal(struct fit *fit, double d)
{
    struct buffer b = {0};

    say_number(&b, d);
    return say_done(fit, &b);
}

/* ---- scores -------------------------------------------------------------- */

static void add_scores(struct fit *fit, const struct account *a,
                       struct buffer *out)
{
    const double main = span_spoken(a->main.span);

    for (uint32_t i = 0; i < a->count && a->key == KEY_GROUP; i++) {
        const struct exception *e = &a->exceptions[i];
        const struct span score =
            span_scale(e->common.span, e->first->score / main);
        const struct new_score new = {
            e->first->row->group,
            span_spoken(score),
            span_number(e->first->row->score.n),
            {score, e->common.support, e->common.total}};

        buffer_put(out, &new, sizeof new);
        fit->failed |= out->failed;
    }
}

/* The score that the platform says outright, of a group that has another in
 * the catalogue; false if it has none, or too few rows say so. */
static bool told_score(const struct fit *fit, const struct fact *first,
                       struct new_score *out)
{
    const struct observed_number *told = &first->row->official[OBSERVED_SCORE];
    uint32_t same = 0, all = 0;

    if (!told->given || !first->row->score.given || told->n <= 0 ||
        span_holds(span_rounded(told->n, told->places),
                   span_number(first->row->score.n)))
        return false;
    for (uint32_t i = 0; i < fit->count; i++) {
        const struct fact *f = &fit->facts[i];

        if (f->key[KEY_GROUP] != first->key[KEY_GROUP])
            continue;
        all++;
        same += f->row->official[OBSERVED_SCORE].n == told->n;
    }
    *out = (struct new_score){first->row->group,
                              span_number(told->n),
                              span_number(first->row->score.n),
                              {span_rounded(told->n, told->places), same, all}};
    return same * 5 >= all * 3;
}

static bool is_listed(const struct buffer *scores, struct text group)
{
    BUFFER_EACH (s, scores, const struct new_score)
        if (text_equal(s->group, group))
            return true;
    return false;
}

void find_new_scores(struct fit *fit, struct buffer *out)
{
    struct new_score new;

    add_scores(fit, &fit->factor, out);
    add_scores(fit, &fit->more, out);
    for (uint32_t i = 0; i < fit->count; i++)
        if (told_score(fit, &fit->facts[i], &new) && !is_listed(out, new.group))
            buffer_put(out, &new, sizeof new);
    fit->failed |= out->failed;
}

/* Scores in a formula beyond so many would make it unreadable. */
#define SCORES_WRITTEN 40

static void say_score(const struct buffer *scores, struct buffer *out)
{
    uint32_t n = 0;

    if (scores->length == 0) {
        buffer_string(out, "score");
        return;
    }
    buffer_string(out, "if(");
    BUFFER_EACH (s, scores, const struct new_score) {
        if (n++ == SCORES_WRITTEN)
            break;
        buffer_string(out, "group = '");
        buffer_text(out, s->group);
        buffer_string(out, "', ");
        say_number(out, s->score);
        buffer_string(out, ", ");
    }
    buffer_string(out, "score)");
}

/* ---- the region's formulas ----------------------------------------------- */

static bool in_name(char c)
{
    return is_small(c) || is_capital(c) || is_digit(c) || c == '_' ||
           c == '.' || c == '\'';
}

static bool is_score_at(struct text source, size_t at)
{
    const size_t end = at + 5;

    return text_starts(text_behind(source, at), TEXT("score")) &&
           (at == 0 || !in_name(source.at[at - 1])) &&
           (end == source.length || !in_name(source.at[end]));
}

static const struct number *held_at(const struct placing *p, uint32_t step,
                                    size_t at, uint32_t *length)
{
    for (uint32_t i = 0; i < p->trial.literal_count; i++) {
        const struct literal *l = &p->trial.literals[i];

        if (l->step != step || l->at != at)
            continue;
        *length = l->length;
        for (uint32_t j = 0; j < p->place_count; j++)
            if (p->places[j].variable == PACK_NONE &&
                p->places[j].literal == l->before)
                return p->places[j].holds;
    }
    return NULL;
}

/* The formula of a step, its numbers and scores as they are now. */
static bool rewrite(const struct placing *p, uint32_t step, struct text source,
                    const struct buffer *scores, struct buffer *out)
{
    bool changed = false;

    for (size_t i = 0; i < source.length; i++) {
        uint32_t length;
        const struct number *number = held_at(p, step, i, &length);

        if (number != NULL) {
            say_number(out, number->constant);
            i += length - 1;
            changed = true;
        } else if (scores->length > 0 && is_score_at(source, i)) {
            say_score(scores, out);
            i += 4;
            changed = true;
        } else {
            buffer_char(out, source.at[i]);
        }
    }
    return changed;
}

bool rewrite_let(const struct placing *p, uint32_t step,
                 const struct buffer *scores, struct buffer *out)
{
    const struct pack *pack = &p->trial.pack;
    const struct pack_step *s = PACK_ROW(pack, SECTION_STEP, pack_step, step);
    const struct text source = pack_formula(pack, s->expr);
    const bool rounds =
        p->trial.points_places >= 0 &&
        text_equal(trial_name(&p->trial, s->variable), TEXT("points"));
    bool changed;

    if (rounds)
        buffer_string(out, "round(");
    changed = rewrite(p, step, source, scores, out);
    if (rounds) {
        buffer_string(out, ", ");
        buffer_integer(out, p->trial.points_places);
        buffer_string(out, ")");
    }
    return changed || rounds;
}

/* ---- formulas of our own ------------------------------------------------- */

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
