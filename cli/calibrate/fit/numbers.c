/* The numbers that were found, and which of them the region has already. */
#include <math.h>

#include "calibrate/fit/place.h"

static void add_number(struct placing *p, const char *words, struct common of,
                       double constant)
{
    if (of.support == 0 || p->number_count == NUMBERS_MAX ||
        !isfinite(constant))
        return;
    p->numbers[p->number_count++] =
        (struct number){.constant = constant, .words = words, .evidence = of};
}

static void add_common(struct placing *p, const char *words,
                       struct common common)
{
    add_number(p, words, common, span_spoken(common.span));
}

/* Each exception is a number, and by how much it differs; `unit`: by what they
 * are divided. */
static void add_exceptions(struct placing *p, const char *words,
                           const struct account *a, double unit)
{
    const double main = span_spoken(a->main.span);

    if (account_in_set(a) || a->key == KEY_GROUP)
        return;
    for (uint32_t i = 0; i < a->count && i < 4; i++) {
        struct common own = a->exceptions[i].common;
        struct common ratio = own;

        own.span = span_scale(own.span, 1 / unit);
        ratio.span = span_scale(ratio.span, 1 / main);
        add_common(p, words, own);
        p->numbers[p->number_count - 1].exception = &a->exceptions[i];
        p->numbers[p->number_count - 1].key = a->key;
        add_common(p, words, ratio);
        p->numbers[p->number_count - 1].derived = true;
    }
}

/* A value that a set may hold with its conditions is one number. */
static void add_account(struct placing *p, const char *words,
                        const struct account *a)
{
    if (a->support == 0)
        return;
    add_common(p, words, a->main);
    if (account_in_set(a))
        p->numbers[p->number_count - 1].account = a;
    add_exceptions(p, words, a, 1);
}

static struct common common_of(struct span span, const struct side *side)
{
    return (struct common){span, side->support, side->total};
}

/* Of a limit without an upper end the next half that is none too low. */
static double limit_number(const struct side *side, uint32_t band)
{
    const double spoken = limit_spoken(side, band);

    return isfinite(spoken) ? spoken : ceil(side->limit[band].low * 2) / 2;
}

static void add_limit(struct placing *p, const struct side *side, uint32_t band,
                      const char *words, struct common limit)
{
    const uint32_t count = p->number_count;

    add_number(p, words, limit, limit_number(side, band));
    if (p->number_count > count)
        p->numbers[count].present = side->now[band] > 0;
}

static void add_side(struct placing *p, const struct side *side, bool high)
{
    const uint32_t first = p->number_count;

    if (side->form == FORM_NONE && high && side->total < STRANGE_SIDE)
        add_limit(p, side, 0, HIGH_WORDS,
                  (struct common){side->limit[0], 1, 1});
    if (side->form == FORM_NONE)
        return;
    for (uint32_t i = 0; i < side->bands; i++) {
        const struct common limit = common_of(side->limit[i], side);

        add_limit(p, side, i, high ? HIGH_WORDS : "偏低界限", limit);
        if (i + 1 < side->bands)
            add_common(p, BAND_WORDS, common_of(side->upto[i], side));
    }
    if (side->form == FORM_EXCESS &&
        !spans_meet(side->limit[0], side->from[0].span))
        add_common(p, "超出部分的起点", side->from[0]);
    add_common(p, high ? "超出部分的比例" : "偏低的比例",
               common_of(side->value.span, side));
    for (uint32_t i = first; i < p->number_count; i++)
        p->numbers[i].paired = true;
}

/* ---- what the region has already ----------------------------------------- */

/* What all rows had of a set; 0 without. */
static double set_now(const struct placing *p, uint32_t variable)
{
    const struct trial_set *s = &p->trial.sets[variable];
    const struct fit *fit = p->trial.fit;
    double now = 0;

    for (uint32_t i = 0; i < fit->count && s->is_set; i++) {
        const struct observed_number *n =
            s->column == PACK_NONE ? NULL
                                   : &fit->facts[i].row->steps[s->column];

        if (n == NULL || !n->given || (i > 0 && span_number(n->n) != now))
            return 0;
        now = span_number(n->n);
    }
    return now;
}

/* True if every formula may name the set: it stands before all of them. */
static bool is_first(const struct pack *pack, uint32_t variable)
{
    PACK_EACH (step, pack, SECTION_STEP, pack_step) {
        if (step->kind == STEP_LET)
            return false;
        if (step->variable == variable)
            return true;
    }
    return false;
}

/* A limit that is only known to lie between two numbers is no reason to change
 * one that lies there. */
static void keep_limit(const struct placing *p, struct side *side,
                       uint32_t band, const char *part)
{
    const struct trial *t = &p->trial;
    const struct span limit = side->limit[band];

    for (uint32_t i = 0; i < t->literal_count && isfinite(limit.high); i++)
        if (span_holds(limit, span_number(t->literals[i].before)))
            side->now[band] = span_number(t->literals[i].before);
    for (uint32_t i = 0; i < t->set_count; i++) {
        const double now = set_now(p, i);

        if (now <= 0 || !span_holds(limit, now) ||
            !text_contains(trial_name(t, i), text_of(part)))
            continue;
        side->now[band] = now;
        side->name[band] = is_first(&t->pack, i) ? trial_name(t, i) : TEXT("");
    }
}

static void keep_limits(const struct placing *p, struct deviation *d)
{
    if (d->low.form != FORM_NONE)
        keep_limit(p, &d->low, 0, "low");
    if (d->high.form == FORM_NONE)
        keep_limit(p, &d->high, 0, "high");
    for (uint32_t i = 0; i < d->high.bands; i++)
        keep_limit(p, &d->high, i, "high");
}

void numbers_find(struct placing *p, struct fit *fit)
{
    const struct deviation *d = &fit->deviation;

    keep_limits(p, &fit->deviation);
    if (!fit->by_money)
        add_account(p, "结算系数", &fit->factor);
    else
        add_exceptions(p, "结算系数", &fit->factor,
                       span_spoken(fit->factor.main.span) / fit->level);
    if (fit->more.key != KEY_GROUP)
        add_account(p, "另一个系数", &fit->more);
    add_side(p, &d->low, false);
    add_side(p, &d->high, true);
    if (d->has_extreme)
        add_common(p, "极端偏高界限", common_of(d->extreme, &d->high));
    if (d->has_most)
        add_common(p, "偏高的封顶倍数", common_of(d->most, &d->high));
    add_account(p, "点值", &fit->value);
    if (fit->fund.known)
        add_common(p, "基金支付比例", fit->fund.ratio);
    add_number(p, "", (struct common){{0, 0}, 1, 1}, 0);
    add_number(p, "", (struct common){{1, 1}, 1, 1}, 1);
}
