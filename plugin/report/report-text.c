#include <string.h>

#include "price/price.h"
#include "report/report.h"
#include "report/width.h"

#define COLUMNS 80
#define MILLIONTH 1000000

struct page {
    struct result *r;
    struct buffer *out;
    bool colour;
};

enum colour { PLAIN, BOLD, RED, YELLOW, GREEN, GREY };

static void colour(const struct page *p, enum colour c)
{
    static const char *const codes[] = {"\033[0m",  "\033[1m",    "\033[1;31m",
                                        "\033[33m", "\033[1;32m", "\033[90m"};

    if (p->colour)
        buffer_string(p->out, codes[c]);
}

static void rule_line(const struct page *p)
{
    colour(p, GREY);
    for (int i = 0; i < COLUMNS / 2; i++)
        buffer_string(p->out, "──");
    colour(p, PLAIN);
    buffer_char(p->out, '\n');
}

static void heading(const struct page *p, const char *text)
{
    colour(p, BOLD);
    buffer_string(p->out, text);
    colour(p, PLAIN);
    buffer_char(p->out, '\n');
}

/* "  label  text", the text wrapped behind the label. */
static void labelled(const struct page *p, const char *label, struct text t)
{
    const size_t indent = 4 + width_text(text_of(label)) + 2;

    if (t.length == 0)
        return;
    buffer_string(p->out, "    ");
    colour(p, GREY);
    buffer_string(p->out, label);
    colour(p, PLAIN);
    buffer_string(p->out, "  ");
    width_wrap(p->out, t, indent, indent, COLUMNS);
}

static void bullet(const struct page *p, struct text t)
{
    buffer_string(p->out, "    - ");
    width_wrap(p->out, t, 6, 6, COLUMNS);
}

/* Amounts always show fen: 8606.80. */
static void put_amount(struct buffer *out, const struct value *v)
{
    const size_t start = out->length;
    size_t point;

    value_show(out, v);
    if (v->missing || v->type != VALUE_NUMBER || out->failed)
        return;
    for (point = start; point < out->length && out->data[point] != '.';)
        point++;
    if (point == out->length)
        buffer_string(out, ".00");
    else if (point + 2 == out->length)
        buffer_char(out, '0');
}

static struct text shown_cell(const struct result *r, uint16_t field)
{
    const struct pack_field *f;
    const struct cell *cell;

    if (field == PACK_NO_FIELD)
        return TEXT("");
    f = pack_field(r->pack, field);
    cell = f->list == LIST_NONE
               ? record_scalar(&r->record, field)
               : record_item(&r->record, f->list, 1, f->column);
    return cell != NULL && cell->state == CELL_GIVEN ? cell->text : TEXT("");
}

static void put_pair(struct buffer *out, const char *label, struct text t)
{
    if (t.length == 0)
        return;
    if (out->length != 0)
        buffer_string(out, "　");
    buffer_string(out, label);
    if (label[0] != '\0')
        buffer_char(out, ' ');
    buffer_text(out, t);
}

static void put_title(const struct page *p)
{
    const struct result *r = p->r;
    const struct pack_known *known = &r->pack->known;
    struct buffer line = {0};
    const struct text case_no = shown_cell(r, known->record_no);

    put_pair(&line, "病案号", case_no.length != 0 ? case_no : TEXT("（未填）"));
    put_pair(&line, "住院次数", shown_cell(r, known->admission_count));
    colour(p, BOLD);
    width_wrap(p->out, buffer_view(&line), 0, 2, COLUMNS);
    colour(p, PLAIN);
    buffer_reset(&line);
    put_pair(&line, "主要诊断", shown_cell(r, known->dx_code));
    put_pair(&line, "", shown_cell(r, known->dx_name));
    put_pair(&line, "总费用", shown_cell(r, known->total_cost));
    if (line.length != 0)
        width_wrap(p->out, buffer_view(&line), 0, 2, COLUMNS);
    buffer_free(&line);
}

static void put_origin(const struct page *p)
{
    const struct result *r = p->r;
    struct buffer line = {0};

    buffer_text(&line, r->source);
    buffer_string(&line, " 第 ");
    buffer_integer(&line, r->index);
    buffer_string(&line, " 条，第 ");
    buffer_integer(&line, r->line);
    buffer_string(&line, " 行");
    if (r->encoding.length != 0) {
        buffer_string(&line, "，编码 ");
        buffer_text(&line, r->encoding);
    }
    colour(p, GREY);
    width_wrap(p->out, buffer_view(&line), 0, 2, COLUMNS);
    colour(p, PLAIN);
    buffer_free(&line);
}

