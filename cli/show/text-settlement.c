#include "price/price.h"
#include "record/identity.h"
#include "show/formula.h"
#include "show/page.h"

static void put_yuan(struct buffer *line, const char *label,
                     const struct value *v)
{
    if (v == NULL || v->missing)
        return;
    page_apart(line);
    put(line, label, " ");
    page_yuan(line, v);
}

/* The value if it is a number, else NULL. */
static const struct value *number_of(const struct value *v)
{
    return v != NULL && !v->missing && v->type == VALUE_NUMBER ? v : NULL;
}

static const struct value *number_step(const struct settlement *s,
                                       const char *name)
{
    return number_of(price_step(s, text_of(name)));
}

/* What a figure rests on besides the region's documents. */
static void put_origins(struct buffer *out, uint8_t origins)
{
    put(out, origins & ORIGIN_BLANK ? "【待填】" : "",
        origins & ORIGIN_SAMPLE ? "【示例】" : "");
}

static const struct step_value *step_named(const struct settlement *s,
                                           struct text name)
{
    for (uint32_t i = s->step_count; i > 0; i--)
        if (text_equal(s->steps[i - 1].name, name))
            return &s->steps[i - 1];
    return NULL;
}

static const char *deviation_named(struct text t)
{
    if (text_equal(t, TEXT("low")))
        return "费用偏低";
    if (text_equal(t, TEXT("high")))
        return "费用偏高";
    return text_equal(t, TEXT("extreme")) ? "费用极端异常"
           : t.length > 0                 ? "费用正常"
                                          : "费用偏差不明";
}

/* ---- what is paid -------------------------------------------------------- */

/* True if no step has changed what the catalogue says of the group. */
static bool is_catalogue_score(const struct page *p,
                               const struct step_value *points)
{
    const struct settlement *s = &p->r->settlement;

    return points->label.length == 0 && s->cases != NULL &&
           pack_count(p->r->pack, SECTION_DRG) == 0 &&
           !s->cases[CASE_SCORE].missing &&
           decimal_round(s->cases[CASE_SCORE].number, 4) ==
               decimal_round(points->value.number, 4);
}

static void put_points(const struct page *p, const struct step_value *points,
                       struct buffer *line)
{
    put(line,
        is_catalogue_score(p, points)
            ? TEXT("病种分值")
            : formula_words(points->name, points->label),
        " ", decimal_round(points->value.number, 4));
}

/* `病种分值 628.1279 × 点值 6.10 = 3831.58 元`; where the region's standard is
 * no such product, both ends of it. */
static void put_standard(const struct page *p, struct buffer *line)
{
    const struct settlement *s = &p->r->settlement;
    const struct step_value *points = step_named(s, TEXT("points")),
                            *standard = step_named(s, TEXT("standard"));
    const bool product =
        number_of(&s->point_value) != NULL &&
        text_equal(standard->formula, TEXT("points * point_value"));

    if (number_of(&points->value) != NULL)
        put_points(p, points, line);
    if (product) {
        put(line, " × 点值 ");
        value_show_money(line, &s->point_value);
    }
    put(line, product ? " = " : "，支付标准 ");
    page_yuan(line, &standard->value);
    if (!(pack_meta(p->r->pack)->flags & META_SAMPLE)) /* told above */
        put_origins(line, standard->value.origins);
}

/* `点值到 8.1 时费用正常变为费用偏低，支付由 10206.00 元变为 5103.00 元` */
static void put_break(const struct page *p, const struct range_break *b)
{
    struct buffer *line = page_begin(p);

    put(line, formula_words(b->name, b->label), "到 ", b->at, " 时",
        deviation_named(b->from), "变为", deviation_named(b->to), "，支付由 ");
    page_yuan(line, &(struct value){.type = VALUE_NUMBER, .number = b->before});
    put(line, "变为 ");
    page_yuan(line, &(struct value){.type = VALUE_NUMBER, .number = b->after});
    page_labelled(p, "    ", buffer_view(line));
}

