/* What is paid for cases whose cost is far from the mean. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "calibrate/fit/fit.h"

#define PAIRS_OF 300  /* rows, for slopes between each two */
#define ROWS_NEEDED 3 /* to believe in a form */

/* A fact with a price, seen from a reference. */
struct point {
    const struct fact *fact;
    double x, normal; /* normal: multiplier of a normal case */
    struct span m;    /* points over score */
    bool is_normal, on_form;
};

struct points {
    struct fit *fit;
    struct point *all;
    uint32_t count;
    struct span *spans; /* room for as many */
    double *room;       /* and for twice as many numbers */
};

static int compare_points(const void *a, const void *b)
{
    return ORDER(((const struct point *)a)->x, ((const struct point *)b)->x);
}

static void view_facts(struct points *p, enum fit_reference reference)
{
    struct fit *fit = p->fit;

    p->count = 0;
    for (uint32_t i = 0; i < fit->count; i++) {
        const struct fact *f = &fit->facts[i];
        struct point *at = &p->all[p->count];

        if (!(f->given & FACT_POINTS) || !(f->given & FACT_MEAN))
            continue;
        *at = (struct point){.fact = f,
                             .x = fact_x(fit, f, reference),
                             .normal = fact_scale(fit, f, SCALE_ALL),
                             .m = span_scale(f->points, 1 / f->score)};
        at->is_normal = span_holds(at->m, at->normal);
        p->count += isfinite(at->x);
    }
    qsort(p->all, p->count, sizeof *p->all, compare_points);
}

/* ---- limits -------------------------------------------------------------- */

/*
 * Where rows of the first sort end and those of the second begin, by x: the
 * cut with the fewest on the wrong side. `first` and `second` tell the sort of
 * a point; what is neither is passed over.
 */
typedef bool sort_of(const struct point *);

static bool is_normal(const struct point *p)
{
    return p->is_normal;
}

static bool is_on_form(const struct point *p)
{
    return p->on_form && !p->is_normal;
}

struct cut {
    struct span gap;
    uint32_t wrong;
};

static struct cut find_cut(const struct points *p, const struct side *side,
                           uint32_t band, sort_of *first, sort_of *second)
{
    struct cut best = {.wrong = UINT32_MAX};
    uint32_t wrong = 0;
    double before = 0;

    for (uint32_t i = 0; i < p->count; i++)
        wrong += side_scored(side, band, p->all[i].fact) && first(&p->all[i]);
    for (uint32_t i = 0; i < p->count; i++) {
        const struct point *at = &p->all[i];

        if (!side_scored(side, band, at->fact) || (!first(at) && !second(at)))
            continue;
        if (wrong < best.wrong)
            best = (struct cut){{before, at->x}, wrong};
        before = at->x;
        wrong = first(at) ? wrong - 1 : wrong + 1;
    }
    if (wrong < best.wrong)
        best = (struct cut){{before, INFINITY}, wrong};
    return best;
}

/* What cases say that stand on the limit; where both readings pay the same,
 * nothing. */
static int8_t find_inclusive(const struct points *p, double limit)
{
    for (uint32_t i = 0; i < p->count; i++)
        if (fabs(p->all[i].x - limit) < limit * 1e-12 &&
            p->all[i].is_normal != p->all[i].on_form)
            return p->all[i].on_form;
    return -1;
}

/* ---- one side ------------------------------------------------------------ */

static bool on_side(const struct point *at, bool high)
{
    return !at->is_normal && (at->x > 1) == high;
}

static uint32_t count_side(const struct points *p, bool high)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < p->count; i++)
        n += on_side(&p->all[i], high);
    return n;
}

static double scale_at(const struct points *p, const struct point *at,
                       enum fit_scale scale)
{
    return fact_scale(p->fit, at->fact, scale);
}

/* What a form's value would have to be for this case alone. */
static struct span form_value(const struct points *p, const struct point *at,
                              const struct side *side)
{
    const struct fact *f = at->fact;

    switch (side->form) {
    case FORM_RATIO:
        return span_scale(at->m, 1 / (at->x * scale_at(p, at, side->scale)));
    case FORM_PAID:
        return f->given & FACT_STANDARD ? span_scale(f->standard, 1 / f->cost)
                                        : (struct span){1, 0};
    default:
        return span_scale(at->m, 1 / at->normal);
    }
}

static void try_value(const struct points *p, bool high, struct side *side)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < p->count; i++)
        if (on_side(&p->all[i], high))
            p->spans[n++] = form_value(p, &p->all[i], side);
    span_common(p->spans, n, p->room, &side->value);
    side->bands = 1;
    side->support = side->value.support;
    side->total = n;
}