static void put_place(const struct page *p, const struct finding *f)
{
    if (f->field != PACK_NO_FIELD) {
        const struct pack_field *field = pack_field(p->r->pack, f->field);
        buffer_text(p->out, pack_text(p->r->pack, field->label));
        if (f->index != 0) {
            buffer_string(p->out, "（第 ");
            buffer_integer(p->out, f->index);
            buffer_string(p->out, " 个）");
        }
        if (f->tag.length != 0) {
            buffer_char(p->out, ' ');
            buffer_text(p->out, f->tag);
        }
    } else {
        buffer_string(p->out, "文件");
    }
    if (f->line != 0) {
        buffer_string(p->out, "　第 ");
        buffer_integer(p->out, f->line);
        buffer_string(p->out, " 行");
    }
    buffer_char(p->out, '\n');
}

static void put_finding(const struct page *p, const struct finding *f,
                        const char *sign, enum colour c)
{
    buffer_string(p->out, "  ");
    colour(p, c);
    buffer_string(p->out, sign);
    buffer_char(p->out, ' ');
    buffer_text(p->out, f->rule);
    colour(p, PLAIN);
    buffer_string(p->out, "  ");
    put_place(p, f);
    labelled(p, "发现", f->message);
    if (f->value_known)
        labelled(p, "原值", f->value.length != 0 ? f->value : TEXT("（空）"));
    labelled(p, "处理", f->advice);
    labelled(p, "依据", f->basis);
}

static uint32_t count_of(const struct result *r, unsigned severity)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < r->finding_count; i++)
        n += r->findings[i].severity == severity;
    return n;
}

static void put_tier(const struct page *p, unsigned severity,
                     const char *title, const char *sign, enum colour c)
{
    const uint32_t count = count_of(p->r, severity);

    if (count == 0)
        return;
    buffer_char(p->out, '\n');
    colour(p, c);
    buffer_string(p->out, title);
    buffer_string(p->out, "（");
    buffer_integer(p->out, count);
    buffer_string(p->out, "）\n");
    colour(p, PLAIN);
    for (uint32_t i = 0; i < p->r->finding_count; i++)
        if (p->r->findings[i].severity == severity)
            put_finding(p, &p->r->findings[i], sign, c);
}

static void put_findings(const struct page *p)
{
    if (p->r->finding_count == 0) {
        buffer_char(p->out, '\n');
        colour(p, GREEN);
        buffer_string(p->out, "检查通过，没有发现问题\n");
        colour(p, PLAIN);
    }
    put_tier(p, SEVERITY_ERROR, "必须改正", "✗", RED);
    put_tier(p, SEVERITY_WARNING, "改正或确认", "!", YELLOW);
    put_tier(p, SEVERITY_INFO, "提示", "·", GREY);
}

static void put_group_line(const struct page *p, const struct pack_group *g,
                           unsigned kind, struct buffer *line)
{
    buffer_text(line, pack_text(p->r->pack, g->group));
    buffer_string(line, "  ");
    buffer_text(line, pack_text(p->r->pack, g->name));
    buffer_string(line, "（");
    buffer_string(line, group_kind_words(kind));
    if (g->flags & GROUP_HAS_SCORE) {
        buffer_string(line, "，分值 ");
        buffer_decimal(line, (int128)g->score * MILLIONTH);
    }
    buffer_string(line, "）");
}

static void put_candidate(const struct page *p, const struct candidate *c)
{
    const struct pack_group *g =
        PACK_ROW(p->r->pack, SECTION_GROUP, pack_group, c->group);
    struct buffer line = {0};

    put_group_line(p, g, g->kind, &line);
    if (c->standard_known) {
        buffer_string(&line, "，支付标准 ");
        put_amount(&line, &(struct value){.type = VALUE_NUMBER,
                                          .number = c->standard});
        buffer_string(&line, " 元");
    }
    buffer_string(&line, "：");
    buffer_text(&line, c->lost_by);
    bullet(p, buffer_view(&line));
    buffer_free(&line);
}

static void put_why_not(const struct page *p, const struct why_not *n)
{
    const struct pack_group *g =
        PACK_ROW(p->r->pack, SECTION_GROUP, pack_group, n->group);
    struct buffer line = {0};

    put_group_line(p, g, g->kind, &line);
    buffer_string(&line, "目录第 ");
    buffer_integer(&line, g->source_row);
    buffer_string(&line, " 行：");
    buffer_text(&line, n->missing);
    bullet(p, buffer_view(&line));
    buffer_free(&line);
}