static void put_range(const struct page *p, const struct settlement *s)
{
    struct buffer *line = page_begin(p);

    if (s->low.missing || s->high.missing)
        return;
    put_yuan(line, "低", &s->low);
    put_yuan(line, "很可能", &step_named(s, TEXT("standard"))->value);
    put_yuan(line, "高", &s->high);
    page_labelled(p, "范围", buffer_view(line));
    for (uint32_t i = 0; i < s->break_count; i++)
        put_break(p, &s->breaks[i]);
}

/* True if a step of the region asks for the kind of insurance. */
static bool asks_insurance(const struct pack *pack)
{
    PACK_EACH (step, pack, SECTION_STEP, pack_step)
        if (step->insurance.length != 0 ||
            (step->expr != PACK_NONE &&
             text_contains(pack_text(pack, PACK_ROW(pack, SECTION_EXPR,
                                                    pack_expr, step->expr)
                                               ->source),
                           TEXT("insurance"))))
            return true;
    return false;
}

/* Who pays is taken for granted where the page does not tell it. */
static void put_assumed(const struct page *p)
{
    const struct pack_known *known = &p->r->pack->known;

    if (record_given(&p->r->record, known->payment_method, 0) == NULL &&
        record_given(&p->r->record, known->insurance_type, 0) == NULL &&
        asks_insurance(p->r->pack))
        page_labelled(p, "注意",
                      TEXT("没有填付费方式，支付按医保类型“其他”算，填上后"
                           "金额可能变化"));
}

static void put_paid(const struct page *p, const struct settlement *s)
{
    const struct value *fund = number_step(s, "fund");
    struct buffer *line = page_begin(p);

    put_standard(p, line);
    if (fund != NULL) {
        put(line, "，统筹基金 ");
        page_yuan(line, fund);
    }
    page_labelled(p, "支付", buffer_view(line));
    put_assumed(p);
    put_range(p, s);
}

/* ---- how the cost stands ------------------------------------------------- */

static const char *deviation_words(const struct settlement *s)
{
    const struct value *v = price_step(s, TEXT("deviation"));

    if (v == NULL || v->missing || v->type != VALUE_TEXT)
        return NULL;
    return deviation_named(v->text);
}

/* `界限 5141.81 至 20567.24 元` */
static void put_limits(struct buffer *line, const struct settlement *s)
{
    const struct value *low = number_step(s, "low_limit"),
                       *high = number_step(s, "high_limit");

    if (low == NULL && high == NULL)
        return;
    put(line, line->length != 0 ? "，" : "",
        low == NULL    ? "上限 "
        : high == NULL ? "下限 "
                       : "界限 ");
    if (low != NULL)
        page_amount(line, low);
    put(line, low != NULL && high != NULL ? " 至 " : "");
    if (high != NULL)
        page_amount(line, high);
    put(line, " 元");
}

/* `费用正常，倍率 0.84，界限 5141.81 至 20567.24 元` */
static void put_deviation(struct buffer *line, const struct settlement *s)
{
    const struct value *ratio = number_step(s, "ratio");
    const char *deviation = deviation_words(s);

    if (deviation != NULL)
        put(line, line->length != 0 ? "；" : "", deviation);
    if (deviation != NULL && ratio != NULL)
        put(line, "，倍率 ");
    if (deviation != NULL && ratio != NULL)
        page_amount(line, ratio);
    put_limits(line, s);
}

static void put_margin(const struct page *p, const struct settlement *s)
{
    const struct value *margin = number_step(s, "margin");
    struct buffer *line = page_begin(p);

    if (margin != NULL)
        put_yuan(line, margin->number < 0 ? "超支" : "结余",
                 &(struct value){.type = VALUE_NUMBER,
                                 .number = margin->number < 0
                                               ? -margin->number
                                               : margin->number});
    put_deviation(line, s);
    page_labelled(p, "盈亏", buffer_view(line));
}