/* By how much a case is paid more than a normal one. */
static struct span excess_at(const struct points *p, const struct point *at,
                             enum fit_scale scale)
{
    return span_scale(span_shift(at->m, -at->normal),
                      1 / scale_at(p, at, scale));
}

/* Slopes between each two of the cases: most of those that are paid by one
 * line have the line's. */
static void find_share(const struct points *p, const uint32_t *rows,
                       uint32_t count, struct side *side)
{
    const uint32_t used = count < PAIRS_OF ? count : PAIRS_OF;
    struct span *slopes = fit_alloc(p->fit, used * used * sizeof *slopes);
    double *room = fit_alloc(p->fit, 2 * used * used * sizeof *room);
    uint32_t n = 0;

    side->value = (struct common){0};
    if (p->fit->failed)
        return;
    for (uint32_t i = 0; i < used; i++)
        for (uint32_t j = 0; j < i; j++) {
            const struct point *a = &p->all[rows[j * count / used]];
            const struct point *b = &p->all[rows[i * count / used]];
            const struct span ya = excess_at(p, a, side->scale);
            const struct span yb = excess_at(p, b, side->scale);

            if (b->x - a->x > 0.01)
                slopes[n++] = span_scale(
                    (struct span){yb.low - ya.high, yb.high - ya.low},
                    1 / (b->x - a->x));
        }
    span_common(slopes, n, room, &side->value);
}

static struct span from_at(const struct points *p, const struct point *at,
                           const struct side *side)
{
    const double share = span_number(span_value(side->value.span).n);
    const struct span y = span_scale(excess_at(p, at, side->scale), 1 / share);

    return (struct span){at->x - y.high, at->x - y.low};
}

static bool holds_band(const struct points *p, const struct point *at,
                       const struct side *side, uint32_t band)
{
    return spans_meet(from_at(p, at, side), side->from[band].span);
}

/* Where the lines begin, the one with the most cases first. */
static void find_lines(const struct points *p, uint32_t *rows, uint32_t count,
                       struct side *side)
{
    side->bands = 0;
    side->support = 0;
    while (side->bands < BANDS_MAX && count > 0) {
        struct common *from = &side->from[side->bands];
        uint32_t left = 0;

        for (uint32_t i = 0; i < count; i++)
            p->spans[i] = from_at(p, &p->all[rows[i]], side);
        span_common(p->spans, count, p->room, from);
        if (from->support < (side->bands == 0 ? ROWS_NEEDED : 2))
            return;
        side->support += from->support;
        for (uint32_t i = 0; i < count; i++)
            if (!holds_band(p, &p->all[rows[i]], side, side->bands))
                rows[left++] = rows[i];
        count = left;
        side->bands++;
    }
}

/* Lowest and highest score of a band's cases. */
static struct span scores_of(const struct points *p, const struct side *side,
                             uint32_t band)
{
    struct span s = {INFINITY, 0};

    for (uint32_t i = 0; i < p->count; i++) {
        if (!on_side(&p->all[i], true) ||
            !holds_band(p, &p->all[i], side, band))
            continue;
        s.low = fmin(s.low, p->all[i].fact->score);
        s.high = fmax(s.high, p->all[i].fact->score);
    }
    return s;
}

static void swap_bands(struct side *side, struct span *scores, uint32_t i)
{
    const struct common from = side->from[i];
    const struct span s = scores[i];

    side->from[i] = side->from[i + 1];
    side->from[i + 1] = from;
    scores[i] = scores[i + 1];
    scores[i + 1] = s;
}

/* Puts bands by rising scores; where they do not lie apart only the band of
 * most cases is believed. */
static void order_bands(const struct points *p, struct side *side)
{
    struct span scores[BANDS_MAX];

    for (uint32_t i = 0; i < side->bands; i++)
        scores[i] = scores_of(p, side, i);
    for (uint32_t n = side->bands; n > 1; n--)
        for (uint32_t i = 0; i + 1 < n; i++)
            if (scores[i].low > scores[i + 1].low)
                swap_bands(side, scores, i);
    for (uint32_t i = 0; i + 1 < side->bands; i++)
        side->upto[i] = (struct span){scores[i].high, scores[i + 1].low};
}

static bool bands_apart(const struct side *side)
{
    for (uint32_t i = 0; i + 1 < side->bands; i++)
        if (side->upto[i].low > side->upto[i].high)
            return false;
    return true;
}

