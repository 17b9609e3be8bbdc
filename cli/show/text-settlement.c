#include "price/price.h"
#include "show/formula.h"
#include "show/page.h"

static void put_amount(struct buffer *line, const struct value *v)
{
    page_amount(line, v);
    buffer_string(line, " 元");
}

static void put_yuan(struct buffer *line, const char *label,
                     const struct value *v)
{
    if (v == NULL || v->missing)
        return;
    if (line->length != 0)
        buffer_string(line, "　");
    buffer_string(line, label);
    buffer_char(line, ' ');
    put_amount(line, v);
}

static const char *deviation_words(const struct settlement *s)
{
    const struct value *v = price_step(s, TEXT("deviation"));

    if (v == NULL || v->missing || v->type != VALUE_TEXT)
        return NULL;
    if (text_equal(v->text, TEXT("low")))
        return "费用偏低病例：费用低于下限，分值按比例减少";
    if (text_equal(v->text, TEXT("high")))
        return "费用偏高病例：费用高于上限，超出部分按规则另计";
    if (text_equal(v->text, TEXT("extreme")))
        return "费用极端异常病例";
    return "费用在正常范围";
}

/* How far the cost so far is from a limit. */
static void put_distance(struct buffer *line, const char *limit,
                         const struct value *cost, const struct value *v)
{
    const bool below = v != NULL && !v->missing && cost->number < v->number;

    if (v == NULL || v->missing || v->type != VALUE_NUMBER)
        return;
    if (line->length != 0)
        buffer_string(line, "，");
    buffer_string(line, below ? "离" : "已超");
    buffer_string(line, limit);
    buffer_char(line, ' ');
    put_amount(line, v);
    buffer_string(line, below ? "还有 " : "，多 ");
    put_amount(line,
               &(struct value){.type = VALUE_NUMBER,
                               .number = below ? v->number - cost->number
                                               : cost->number - v->number});
}

/* Before discharge: the cost so far against both limits. */
static void put_so_far(const struct page *p, const struct settlement *s)
{
    struct buffer line = {0};

    if (!p->draft || s->cost.missing || s->cost.type != VALUE_NUMBER)
        return;
    put_yuan(&line, "费用", &s->cost);
    put_distance(&line, "下限", &s->cost, price_step(s, TEXT("low_limit")));
    put_distance(&line, "上限", &s->cost, price_step(s, TEXT("high_limit")));
    page_labelled(p, "目前", buffer_view(&line));
    buffer_free(&line);
}

/* `label` and what `more` has over `less`; false if it has nothing over it. */
static bool put_room(struct buffer *line, const char *label,
                     const struct value *more, const struct value *less)
{
    struct value v = {.type = VALUE_NUMBER};

    if (more == NULL || less == NULL || more->missing || less->missing ||
        more->type != VALUE_NUMBER || less->type != VALUE_NUMBER ||
        !decimal_subtract(more->number, less->number, &v.number) ||
        v.number < 0)
        return false;
    put_yuan(line, label, &v);
    return true;
}

/* How far the cost is from the limits; of one that is passed, by how much. */
static void put_rooms(struct buffer *line, const struct settlement *s)
{
    const struct value *low = price_step(s, TEXT("low_limit")),
                       *high = price_step(s, TEXT("high_limit"));
    const bool above = high != NULL && !high->missing &&
                       high->type == VALUE_NUMBER &&
                       s->cost.type == VALUE_NUMBER && !s->cost.missing &&
                       s->cost.number > high->number;

    if (above) {
        (void)put_room(line, "比上限多", &s->cost, high);
        return;
    }
    if (!put_room(line, "比下限多", &s->cost, low))
        (void)put_room(line, "比下限少", low, &s->cost);
    (void)put_room(line, "距上限还有", high, &s->cost);
}

/* The standard over the range of the region's parameters. */
static void put_range(struct buffer *line, const struct settlement *s)
{
    if (s->low.missing || s->high.missing)
        return;
    put_yuan(line, "低", &s->low);
    put_yuan(line, "很可能", price_step(s, TEXT("standard")));
    put_yuan(line, "高", &s->high);
}

