#include "price/price.h"
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

/* `label` and how much there is; nothing and false of what is less than
 * nothing. */
static bool put_surplus(struct buffer *line, const char *label,
                        const struct value *more, const struct value *less)
{
    struct value v = {.type = VALUE_NUMBER};

    if (more == NULL || less == NULL ||
        !decimal_subtract(more->number, less->number, &v.number) ||
        v.number < 0)
        return false;
    put_yuan(line, label, &v);
    return true;
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
    const bool below = v != NULL && cost->number < v->number;

    if (v == NULL)
        return;
    put(line, line->length != 0 ? "，" : "", below ? "离" : "已超", limit, " ");
    page_yuan(line, v);
    put(line, below ? "还有 " : "，多 ");
    page_yuan(line,
              &(struct value){.type = VALUE_NUMBER,
                              .number = below ? v->number - cost->number
                                              : cost->number - v->number});
}

/* Before discharge: the cost so far against both limits. */
static void put_so_far(const struct page *p, const struct settlement *s)
{
    struct buffer *line = page_begin(p);

    if (!p->draft || number_of(&s->cost) == NULL)
        return;
    put_yuan(line, "费用", &s->cost);
    put_distance(line, "下限", &s->cost, number_step(s, "low_limit"));
    put_distance(line, "上限", &s->cost, number_step(s, "high_limit"));
    page_labelled(p, "目前", buffer_view(line));
}

/* How far the cost is from the limits; of one that is passed, by how much. */
static void put_room(struct buffer *line, const struct settlement *s)
{
    const struct value *cost = number_of(&s->cost),
                       *low = number_step(s, "low_limit"),
                       *high = number_step(s, "high_limit");

    if (cost != NULL && high != NULL && cost->number > high->number) {
        put_surplus(line, "比上限多", cost, high);
        return;
    }
    if (!put_surplus(line, "比下限多", cost, low))
        put_surplus(line, "比下限少", low, cost);
    put_surplus(line, "距上限还有", high, cost);
}

/* Ends a line with its label and begins the next one. */
static void end_line(const struct page *p, const char *label,
                     struct buffer *line)
{
    page_labelled(p, label, buffer_view(line));
    page_begin(p);
}

static void put_headline(const struct page *p, const struct settlement *s)
{
    const struct value *standard = price_step(s, TEXT("standard")),
                       *margin = number_step(s, "margin");
    const char *deviation = deviation_words(s);
    struct buffer *line = page_begin(p);

    put_yuan(line, "支付标准", standard);
    put_yuan(line, "统筹基金", price_step(s, TEXT("fund")));
    put_yuan(line, "总费用", &s->cost);
    end_line(p, "结果", line);
    put_so_far(p, s);
    page_begin(p);
    if (margin != NULL)
        put_yuan(line, margin->number < 0 ? "与费用相比超支" : "与费用相比结余",
                 &(struct value){.type = VALUE_NUMBER,
                                 .number = margin->number < 0
                                               ? -margin->number
                                               : margin->number});
    end_line(p, "盈亏", line);
    put_yuan(line, "下限", price_step(s, TEXT("low_limit")));
    put_yuan(line, "上限", price_step(s, TEXT("high_limit")));
    if (deviation != NULL) {
        page_apart(line);
        put(line, deviation);
    }
    end_line(p, "偏差", line);
    if (!p->draft) /* 目前 has told it */
        put_room(line, s);
    end_line(p, "余地", line);
    if (!s->low.missing && !s->high.missing) {
        put_yuan(line, "低", &s->low);
        put_yuan(line, "很可能", standard);
        put_yuan(line, "高", &s->high);
    }
    end_line(p, "范围", line);
}

/* What a figure rests on besides the region's documents. */
static void put_origins(struct buffer *out, uint8_t origins)
{
    put(out, origins & ORIGIN_BLANK ? "【待填】" : "",
        origins & ORIGIN_SAMPLE ? "【示例】" : "");
}

/* The numbers the steps start from: of the region and of the group. */
static void put_parameters(const struct page *p, const struct settlement *s)
{
    struct buffer *line = page_begin(p);

    for (uint32_t i = 0; i < s->set_count; i++) {
        if (s->sets[i].value.missing)
            continue;
        page_apart(line);
        put(line, formula_words(s->sets[i].name, s->sets[i].label), " ");
        formula_value(&s->sets[i].value, line);
        put_origins(line, s->sets[i].value.origins);
    }
    page_labelled(p, "参数", buffer_view(line));
}

static void put_step(const struct page *p, const struct step_value *step)
{
    struct buffer *text = page_begin(p);

    put(p->out, "      ");
    width_pad(p->out, formula_words(step->name, step->label), 12);
    formula_value(&step->value, text);
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
    const bool sample = pack_meta(p->r->pack)->flags & META_SAMPLE;

    page_heading(p, sample ? "\n支付预测【示例，非真实标准】" : "\n支付预测");
    if (s->priced)
        put_headline(p, s);
    else
        page_labelled(p, "未定价", s->why);
    if (s->step_count != 0)
        put_step_lines(p, s);
}
