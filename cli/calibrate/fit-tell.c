/* What was found, as rows of the result. */
#include <math.h>
#include <stdlib.h>

#include "calibrate/fit-say.h"

/* What the rows of the result are made of. */
struct tell {
    struct fit *fit;
    struct placing placing;
    struct buffer scores; /* struct new_score */
    bool factor_told;     /* a set holds it */
};

static void put_result(struct tell *t, struct buffer *to, const void *row,
                       size_t size)
{
    buffer_put(to, row, size);
    t->fit->failed |= to->failed;
}

static void add_value(struct tell *t, const struct fit_value *value)
{
    put_result(t, &t->fit->out->values, value, sizeof *value);
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
        add_value(t, &v);
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
    add_value(t, &v);
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

    add_value(t, &v);
    put_result(t, &t->fit->out->ties, &tie, sizeof tie);
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

static struct text source_of(const struct tell *t, uint32_t step)
{
    const struct pack *pack = &t->placing.trial.pack;

    return pack_formula(pack,
                        PACK_ROW(pack, SECTION_STEP, pack_step, step)->expr);
}

/* The let of that name; PACK_NONE if the region has none. */
static uint32_t find_let(const struct tell *t, struct text name)
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

/* The new formula of a let, if it is another; takes what is in the buffer. */
static void tell_let(struct tell *t, uint32_t step, struct buffer *formula,
                     uint32_t support, uint32_t total)
{
    const uint32_t variable =
        PACK_ROW(&t->placing.trial.pack, SECTION_STEP, pack_step, step)
            ->variable;
    const struct text now = source_of(t, step);

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

    add_value(t, &v);
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
        const uint32_t step = find_let(t, text_of(lets[i].name));
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
    const uint32_t points = find_let(t, TEXT("points"));
    const uint32_t deviation = find_let(t, TEXT("deviation"));
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
        add_value(t, &v);
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
        add_value(t, &v);
    }
}

/* ---- the fund ------------------------------------------------------------ */

/* Stays without an answer for which two forms differ. */
static void find_telling(struct tell *t, enum fund_form other,
                         struct fit_tie *tie)
{
    const struct fund *fund = &t->fit->fund;
    const double ratio = span_spoken(fund->ratio.span);
    uint32_t n = 0;

    for (uint32_t i = 0; i < t->fit->set->count && n < 3; i++) {
        struct fact f;
        double standard;

        if (!fact_of(t->fit, &t->fit->set->rows[i], &f) ||
            (f.given & FACT_FUND) || !(f.given & FACT_PAID) ||
            !(f.given & FACT_MEAN))
            continue;
        standard = fact_standard(t->fit, &f);
        if (fabs(fund_value(fund->form, &f, standard, ratio) -
                 fund_value(other, &f, standard, ratio)) > 0.01)
            tie->records[n++] = f.row->record;
    }
}

static void tell_fund_ties(struct tell *t)
{
    const struct fund *fund = &t->fit->fund;
    struct fit_tie tie = {.name = TEXT("基金的算法")};
    struct buffer settings = {0};
    uint32_t n = 0;

    for (unsigned form = 0; form < FUND_FORMS; form++) {
        if (!(fund->ties >> form & 1))
            continue;
        if (n++ > 0)
            buffer_string(&settings, "、");
        say_fund(fund, (enum fund_form)form, &settings);
        if (form != fund->form && tie.records[0].length == 0)
            find_telling(t, (enum fund_form)form, &tie);
    }
    if (n < 2) {
        buffer_free(&settings);
        return;
    }
    tie.settings = say_done(t->fit, &settings);
    if (tie.records[0].length == 0)
        tie.ask = TEXT("请医保局说明个人负担超过支付标准、费用低于支付标准的"
                       "病例，基金各付多少");
    put_result(t, &t->fit->out->ties, &tie, sizeof tie);
}

