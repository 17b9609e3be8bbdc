#include <stdio.h>
#include <stdlib.h>

#include "calibrate/fit/fit.h"

/* An exception costs as much as so many rows explain, lest every row with a
 * mistake become one; less where the region's own formulas make it. */
#define EXCEPTION_COST 3
#define NAMED_COST 1

struct sorted {
    uint64_t key;
    uint32_t at;
};

static int compare_keys(const void *a, const void *b)
{
    const struct sorted *x = a, *y = b;

    return x->key != y->key ? ORDER(x->key, y->key) : ORDER(x->at, y->at);
}

/* What account_find works with. */
struct split {
    struct fit *fit;
    const struct fact *const *facts;
    const struct span *spans;
    struct span *run; /* spans of one key */
    struct sorted *order;
    double *room;
    uint64_t *left; /* 0: the row is in an exception */
    uint32_t count;
};

static uint32_t count_meeting(const struct span *spans, uint32_t count,
                              struct span with)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < count; i++)
        n += spans_meet(spans[i], with);
    return n;
}

/* True if a formula of the region asks for the kind of a row. */
static bool kind_is_named(const struct fit *fit, const struct fact *fact)
{
    const struct pack *p = fit->set->pack;
    char quoted[64];

    snprintf(quoted, sizeof quoted, "'%.*s'", (int)fact->row->kind.length,
             fact->row->kind.at);
    PACK_EACH (step, p, SECTION_STEP, pack_step)
        if (step->kind == STEP_LET &&
            text_contains(pack_formula(p, step->expr), text_of(quoted)))
            return true;
    return false;
}

/* True if the rows of one key hold another value than all together. */
static bool is_exception(const struct common *own, uint32_t with_main,
                         bool named)
{
    const uint32_t least =
        named ? with_main + NAMED_COST + 1 : with_main + with_main / 8 + 3;

    return own->support >= (named ? NAMED_COST + 1 : EXCEPTION_COST) &&
           own->support * 5 >= own->total * 3 && own->support >= least;
}

static uint32_t run_of(struct split *s, uint32_t from)
{
    uint32_t n = 0;

    while (from + n < s->count &&
           s->order[from + n].key == s->order[from].key) {
        s->run[n] = s->spans[s->order[from + n].at];
        n++;
    }
    return n;
}

/* The rows that are in no exception hold the main value: once more, without
 * those that only blur it. */
static void find_main(struct split *s, struct account *a)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < s->count; i++)
        if (s->left[s->order[i].at] != 0)
            s->run[n++] = s->spans[s->order[i].at];
    span_common(s->run, n, s->room, &a->main);
    a->support = a->main.support;
    for (uint32_t i = 0; i < a->count; i++)
        a->support += a->exceptions[i].common.support;
}

static void account_by(struct split *s, enum fit_key key,
                       const struct common *all, struct account *out)
{
    struct exception *list =
        fit_alloc(s->fit, s->count / (NAMED_COST + 1) * sizeof *list);
    uint32_t n;

    *out = (struct account){.main = *all,
                            .key = key,
                            .exceptions = list,
                            .support = all->support,
                            .total = s->count};
    if (s->fit->failed)
        return;
    for (uint32_t i = 0; i < s->count; i++) {
        s->order[i] = (struct sorted){s->facts[i]->key[key], i};
        s->left[i] = 1;
    }
    qsort(s->order, s->count, sizeof *s->order, compare_keys);
    for (uint32_t i = 0; i < s->count; i += n) {
        const bool named =
            key == KEY_KIND && kind_is_named(s->fit, s->facts[s->order[i].at]);
        struct common own;

        n = run_of(s, i);
        span_common(s->run, n, s->room, &own);
        if (!is_exception(&own, count_meeting(s->run, n, all->span), named))
            continue;
        out->named += named;
        list[out->count++] =
            (struct exception){s->order[i].key, s->facts[s->order[i].at], own};
        for (uint32_t j = i; j < i + n; j++)
            s->left[s->order[j].at] = 0;
    }
    find_main(s, out);
}

int64_t account_worth(const struct account *a)
{
    return (int64_t)a->support - (int64_t)a->named * NAMED_COST -
           (int64_t)(a->count - a->named) * EXCEPTION_COST;
}

void account_find(struct fit *fit, const struct fact *const *facts,
                  const struct span *spans, uint32_t count, unsigned keys,
                  struct account *out)
{
    struct split s = {fit,
                      facts,
                      spans,
                      fit_alloc(fit, count * sizeof *s.run),
                      fit_alloc(fit, count * sizeof *s.order),
                      fit_alloc(fit, 2 * count * sizeof *s.room),
                      fit_alloc(fit, count * sizeof *s.left),
                      count};
    struct common all;

    *out = (struct account){.key = KEYS, .total = count};
    if (fit->failed || count == 0)
        return;
    span_common(spans, count, s.room, &all);
    out->main = all;
    out->support = all.support;
    for (unsigned key = 0; key < KEYS && !fit->failed; key++) {
        struct account tried;

        if (!(keys >> key & 1))
            continue;
        account_by(&s, (enum fit_key)key, &all, &tried);
        if (account_worth(&tried) > account_worth(out))
            *out = tried;
    }
}

const struct common *account_of(const struct account *account,
                                const struct fact *fact)
{
    for (uint32_t i = 0; i < account->count; i++)
        if (account->exceptions[i].key == fact->key[account->key])
            return &account->exceptions[i].common;
    return &account->main;
}

double account_number(const struct account *account, const struct fact *fact)
{
    const struct common *common = account_of(account, fact);
    const double by = account->key == KEY_GROUP ? fact->score : 1;

    if (common == &account->main)
        return span_number(span_value(common->span).n);
    return span_number(span_value(span_scale(common->span, by)).n) / by;
}
