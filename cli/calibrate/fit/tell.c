/* What was found, as rows of the result. */
#include <math.h>

#include "calibrate/fit/tell.h"

void tell_row(struct tell *t, struct buffer *to, const void *row, size_t size)
{
    buffer_put(to, row, size);
    t->fit->failed |= to->failed;
}

void tell_value(struct tell *t, const struct fit_value *value)
{
    tell_row(t, &t->fit->out->values, value, sizeof *value);
}

static struct text copy(struct tell *t, struct text text)
{
    return arena_copy(&t->fit->out->texts, text);
}

/* ---- values -------------------------------------------------------------- */

static void put_evidence(struct tell *t, struct fit_value *v,
                         const struct common *common)
{
    const struct span_value n = span_value(common->span);

    v->value = say_decimal(t->fit, span_number(n.n));
    v->low = n.exact ? n.n : span_decimal(common->span.low);
    v->high = n.exact                       ? n.n
              : isfinite(common->span.high) ? span_decimal(common->span.high)
                                            : INT64_MAX * (int128)1000000;
    v->exact = n.exact;
    v->support = common->support;
    v->total = common->total;
    if (!isfinite(common->span.high))
        v->words =
            say_format(t->fit, "数据只能说在 %.6g 以上", common->span.low);
    else if (!n.exact)
        v->words = say_format(t->fit, "数据只能说在 %.9g 到 %.9g 之间",
                              common->span.low, common->span.high);
}

/* What people call a step. */
static struct text label_of(const struct tell *t, uint32_t variable,
                            const char *words)
{
    PACK_EACH (step, &t->placing.trial.pack, SECTION_STEP, pack_step)
        if (step->variable == variable && step->label.length > 0)
            return pack_text(&t->placing.trial.pack, step->label);
    return text_of(words);
}

/* What a row had of a set. */
static struct text before_of(struct tell *t, const struct fact *f,
                             uint32_t variable)
{
    const uint32_t column = t->placing.trial.sets[variable].column;

    if (column == PACK_NONE || !f->row->steps[column].given)
        return TEXT("");
    return say_decimal(t->fit, span_number(f->row->steps[column].n));
}

/* A value that the rows leave open stays what it is, where that is possible. */
static void keep_present(struct tell *t, const struct common *common,
                         struct fit_value *v)
{
    int128 now;

    if (v->exact || !decimal_parse(v->before, &now) ||
        !span_holds(common->span, span_number(now)))
        return;
    v->value = v->before;
    v->words = say_format(t->fit, "现在的 %.*s 说得通，没有改",
                          (int)v->before.length, v->before.at);
}

/* What the rows that hold the main value have in common, that it may be a
 * condition. */
static void put_uniform(const struct tell *t, const struct account *a,
                        const struct common *common, struct fit_value *v)
{
    const struct fact *first = NULL;
    bool insurance = a->key == KEY_INSURANCE || a->key == KEY_INSURED_MONTH;
    bool month = a->key == KEY_MONTH || a->key == KEY_INSURED_MONTH;

    for (uint32_t i = 0; i < t->fit->count; i++) {
        const struct fact *f = &t->fit->facts[i];

        if (account_of(a, f) != common)
            continue;
        if (first == NULL)
            first = f;
        insurance &= f->key[KEY_INSURANCE] == first->key[KEY_INSURANCE];
        month &= f->key[KEY_MONTH] == first->key[KEY_MONTH];
    }
    if (first != NULL && insurance)
        v->insurance = first->row->insurance;
    if (first != NULL && month)
        v->month_from = v->month_to = first->row->month;
}

static const struct fact *first_held(const struct fit *fit,
                                     const struct account *a,
                                     const struct common *common)
{
    for (uint32_t i = 0; i < fit->count; i++)
        if (account_of(a, &fit->facts[i]) == common)
            return &fit->facts[i];
    return &fit->facts[0];
}

static void tell_account(struct tell *t, uint32_t variable, const char *words,
                         const struct account *a)
{
    for (uint32_t i = 0; i <= a->count; i++) {
        const struct common *common =
            i == 0 ? &a->main : &a->exceptions[i - 1].common;
        struct fit_value v = {
            .place = FIT_SET,
            .name = copy(t, trial_name(&t->placing.trial, variable)),
            .label = copy(t, label_of(t, variable, words)),
            .before = before_of(t, first_held(t->fit, a, common), variable)};

        put_evidence(t, &v, common);
        keep_present(t, common, &v);
        put_uniform(t, a, common, &v);
        tell_value(t, &v);
    }
}