/* Normal cases that would be high in the band above belong to the one below. */
static void narrow_bands(const struct points *p, struct side *side)
{
    for (uint32_t band = 0; band + 1 < side->bands; band++)
        for (uint32_t i = 0; i < p->count; i++) {
            const struct point *at = &p->all[i];
            struct span *upto = &side->upto[band];

            if (at->is_normal && at->fact->score > upto->low &&
                at->fact->score < upto->high &&
                at->x > span_spoken(side->from[band + 1].span) + 1e-6)
                upto->low = at->fact->score;
        }
}

static void try_excess(const struct points *p, struct side *side)
{
    uint32_t *rows = fit_alloc(p->fit, p->count * sizeof *rows);
    struct common first;
    uint32_t n = 0;

    if (p->fit->failed)
        return;
    for (uint32_t i = 0; i < p->count; i++)
        if (on_side(&p->all[i], true))
            rows[n++] = i;
    side->total = n;
    find_share(p, rows, n, side);
    if (side->value.support < ROWS_NEEDED ||
        span_value(side->value.span).n <= 0)
        return;
    find_lines(p, rows, n, side);
    first = side->from[0];
    order_bands(p, side);
    if (side->bands > 1 && !bands_apart(side)) {
        side->bands = 1;
        side->from[0] = first;
        side->support = first.support;
    }
    narrow_bands(p, side);
}

/* True if a explains more than b, or as much by a shorter number. */
static bool explains_more(const struct side *a, const struct side *b)
{
    const struct span_value x = span_value(a->value.span);
    const struct span_value y = span_value(b->value.span);

    if (a->support != b->support)
        return a->support > b->support;
    return a->support > 0 && x.places < y.places;
}

static bool is_believed(const struct side *side)
{
    return side->support >= ROWS_NEEDED && side->support * 5 >= side->total * 2;
}

static const struct {
    enum fit_form form;
    enum fit_scale scale;
    bool low, high;
} forms[] = {
    {FORM_RATIO, SCALE_ALL, true, false},
    {FORM_PAID, SCALE_ALL, true, false},
    {FORM_RATIO, SCALE_NONE, true, false},
    {FORM_RATIO, SCALE_COLUMNS, true, false},
    {FORM_RATIO, SCALE_OWN, true, false},
    {FORM_FIXED, SCALE_ALL, true, true},
    {FORM_EXCESS, SCALE_ALL, false, true},
    {FORM_EXCESS, SCALE_NONE, false, true},
    {FORM_EXCESS, SCALE_COLUMNS, false, true},
    {FORM_EXCESS, SCALE_OWN, false, true},
};

static void find_side(const struct points *p, bool high, struct side *out)
{
    *out = (struct side){.inclusive = -1, .total = count_side(p, high)};
    for (size_t i = 0; i < COUNT_OF(forms) && !p->fit->failed; i++) {
        struct side side = {
            .form = forms[i].form, .scale = forms[i].scale, .inclusive = -1};

        if (high ? !forms[i].high : !forms[i].low)
            continue;
        if (side.form == FORM_EXCESS)
            try_excess(p, &side);
        else if (side.form != FORM_PAID || !p->fit->by_money)
            try_value(p, high, &side);
        if (explains_more(&side, out) && is_believed(&side))
            *out = side;
    }
}

static bool holds_form(const struct points *p, const struct point *at,
                       const struct side *side)
{
    const struct span v = side->form == FORM_EXCESS ? from_at(p, at, side)
                                                    : form_value(p, at, side);
    const struct span common = side->form == FORM_EXCESS
                                   ? side->from[side_band(side, at->fact)].span
                                   : side->value.span;

    return spans_meet(v, common);
}

static void mark(const struct points *p, const struct side *side, bool high)
{
    for (uint32_t i = 0; i < p->count; i++)
        p->all[i].on_form = side->form != FORM_NONE &&
                            (p->all[i].x > 1) == high &&
                            holds_form(p, &p->all[i], side);
}

/* ---- both ---------------------------------------------------------------- */

static void limit_low(const struct points *p, struct side *side)
{
    mark(p, side, false);
    side->limit[0] = find_cut(p, side, 0, is_on_form, is_normal).gap;
    side->inclusive = find_inclusive(p, span_spoken(side->limit[0]));
}

/* Normal cases of the lowest scores, dearer than where the first band begins:
 * they have a limit of their own, of which it is only known that it is higher.
 */
static void add_open_band(const struct points *p, struct side *side)
{
    const double limit = span_spoken(side->from[0].span);
    struct span scores = {0, scores_of(p, side, 0).low};
    uint32_t n = 0;

    for (uint32_t i = 0; i < p->count; i++) {
        const struct point *at = &p->all[i];

        if (!at->is_normal || at->x <= limit + 1e-9 ||
            at->fact->score >= scores.high)
            continue;
        scores.low = fmax(scores.low, at->fact->score);
        n++;
    }
    if (n < 2 || side->bands == BANDS_MAX)
        return;
    memmove(&side->from[1], &side->from[0], side->bands * sizeof *side->from);
    memmove(&side->upto[1], &side->upto[0], side->bands * sizeof *side->upto);
    side->bands++;
    side->from[0] = (struct common){.span = {INFINITY, INFINITY}};
    side->upto[0] = scores;
}