static void tell_fund(struct tell *t)
{
    const struct fund *fund = &t->fit->fund;
    const uint32_t step = find_let(t, TEXT("fund"));
    struct buffer formula = {0};
    struct fit_value v = {.place = FIT_TOLD,
                          .name = TEXT("fund"),
                          .label = TEXT("基金的算法"),
                          .exact = true,
                          .support = fund->support,
                          .total = fund->total};

    if (!fund->known)
        return;
    say_fund(fund, fund->form, &formula);
    if (step != PACK_NONE && !t->placing.fund_placed &&
        !text_equal(buffer_view(&formula), source_of(t, step))) {
        tell_let(t, step, &formula, fund->support, fund->total);
    } else {
        v.value = say_done(t->fit, &formula);
        if (step != PACK_NONE)
            v.words = TEXT("地区文件现在的写法就能说明");
        add_value(t, &v);
    }
    tell_fund_ties(t);
}

/* A side whose cases no known form explains. */
static bool is_strange(const struct side *side)
{
    return side->form == FORM_NONE && side->total >= STRANGE_SIDE;
}

/* ---- limits that the rows leave open ------------------------------------- */

static void tell_limit_tie(struct tell *t, const struct side *side, bool high)
{
    const struct span gap = side->limit[0];
    struct fit_tie tie = {.name = text_of(high ? "偏高界限" : "偏低界限")};
    uint32_t n = 0;

    if ((side->form == FORM_NONE && (!high || is_strange(side))) ||
        (isfinite(gap.high) && span_value(gap).exact))
        return;
    tie.settings =
        isfinite(gap.high)
            ? say_format(t->fit, "%.4f 到 %.4f 之间的任何数", gap.low, gap.high)
            : say_format(t->fit, "%.4f 以上的任何数", gap.low);
    if (side->now[0] > 0)
        tie.settings = say_format(t->fit, "现在的 %.9g，和 %.*s", side->now[0],
                                  (int)tie.settings.length, tie.settings.at);
    for (uint32_t i = 0; i < t->fit->set->count && n < 3; i++) {
        struct fact f;

        if (!fact_of(t->fit, &t->fit->set->rows[i], &f) ||
            (f.given & (FACT_POINTS | FACT_STANDARD)) || !(f.given & FACT_MEAN))
            continue;
        f.x = fact_x(t->fit, &f, t->fit->deviation.reference);
        if (f.x > gap.low && f.x < gap.high)
            tie.records[n++] = f.row->record;
    }
    if (n == 0)
        tie.ask = say_format(
            t->fit, "请医保局告知费用是次均费用 %.4f 倍的病例算不算%s",
            isfinite(gap.high) ? span_middle(gap) : gap.low + 0.5,
            high ? "偏高" : "偏低");
    put_result(t, &t->fit->out->ties, &tie, sizeof tie);
}

static void tell_inclusive(struct tell *t, const struct side *side, bool high)
{
    const struct fit_tie tie = {
        .name = text_of(high ? "偏高含不含本数" : "偏低含不含本数"),
        .settings = TEXT("含、不含"),
        .ask = say_format(t->fit,
                          "没有费用恰好在界限上的病例，请医保局告知恰好"
                          "等于界限的算不算%s",
                          high ? "偏高" : "偏低")};

    /* A line that begins at the limit pays the same either way. */
    if (side->form == FORM_NONE || side->inclusive >= 0 ||
        side->form == FORM_EXCESS)
        return;
    put_result(t, &t->fit->out->ties, &tie, sizeof tie);
}

/* ---- what is strange ----------------------------------------------------- */

/* `left` are `count` numbers; the records are cases they come from. */
static void tell_strange(struct tell *t, const char *name, double *left,
                         uint32_t count, uint32_t total,
                         const struct text *records, struct text words)
{
    struct fit_strange s = {
        .name = text_of(name), .count = count, .total = total, .words = words};

    for (uint32_t i = 0; i < 3 && i < count; i++)
        s.records[i] = records[i];
    qsort(left, count, sizeof *left, span_order);
    for (uint32_t i = 0; i < COUNT_OF(s.quantiles) && count > 0; i++)
        s.quantiles[i] = span_decimal(left[(count - 1) * i / 4]);
    put_result(t, &t->fit->out->strange, &s, sizeof s);
}