static void put_days(const struct page *p, const struct settlement *s)
{
    const struct pack *pack = p->r->pack;
    const uint16_t field = pack_field_find(pack, TEXT("stay_days"));
    const struct text days = identity_given(&p->r->record, field, 0);
    struct buffer *line = page_begin(p);

    if (days.length != 0)
        put(line, days, " 天");
    if (s->cases != NULL && !s->cases[CASE_MEAN_DAYS].missing)
        put(line, line->length != 0 ? "，" : "", "病种平均 ",
            decimal_round(s->cases[CASE_MEAN_DAYS].number, 1), " 天");
    page_labelled(p, "住院", buffer_view(line));
}

/* ---- before discharge ---------------------------------------------------- */

/* First what is paid for a usual case; then where the cost stands so far. A
 * limit is told so that nobody is surprised, not to be reached for. */
static void put_draft(const struct page *p, const struct settlement *s)
{
    struct buffer *line = page_begin(p);
    struct value usual;

    price_usual(p->r, &usual);
    put_yuan(line, "支付标准", &usual);
    put(line, line->length != 0 ? "（出院时费用正常的话）" : "");
    if (usual.missing && s->priced) {
        put_yuan(line, "支付标准", price_step(s, TEXT("standard")));
        put(line, "（按目前的费用）");
    }
    page_labelled(p, "支付", buffer_view(line));
    page_begin(p);
    put_yuan(line, "费用", &s->cost);
    put_deviation(line, s);
    page_labelled(p, "目前", buffer_view(line));
    if (number_step(s, "low_limit") != NULL ||
        number_step(s, "high_limit") != NULL)
        page_labelled(p, "注意",
                      TEXT("界限只用来核对费用；不得为达到界限增减"
                           "费用或诊疗"));
}

/* ---- every step (--why) -------------------------------------------------- */

/* The numbers the steps start from: of the region and of the group. */
static void put_parameters(const struct page *p, const struct settlement *s)
{
    struct buffer *line = page_begin(p);

    for (uint32_t i = 0; i < s->set_count; i++) {
        if (s->sets[i].value.missing)
            continue;
        page_apart(line);
        put(line, formula_words(s->sets[i].name, s->sets[i].label), " ");
        formula_value(s->sets[i].name, &s->sets[i].value, line);
        put_origins(line, s->sets[i].value.origins);
    }
    page_labelled(p, "参数", buffer_view(line));
}

static void put_step(const struct page *p, const struct step_value *step)
{
    struct buffer *text = page_begin(p);

    put(p->out, "      ");
    width_pad(p->out, formula_words(step->name, step->label), 12);
    formula_value(step->name, &step->value, text);
    width_pad(p->out, buffer_view(text), 18);
    page_begin(p);
    put_origins(text, step->value.origins);
    formula_show(p->r, step->formula, text);
    put(p->out, " ");
    page_colour(p, GREY);
    width_wrap(p->out, buffer_view(text), 37, 37, PAGE_COLUMNS);
    page_colour(p, PLAIN);
}

/* Every step; without a price the first that fails, not those it drags along.
 */
static void put_step_lines(const struct page *p, const struct settlement *s)
{
    bool failed = false;

    put_parameters(p, s);
    put(p->out, "    计算步骤\n");
    for (uint32_t i = 0; i < s->step_count; i++) {
        const bool missing = s->steps[i].value.missing;

        if (s->priced || !missing || !failed)
            put_step(p, &s->steps[i]);
        failed = failed || missing;
    }
}

void text_settlement(const struct page *p)
{
    const struct settlement *s = &p->r->settlement;

    if (p->draft)
        put_draft(p, s);
    else if (s->priced)
        put_paid(p, s);
    if (!s->priced)
        page_labelled(p, "未定价", s->why);
    else if (!p->draft)
        put_margin(p, s);
    put_days(p, s);
}

void text_steps(const struct page *p)
{
    if (p->r->settlement.step_count != 0)
        put_step_lines(p, &p->r->settlement);
}