static void put_grouping(const struct page *p)
{
    const struct grouping *g = &p->r->grouping;
    const struct pack_meta *meta = pack_meta(p->r->pack);
    struct buffer line = {0};

    buffer_string(&line, "\n分组　");
    buffer_text(&line, pack_text(p->r->pack, meta->name));
    buffer_string(&line, " DIP ");
    buffer_text(&line, pack_text(p->r->pack, meta->generation));
    heading(p, line.data != NULL ? line.data : "");
    buffer_reset(&line);
    if (g->status == GROUPING_GROUPED)
        put_group_line(
            p, PACK_ROW(p->r->pack, SECTION_GROUP, pack_group, g->group),
            g->kind, &line);
    else
        buffer_string(&line, g->status == GROUPING_EXCLUDED
                                 ? "不能入组：主要诊断不参与分组"
                                 : "没有入组");
    labelled(p, "结果", buffer_view(&line));
    buffer_free(&line);
    for (uint32_t i = 0; i < g->why_count; i++)
        bullet(p, g->why[i]);
    if (g->candidate_count > 1)
        buffer_string(p->out, "    其他候选\n");
    for (uint32_t i = 1; i < g->candidate_count; i++)
        put_candidate(p, &g->candidates[i]);
    if (g->why_not_count != 0)
        buffer_string(p->out, "    同一诊断没有成为候选的病种\n");
    for (uint32_t i = 0; i < g->why_not_count; i++)
        put_why_not(p, &g->why_not[i]);
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
    buffer_string(line, " 元");
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

static void put_headline(const struct page *p, const struct settlement *s)
{
    struct buffer line = {0};
    const struct value *margin = price_step(s, TEXT("margin"));
    const char *deviation = deviation_words(s);

    put_yuan(&line, "支付标准", price_step(s, TEXT("standard")));
    put_yuan(&line, "统筹基金", price_step(s, TEXT("fund")));
    put_yuan(&line, "总费用", &s->cost);
    labelled(p, "结果", buffer_view(&line));
    buffer_reset(&line);
    if (margin != NULL && !margin->missing && margin->type == VALUE_NUMBER) {
        put_yuan(&line,
                  margin->number < 0 ? "与费用相比超支" : "与费用相比结余",
                  &(struct value){.type = VALUE_NUMBER,
                                  .number = margin->number < 0
                                                ? -margin->number
                                                : margin->number});
        labelled(p, "盈亏", buffer_view(&line));
    }
    buffer_reset(&line);
    put_yuan(&line, "下限", price_step(s, TEXT("low_limit")));
    put_yuan(&line, "上限", price_step(s, TEXT("high_limit")));
    if (deviation != NULL) {
        if (line.length != 0)
            buffer_string(&line, "　");
        buffer_string(&line, deviation);
    }
    labelled(p, "偏差", buffer_view(&line));
    buffer_free(&line);
}

/* Chinese for the names that most regions use; others stand as they are. */
static struct text step_words(struct text name)
{
    static const struct {
        struct text name, words;
    } known[] = {
        {{"x", 1}, {"费用倍率", 12}},
        {{"ratio", 5}, {"费用倍率", 12}},
        {{"deviation", 9}, {"费用偏差", 12}},
        {{"low_limit", 9}, {"费用下限", 12}},
        {{"high_limit", 10}, {"费用上限", 12}},
        {{"base", 4}, {"病种分值", 12}},
        {{"adjusted", 8}, {"偏差后分值", 15}},
        {{"points", 6}, {"结算分值", 12}},
        {{"standard", 8}, {"支付标准", 12}},
        {{"fund", 4}, {"统筹基金", 12}},
        {{"margin", 6}, {"结余", 6}},
    };

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (text_equal(known[i].name, name))
            return known[i].words;
    return name;
}

/* A formula on one line: runs of blanks and line ends become one blank. */
static void put_squeezed(struct buffer *out, struct text t)
{
    bool blank = false;

    for (size_t i = 0; i < t.length; i++) {
        const bool now = t.at[i] == ' ' || (t.at[i] >= '\t' && t.at[i] <= '\r');
        if (!now || !blank)
            buffer_char(out, now ? ' ' : t.at[i]);
        blank = now;
    }
}

static void put_steps(const struct page *p, const struct settlement *s)
{
    buffer_string(p->out, "    计算步骤\n");
    for (uint32_t i = 0; i < s->step_count; i++) {
        struct buffer value = {0};
        value_show(&value, &s->steps[i].value);
        buffer_string(p->out, "      ");
        width_pad(p->out, step_words(s->steps[i].name), 12);
        width_pad(p->out, s->steps[i].name, 12);
        width_pad(p->out, buffer_view(&value), 17);
        buffer_reset(&value);
        put_squeezed(&value, s->steps[i].formula);
        colour(p, GREY);
        width_wrap(p->out, buffer_view(&value), 47, 47, COLUMNS);
        colour(p, PLAIN);
        buffer_free(&value);
    }
}

static void put_settlement(const struct page *p)
{
    const struct settlement *s = &p->r->settlement;
    const bool sample = pack_meta(p->r->pack)->flags & META_SAMPLE;

    heading(p, sample ? "\n支付预测【示例，非真实标准】" : "\n支付预测");
    if (s->priced)
        put_headline(p, s);
    else
        labelled(p, "未定价", s->why);
    if (s->step_count != 0)
        put_steps(p, s);
}

void report_text(struct result *r, unsigned flags, struct buffer *out)
{
    const struct page page = {r, out, (flags & REPORT_COLOUR) != 0};

    rule_line(&page);
    put_title(&page);
    put_origin(&page);
    put_findings(&page);
    put_grouping(&page);
    put_settlement(&page);
    buffer_char(out, '\n');
}
