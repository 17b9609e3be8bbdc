/* Rows that none of the known forms explains. */
#include <stdlib.h>

#include "calibrate/fit/tell.h"

/* What is left over of cases that are not explained, and the first of them. */
struct left {
    double *all;
    uint32_t count;
    struct text records[3];
};

static void add_left(struct left *l, const struct fact *f, struct span told,
                     double ours)
{
    if (span_holds(told, ours))
        return;
    if (l->count < COUNT_OF(l->records))
        l->records[l->count] = f->row->record;
    l->all[l->count++] = span_middle(told) - ours;
}

/* Of `total` cases, if more are left than come about by hand. */
static void tell_left(struct tell *t, const char *name, const struct left *l,
                      uint32_t total, struct text words)
{
    struct fit_strange s = {.name = text_of(name),
                            .count = l->count,
                            .total = total,
                            .words = words};

    if (t->fit->failed || l->count < 5 || l->count * 40 <= total)
        return;
    memcpy(s.records, l->records, sizeof s.records);
    qsort(l->all, l->count, sizeof *l->all, span_order);
    for (uint32_t i = 0; i < COUNT_OF(s.quantiles); i++)
        s.quantiles[i] = span_decimal(l->all[(l->count - 1) * i / 4]);
    tell_row(t, &t->fit->out->strange, &s, sizeof s);
}

static struct text strange_words(const struct tell *t)
{
    const struct fit *fit = t->fit;
    const struct deviation *d = &fit->deviation;

    if (!factor_known(fit))
        return TEXT("不是已知的写法：正常费用的病例，结算分值除以病种分值没有"
                    "共同的数，按险种、类型、月份、病种分开也没有");
    if (side_strange(&d->high))
        return say_format(t->fit,
                          "不是已知的写法：费用偏高而没有按正常算的 %u 例，"
                          "没有一种已知的加算办法说得通",
                          d->high.total);
    if (side_strange(&d->low))
        return say_format(t->fit,
                          "不是已知的写法：费用偏低而没有按正常算的 %u 例，"
                          "没有一种已知的减算办法说得通",
                          d->low.total);
    return TEXT("这些病例已知的写法都说不通，可能是手工改过，也可能另有规定");
}

static void find_strange_points(struct tell *t)
{
    const struct fit *fit = t->fit;
    struct left left = {.all =
                            fit_alloc(t->fit, fit->count * sizeof *left.all)};
    uint32_t total = 0;

    for (uint32_t i = 0; i < fit->count && !fit->failed; i++) {
        const struct fact *f = &fit->facts[i];

        if (!(f->given & FACT_POINTS))
            continue;
        total++;
        add_left(&left, f, f->points, fact_points(fit, f));
    }
    tell_left(t, fit->by_money ? "standard" : "points", &left, total,
              strange_words(t));
}

static void find_strange_funds(struct tell *t)
{
    const struct fit *fit = t->fit;
    const double ratio = span_spoken(fit->fund.ratio.span);
    struct left left = {.all =
                            fit_alloc(t->fit, fit->count * sizeof *left.all)};

    for (uint32_t i = 0; i < fit->count && !fit->failed; i++) {
        const struct fact *f = &fit->facts[i];

        if ((f->given & FACT_FUND) && (f->given & FACT_STANDARD))
            add_left(
                &left, f, f->fund,
                fund_value(fit->fund.form, f, span_middle(f->standard), ratio));
    }
    tell_left(t, "fund", &left, fit->fund.total,
              fit->fund.known
                  ? TEXT("这些病例的基金算法与别的不同")
                  : TEXT("不是已知的写法：没有一种已知的基金算法能说明"
                         "多数病例"));
}

void tell_strange(struct tell *t)
{
    find_strange_points(t);
    if (!t->fit->failed)
        find_strange_funds(t);
}