static struct text strange_words(const struct tell *t)
{
    const struct fit *fit = t->fit;
    const struct deviation *d = &fit->deviation;

    if (!factor_known(fit))
        return TEXT("不是已知的写法：正常费用的病例，结算分值除以病种分值没有"
                    "共同的数，按险种、类型、月份、病种分开也没有");
    if (is_strange(&d->high))
        return say_format(t->fit,
                          "不是已知的写法：费用偏高而没有按正常算的 %u 例，"
                          "没有一种已知的加算办法说得通",
                          d->high.total);
    if (is_strange(&d->low))
        return say_format(t->fit,
                          "不是已知的写法：费用偏低而没有按正常算的 %u 例，"
                          "没有一种已知的减算办法说得通",
                          d->low.total);
    return TEXT("这些病例已知的写法都说不通，可能是手工改过，也可能另有规定");
}

/* More than come about by hand. */
static bool is_many(uint32_t n, uint32_t total)
{
    return n >= 5 && n * 40 > total;
}

static void find_strange_points(struct tell *t)
{
    const struct fit *fit = t->fit;
    double *left = fit_alloc(t->fit, fit->count * sizeof *left);
    struct text records[3];
    uint32_t n = 0, total = 0;

    for (uint32_t i = 0; i < fit->count && !fit->failed; i++) {
        const struct fact *f = &fit->facts[i];
        const double points = fact_points(fit, f);

        if (!(f->given & FACT_POINTS))
            continue;
        total++;
        if (span_holds(f->points, points))
            continue;
        if (n < 3)
            records[n] = f->row->record;
        left[n++] = span_middle(f->points) - points;
    }
    if (is_many(n, total) && !fit->failed)
        tell_strange(t, fit->by_money ? "standard" : "points", left, n, total,
                     records, strange_words(t));
}

static void find_strange_funds(struct tell *t)
{
    const struct fit *fit = t->fit;
    const double ratio = span_spoken(fit->fund.ratio.span);
    double *left = fit_alloc(t->fit, fit->count * sizeof *left);
    struct text records[3];
    uint32_t n = 0;

    for (uint32_t i = 0; i < fit->count && !fit->failed; i++) {
        const struct fact *f = &fit->facts[i];
        double fund;

        if (!(f->given & FACT_FUND) || !(f->given & FACT_STANDARD))
            continue;
        fund = fund_value(fit->fund.form, f, span_middle(f->standard), ratio);
        if (span_holds(f->fund, fund))
            continue;
        if (n < 3)
            records[n] = f->row->record;
        left[n++] = span_middle(f->fund) - fund;
    }
    if (is_many(n, fit->fund.total) && !fit->failed)
        tell_strange(t, "fund", left, n, fit->fund.total, records,
                     fit->fund.known
                         ? TEXT("这些病例的基金算法与别的不同")
                         : TEXT("不是已知的写法：没有一种已知的基金算法能说明"
                                "多数病例"));
}

/* ---- months, and the rows that were held out ----------------------------- */

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
    put_result(t, months, &new, sizeof new);
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

static void tell_months(struct tell *t)
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
        tell_limit_tie(&t, &fit->deviation.low, false);
        tell_limit_tie(&t, &fit->deviation.high, true);
        tell_inclusive(&t, &fit->deviation.low, false);
        tell_inclusive(&t, &fit->deviation.high, true);
    }
    if (!fit->failed)
        tell_fund(&t);
    if (!fit->failed)
        find_strange_points(&t);
    if (!fit->failed)
        find_strange_funds(&t);
    if (!fit->failed)
        tell_months(&t);
    place_close(&t.placing);
    buffer_free(&t.scores);
}
