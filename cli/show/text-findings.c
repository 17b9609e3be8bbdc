#include "show/page.h"

/* A longer value has a line of its own. */
#define VALUE_COLUMNS 24

/* The value as it is shown; nothing if the finding has none. */
static struct text value_of(const struct finding *f)
{
    if (!f->value_known)
        return TEXT("");
    return f->value.length != 0 ? f->value : TEXT("（空）");
}

/* Field, row, tag, line and a short value; what is about bytes has no field. */
static void put_place(const struct page *p, const struct finding *f,
                      struct buffer *line)
{
    if (f->field != PACK_NO_FIELD) {
        const struct pack_field *field = pack_field(p->r->pack, f->field);
        put(line, pack_text(p->r->pack, field->label));
        if (f->index != 0) {
            put(line, "（");
            page_row(line, field->list, f->index);
            put(line, "）");
        }
        if (f->tag.length != 0)
            put(line, " ", f->tag);
    } else {
        put(line, "文件");
    }
    if (f->line != 0)
        put(line, "　第 ", f->line, " 行");
    if (f->value_known && width_text(value_of(f)) <= VALUE_COLUMNS)
        put(line, "　原值 ", value_of(f));
}

static void put_finding_lines(const struct page *p, const struct finding *f,
                              const char *sign, enum colour c)
{
    struct buffer *line = page_begin(p);

    put(p->out, "  ");
    page_colour(p, c);
    put(p->out, sign, " ", f->rule, f->title.length != 0 ? " " : "", f->title);
    page_colour(p, PLAIN);
    put(p->out, "  ");
    put_place(p, f, line);
    width_wrap(p->out, buffer_view(line),
               7 + width_text(f->rule) + width_text(f->title), 4, PAGE_COLUMNS);
    page_labelled(p, "发现", f->message);
    if (width_text(value_of(f)) > VALUE_COLUMNS)
        page_labelled(p, "原值", value_of(f));
    page_labelled(p, "处理", f->advice);
    page_labelled(p, "依据", f->basis);
}

/* The findings of a severity, under a heading. */
struct tier {
    unsigned severity;
    const char *title, *sign;
    enum colour colour;
};

static const struct tier tiers[] = {
    {SEVERITY_ERROR, "必须改正", "✗", RED},
    {SEVERITY_WARNING, "改正或确认", "!", YELLOW},
    {SEVERITY_INFO, "提示", "·", GREY},
};
#define TIERS (COUNT_OF(tiers))

static void put_tier(const struct page *p, const struct tier *tier)
{
    const uint32_t count = page_count(p, tier->severity);

    if (count == 0)
        return;
    put(p->out, "\n");
    page_colour(p, tier->colour);
    put(p->out, tier->title, "（", count, "）\n");
    page_colour(p, PLAIN);
    for (uint32_t i = 0; i < p->r->finding_count; i++)
        if (p->r->findings[i].severity == tier->severity)
            put_finding_lines(p, &p->r->findings[i], tier->sign, tier->colour);
}

/* How much there is to do, before the list. */
static void put_tier_counts(const struct page *p)
{
    const char *between = "\n";

    for (size_t i = 0; i < TIERS; i++) {
        const uint32_t n = page_count(p, tiers[i].severity);
        if (n == 0)
            continue;
        put(p->out, between, tiers[i].title, " ", n, " 处");
        between = "，";
    }
    put(p->out, "\n");
}

void text_findings(const struct page *p)
{
    if (p->r->finding_count == 0)
        page_coloured(p, GREEN, TEXT("检查通过，没有发现问题\n"));
    if (p->r->quieted != 0) /* what a coder has verified is not listed */
        put(p->out, "\n已核实的 ", p->r->quieted, " 处没有列出\n");
    if (p->r->finding_count > 3)
        put_tier_counts(p);
    for (size_t i = 0; i < TIERS; i++)
        put_tier(p, &tiers[i]);
}