static void tell_set(struct tell *t, const struct place *place)
{
    const struct number *n = place->holds;
    struct fit_value v = {
        .place = FIT_SET,
        .name = copy(t, trial_name(&t->placing.trial, place->variable)),
        .label = copy(t, label_of(t, place->variable, n->words)),
        .before = before_of(t, &t->fit->facts[0], place->variable)};

    if (n->account != NULL) {
        tell_account(t, place->variable, n->words, n->account);
        return;
    }
    put_evidence(t, &v, &n->evidence);
    v.value = say_decimal(t->fit, n->constant);
    tell_value(t, &v);
}

/* A blank that formulas need although no row says what it is. */
static void tell_blank(struct tell *t, uint32_t variable)
{
    const struct trial_set *s = &t->placing.trial.sets[variable];
    const struct text name = copy(t, trial_name(&t->placing.trial, variable));
    const struct text label = copy(t, label_of(t, variable, ""));
    const struct fit_value v = {
        .place = FIT_SET,
        .name = name,
        .label = label,
        .value = say_decimal(t->fit, s->constant),
        .low = span_decimal(s->constant),
        .high = span_decimal(s->constant),
        .words = TEXT("数据看不出这个数，先按这样填，没有病例因此不同")};
    const struct fit_tie tie = {.name = label.length > 0 ? label : name,
                                .settings = TEXT("数据看不出，填什么都一样"),
                                .ask = TEXT("请医保局告知这个数")};

    tell_value(t, &v);
    tell_row(t, &t->fit->out->ties, &tie, sizeof tie);
}

/* True if without the blank the money of a row is missing. */
static bool is_needed(struct tell *t, uint32_t variable)
{
    struct placing *p = &t->placing;
    struct trial_set *s = &p->trial.sets[variable];
    bool needed = false;

    s->hold = HOLD_REGION;
    for (uint32_t i = 0; i < p->sample_count && i < 50 && !needed; i++) {
        trial_run(&p->trial, p->sample[i]);
        needed = isnan(trial_value(&p->trial, TEXT("standard"))) ||
                 (trial_find(&p->trial, TEXT("fund")) != PACK_NONE &&
                  isnan(trial_value(&p->trial, TEXT("fund"))));
    }
    s->hold = HOLD_CONSTANT;
    return needed;
}

static void tell_sets(struct tell *t)
{
    struct placing *p = &t->placing;

    for (uint32_t i = 0; i < p->place_count; i++) {
        const struct place *place = &p->places[i];

        if (place->variable == PACK_NONE)
            continue;
        if (place->holds != NULL)
            tell_set(t, place);
        else if (p->points_placed &&
                 p->trial.sets[place->variable].hold == HOLD_CONSTANT &&
                 is_needed(t, place->variable))
            tell_blank(t, place->variable);
    }
}

struct text tell_formula(const struct tell *t, uint32_t step)
{
    const struct pack *pack = &t->placing.trial.pack;

    return pack_formula(pack,
                        PACK_ROW(pack, SECTION_STEP, pack_step, step)->expr);
}

uint32_t tell_find_let(const struct tell *t, struct text name)
{
    const struct pack *pack = &t->placing.trial.pack;

    for (uint32_t i = 0; i < pack_count(pack, SECTION_STEP); i++) {
        const struct pack_step *s = PACK_ROW(pack, SECTION_STEP, pack_step, i);

        if (s->kind == STEP_LET &&
            text_equal(trial_name(&t->placing.trial, s->variable), name))
            return i;
    }
    return PACK_NONE;
}

void tell_let(struct tell *t, uint32_t step, struct buffer *formula,
              uint32_t support, uint32_t total)
{
    const uint32_t variable =
        PACK_ROW(&t->placing.trial.pack, SECTION_STEP, pack_step, step)
            ->variable;
    const struct text now = tell_formula(t, step);

    if (text_equal(buffer_view(formula), now)) {
        buffer_free(formula);
        return;
    }
    const struct fit_value v = {
        .place = FIT_LET,
        .name = copy(t, trial_name(&t->placing.trial, variable)),
        .label = copy(t, label_of(t, variable, "")),
        .value = say_done(t->fit, formula),
        .before = copy(t, now),
        .exact = true,
        .support = support,
        .total = total};

    tell_value(t, &v);
}

/* Lets in which a number of the region's own text is another, or a score. */
static void tell_rewritten(struct tell *t)
{
    const struct pack *pack = &t->placing.trial.pack;
    const struct deviation *d = &t->fit->deviation;

    for (uint32_t i = 0; i < pack_count(pack, SECTION_STEP); i++) {
        struct buffer formula = {0};

        if (PACK_ROW(pack, SECTION_STEP, pack_step, i)->kind == STEP_LET &&
            rewrite_let(&t->placing, i, &t->scores, &formula))
            tell_let(t, i, &formula, d->support, d->total);
        else
            buffer_free(&formula);
    }
}

/* ---- formulas of our own ------------------------------------------------- */