/* A line that meets the normal case where the high ones begin begins there
 * itself, which is known better than between which two cases it is. */
static void limit_high(const struct points *p, struct side *side)
{
    mark(p, side, true);
    if (side->form == FORM_EXCESS)
        add_open_band(p, side);
    for (uint32_t band = 0; band < side->bands; band++) {
        const struct span gap =
            find_cut(p, side, band, is_normal, is_on_form).gap;
        const struct span from = side->from[band].span;

        side->limit[band] = gap;
        if (side->form == FORM_EXCESS && side->from[band].total > 0 &&
            from.low <= gap.high + 1e-9 && gap.low <= from.high + 1e-9)
            side->limit[band] = from;
    }
    side->inclusive = find_inclusive(p, span_spoken(side->limit[0]));
}

/* Cases beyond the high ones that are paid as normal ones. */
static void find_extreme(const struct points *p, struct deviation *d)
{
    const double limit = span_spoken(d->high.limit[0]);
    struct points beyond = *p;
    uint32_t n = 0;

    for (uint32_t i = p->count; i > 0 && p->all[i - 1].x > limit + 1e-9; i--) {
        beyond.all = &p->all[i - 1];
        n += p->all[i - 1].is_normal;
        beyond.count = p->count - (i - 1);
    }
    if (d->high.bands != 1 || n < 2)
        return;
    d->extreme = find_cut(&beyond, &d->high, 0, is_on_form, is_normal).gap;
    d->has_extreme = isfinite(d->extreme.high);
}

/* High cases off the line that are all paid the same multiple. */
static void find_cap(const struct points *p, struct deviation *d)
{
    struct common common;
    uint32_t n = 0;

    for (uint32_t i = 0; i < p->count; i++)
        if (on_side(&p->all[i], true) && !p->all[i].on_form)
            p->spans[n++] = span_scale(p->all[i].m, 1 / p->all[i].normal);
    span_common(p->spans, n, p->room, &common);
    d->has_most = d->high.form == FORM_EXCESS &&
                  common.support >= ROWS_NEEDED && common.support * 2 > n &&
                  common.span.low > 1;
    d->most = common.span;
    if (d->has_most)
        d->high.support += common.support;
}

/* Without high cases it is only known up to where cases are normal. */
static double dearest_normal(const struct points *p)
{
    double x = 1;

    for (uint32_t i = 0; i < p->count; i++)
        if (p->all[i].is_normal)
            x = fmax(x, p->all[i].x);
    return x;
}

static void find_deviation(struct points *p, enum fit_reference reference,
                           struct deviation *d)
{
    *d = (struct deviation){.reference = reference};
    view_facts(p, reference);
    find_side(p, false, &d->low);
    find_side(p, true, &d->high);
    if (d->low.form != FORM_NONE)
        limit_low(p, &d->low);
    if (d->high.form == FORM_NONE)
        d->high.limit[0] = (struct span){dearest_normal(p), INFINITY};
    if (d->high.form != FORM_NONE) {
        limit_high(p, &d->high);
        find_extreme(p, d);
        find_cap(p, d);
    }
}

/* How many cases' points are explained. */
static uint32_t count_paid(const struct points *p)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < p->count; i++)
        n += span_holds(p->all[i].fact->points,
                        fact_points(p->fit, p->all[i].fact));
    return n;
}

/* Finds it for a reference and keeps it if it explains more than the last. */
static void try_reference(struct points *p, enum fit_reference reference)
{
    struct deviation *d = &p->fit->deviation;
    const struct deviation former = *d;

    find_deviation(p, reference, d);
    d->support = count_paid(p);
    d->total = p->count;
    if (d->support <= former.support && former.total > 0)
        *d = former;
}

void fit_deviation(struct fit *fit)
{
    struct points p = {.fit = fit,
                       .all = fit_alloc(fit, fit->count * sizeof *p.all),
                       .spans = fit_alloc(fit, fit->count * sizeof *p.spans),
                       .room = fit_alloc(fit, 2 * fit->count * sizeof *p.room)};

    for (unsigned i = 0; i < REFERENCES && !fit->failed; i++)
        if (i == REFERENCE_MEAN || fit->value.support > 0 || fit->by_money)
            try_reference(&p, (enum fit_reference)i);
}
