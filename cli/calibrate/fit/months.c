/* Months, and the rows that were held out. */
#include "calibrate/fit/tell.h"

/* True if what was found gives what the platform says of a case. */
static bool agrees(const struct fit *fit, const struct fact *f)
{
    if ((f->given & FACT_STANDARD) && (fit->by_money || fit->value.support > 0))
        return span_holds(f->standard, fact_standard(fit, f));
    return span_holds(f->points, fact_points(fit, f));
}

static int compare_months(const void *a, const void *b)
{
    const struct fit_month *x = a, *y = b;
    const int order = ORDER(x->month, y->month);

    return order != 0 ? order : text_compare(x->insurance, y->insurance);
}

static struct fit_month *tell_month(struct tell *t, const struct fact *f)
{
    struct buffer *months = &t->fit->out->months;
    const struct fit_month new = {.month = f->row->month,
                                  .insurance = f->row->insurance};

    BUFFER_EACH (m, months, struct fit_month)
        if (m->month == f->row->month &&
            text_equal(m->insurance, f->row->insurance))
            return m;
    tell_row(t, months, &new, sizeof new);
    return months->failed
               ? NULL
               : &BUFFER_ROWS(
                     months,
                     struct fit_month)[BUFFER_COUNT(months, struct fit_month) -
                                       1];
}

/* What the month's rows of that insurance say the point value was. */
static void find_month_value(struct tell *t, struct fit_month *m)
{
    const struct fit *fit = t->fit;
    struct span *spans = fit_alloc(t->fit, fit->count * sizeof *spans);
    double *room = fit_alloc(t->fit, 2 * fit->count * sizeof *room);
    struct common common;
    uint32_t n = 0;

    for (uint32_t i = 0; i < fit->count && !fit->failed; i++) {
        const struct fact *f = &fit->facts[i];

        if ((f->given & FACT_VALUE) && f->row->month == m->month &&
            text_equal(f->row->insurance, m->insurance))
            spans[n++] = f->value;
    }
    if (fit->failed)
        return;
    span_common(spans, n, room, &common);
    m->known = common.support > 0;
    if (m->known)
        m->point_value = span_value(common.span).n;
}

void tell_months(struct tell *t)
{
    struct fit_result *out = t->fit->out;

    for (uint32_t i = 0; i < t->fit->set->count && !t->fit->failed; i++) {
        struct fact f;
        struct fit_month *m;

        if (!fact_of(t->fit, &t->fit->set->rows[i], &f) ||
            !(f.given & (FACT_POINTS | FACT_STANDARD)))
            continue;
        m = tell_month(t, &f);
        if (m == NULL)
            return;
        m->total++;
        m->agreed += agrees(t->fit, &f);
        if (f.row->held_out) {
            out->held_total++;
            out->held_agreed += agrees(t->fit, &f);
        }
    }
    BUFFER_EACH (m, &out->months, struct fit_month)
        find_month_value(t, m);
    buffer_sort(&out->months, sizeof(struct fit_month), compare_months);
}