static void tell_limits(struct tell *t, struct text own)
{
    const struct deviation *d = &t->fit->deviation;
    const struct {
        const char *name;
        bool high;
    } lets[] = {{"low_limit", false}, {"high_limit", true}};

    for (size_t i = 0; i < COUNT_OF(lets); i++) {
        const uint32_t step = tell_find_let(t, text_of(lets[i].name));
        struct buffer formula = {0};

        if (step == PACK_NONE)
            continue;
        say_limit(t->fit, own, &t->scores, lets[i].high, &formula);
        tell_let(t, step, &formula, d->support, d->total);
    }
}

/* What stands for the hospital's own factor: the set of that name. */
static struct text tell_own(struct tell *t)
{
    const struct account *a = &t->fit->factor;
    const uint32_t variable =
        trial_find(&t->placing.trial, TEXT("level_factor"));
    static const struct account none = {.key = KEYS};
    struct account main = none;

    if (t->fit->by_money)
        return variable != PACK_NONE &&
                       !t->placing.trial.sets[variable].is_blank
                   ? TEXT("level_factor")
                   : TEXT("1");
    if (variable == PACK_NONE || !t->placing.trial.sets[variable].is_set)
        return say_decimal(t->fit, span_spoken(a->main.span));
    main.main = a->main;
    t->factor_told = true;
    tell_account(t, variable, "等级系数", account_in_set(a) ? a : &main);
    return TEXT("level_factor");
}

static void tell_formulas(struct tell *t)
{
    const struct deviation *d = &t->fit->deviation;
    const uint32_t points = tell_find_let(t, TEXT("points"));
    const uint32_t deviation = tell_find_let(t, TEXT("deviation"));
    const struct text own = tell_own(t);
    struct buffer formula = {0};

    if (points == PACK_NONE)
        return;
    if (deviation != PACK_NONE) {
        say_deviation(t->fit, own, &t->scores, &formula);
        tell_let(t, deviation, &formula, d->support, d->total);
    }
    tell_limits(t, own);
    say_points(t->fit, own, &t->scores, &formula);
    tell_let(t, points, &formula, d->support, d->total);
}

/* ---- what no file of ours holds ------------------------------------------ */

static void tell_scores(struct tell *t)
{
    BUFFER_EACH (s, &t->scores, const struct new_score) {
        struct fit_value v = {.place = FIT_TOLD,
                              .name = TEXT("score"),
                              .label = TEXT("病种分值"),
                              .group = s->group,
                              .before = say_decimal(t->fit, s->before)};

        put_evidence(t, &v, &s->evidence);
        v.value = say_decimal(t->fit, s->score);
        tell_value(t, &v);
    }
}

static bool set_holds(const struct placing *p, const struct number *n)
{
    for (uint32_t i = 0; i < p->place_count; i++)
        if (p->places[i].variable != PACK_NONE && p->places[i].holds == n)
            return true;
    return false;
}

/* For which cases an exception holds. */
static void put_exception(const struct number *n, struct fit_value *v)
{
    const struct observed *row = n->exception->first->row;

    if (n->key == KEY_KIND || n->key == KEY_KIND_CLASS)
        v->kind = row->kind;
    if (n->key == KEY_CLASS || n->key == KEY_KIND_CLASS)
        v->class = n->exception->first->class;
}

/* Every number that no set holds, for the reader. */
static void tell_numbers(struct tell *t)
{
    const struct placing *p = &t->placing;

    for (uint32_t i = 0; i < p->number_count; i++) {
        const struct number *n = &p->numbers[i];
        struct fit_value v = {
            .place = FIT_TOLD, .name = TEXT(""), .label = text_of(n->words)};

        if (n->words[0] == '\0' || n->derived || set_holds(p, n) ||
            (i == 0 && t->factor_told) ||
            (n->constant == 1 && n->exception == NULL))
            continue;
        put_evidence(t, &v, &n->evidence);
        v.value = say_decimal(t->fit, n->constant);
        if (n->present && !v.exact)
            v.words =
                say_format(t->fit, "现在的 %.9g 说得通，没有改", n->constant);
        if (n->exception != NULL)
            put_exception(n, &v);
        tell_value(t, &v);
    }
}

/* ---- all of it ----------------------------------------------------------- */

void fit_tell(struct fit *fit)
{
    struct tell t = {.fit = fit};

    find_new_scores(fit, &t.scores);
    if (!fit->failed && place_numbers(&t.placing, fit) && factor_known(fit)) {
        tell_sets(&t);
        if (t.placing.points_placed)
            tell_rewritten(&t);
        else
            tell_formulas(&t);
        tell_numbers(&t);
        tell_scores(&t);
        tell_open_limits(&t);
    }
    if (!fit->failed)
        tell_fund(&t);
    if (!fit->failed)
        tell_strange(&t);
    if (!fit->failed)
        tell_months(&t);
    place_close(&t.placing);
    buffer_free(&t.scores);
}