static void put_headline(const struct page *p, const struct settlement *s)
{
    struct buffer line = {0};
    const struct value *margin = price_step(s, TEXT("margin"));
    const char *deviation = deviation_words(s);

    put_yuan(&line, "支付标准", price_step(s, TEXT("standard")));
    put_yuan(&line, "统筹基金", price_step(s, TEXT("fund")));
    put_yuan(&line, "总费用", &s->cost);
    page_labelled(p, "结果", buffer_view(&line));
    put_so_far(p, s);
    buffer_reset(&line);
    if (margin != NULL && !margin->missing && margin->type == VALUE_NUMBER) {
        put_yuan(
            &line, margin->number < 0 ? "与费用相比超支" : "与费用相比结余",
            &(struct value){.type = VALUE_NUMBER,
                            .number = margin->number < 0 ? -margin->number
                                                         : margin->number});
        page_labelled(p, "盈亏", buffer_view(&line));
    }
    buffer_reset(&line);
    put_yuan(&line, "下限", price_step(s, TEXT("low_limit")));
    put_yuan(&line, "上限", price_step(s, TEXT("high_limit")));
    if (deviation != NULL) {
        if (line.length != 0)
            buffer_string(&line, "　");
        buffer_string(&line, deviation);
    }
    page_labelled(p, "偏差", buffer_view(&line));
    buffer_reset(&line);
    if (!p->draft) /* 目前 has told it */
        put_rooms(&line, s);
    page_labelled(p, "余地", buffer_view(&line));
    buffer_reset(&line);
    put_range(&line, s);
    page_labelled(p, "范围", buffer_view(&line));
    buffer_free(&line);
}

/* What a figure rests on besides the region's documents. */
static void put_origins(struct buffer *out, uint8_t origins)
{
    if (origins & ORIGIN_BLANK)
        buffer_string(out, "【待填】");
    if (origins & ORIGIN_SAMPLE)
        buffer_string(out, "【示例】");
}

/* The numbers the steps start from: of the region and of the group. */
static void put_parameters(const struct page *p, const struct settlement *s)
{
    struct buffer line = {0};

    for (uint32_t i = 0; i < s->set_count; i++) {
        if (s->sets[i].value.missing)
            continue;
        if (line.length != 0)
            buffer_string(&line, "　");
        buffer_text(&line, formula_words(s->sets[i].name, s->sets[i].label));
        buffer_char(&line, ' ');
        formula_value(&s->sets[i].value, &line);
        put_origins(&line, s->sets[i].value.origins);
    }
    page_labelled(p, "参数", buffer_view(&line));
    buffer_free(&line);
}

static void put_step(const struct page *p, const struct step_value *step)
{
    struct buffer text = {0};

    buffer_string(p->out, "      ");
    width_pad(p->out, formula_words(step->name, step->label), 12);
    formula_value(&step->value, &text);
    width_pad(p->out, buffer_view(&text), 18);
    buffer_reset(&text);
    put_origins(&text, step->value.origins);
    formula_show(p->r, step->formula, &text);
    buffer_char(p->out, ' ');
    page_colour(p, GREY);
    width_wrap(p->out, buffer_view(&text), 37, 37, PAGE_COLUMNS);
    page_colour(p, PLAIN);
    buffer_free(&text);
}

/* Every step; without a price the first that fails, not those it drags along.
 */
static void put_steps(const struct page *p, const struct settlement *s)
{
    bool failed = false;

    put_parameters(p, s);
    buffer_string(p->out, "    计算步骤\n");
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
    const bool sample = pack_meta(p->r->pack)->flags & META_SAMPLE;

    page_heading(p, sample ? "\n支付预测【示例，非真实标准】" : "\n支付预测");
    if (s->priced)
        put_headline(p, s);
    else
        page_labelled(p, "未定价", s->why);
    if (s->step_count != 0)
        put_steps(p, s);
}
