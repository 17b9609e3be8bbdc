#include "show/page.h"

/* The value as it is shown; nothing if the finding has none. */
static struct text value_of(const struct finding *f)
{
    if (!f->value_known)
        return TEXT("");
    return f->value.length != 0 ? f->value : TEXT("（空）");
}

/* Field, row, tag and line; what is about bytes has no field. */
static void put_place(const struct page *p, const struct finding *f,
                      struct buffer *line)
{
    if (f->field != PACK_NO_FIELD) {
        const struct pack_field *field = pack_field(p->r->pack, f->field);
        put(line, pack_text(p->r->pack, field->label));
        if (f->index != 0) {
            put(line, "（");
            if (field->list == LIST_PROCEDURES)
                put(line, "第 ", f->index, " 个");
            else
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
}

/* True if the message shows the value, and not by chance. */
static bool message_shows(const struct finding *f)
{
    return f->value.length > 3 && text_contains(f->message, f->value);
}

/* The value beside its place, if the line has room for it; else below, unless
 * it is about to be told. */
static void put_place_line(const struct page *p, const struct finding *f,
                           size_t column)
{
    const struct text label = TEXT("　原值 "), value = value_of(f);
    struct buffer *line = page_begin(p);
    bool below = f->value_known && !message_shows(f);

    put_place(p, f, line);
    if (f->value_known && column + width_text(buffer_view(line)) +
                                  width_text(label) + width_text(value) <=
                              PAGE_COLUMNS) {
        put(line, label, value);
        below = false;
    }
    width_wrap(p->out, buffer_view(line), column, 4, PAGE_COLUMNS);
    if (below)
        page_labelled(p, "原值", value);
}

/* `before`: the basis that was told last, which need not be told again. */
static void put_finding_lines(const struct page *p, const struct finding *f,
                              const char *sign, enum colour c,
                              struct text before)
{
    put(p->out, "  ");
    page_colour(p, c);
    put(p->out, sign, " ", f->rule, f->title.length != 0 ? " " : "", f->title);
    page_colour(p, PLAIN);
    put(p->out, "  ");
    put_place_line(p, f, 7 + width_text(f->rule) + width_text(f->title));
    page_labelled(p, "发现", f->message);
    page_labelled(p, "处理", f->advice);
    page_labelled(p, "依据",
                  text_equal(f->basis, before) ? TEXT("同上") : f->basis);
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
    struct text before = TEXT("");

    if (count == 0)
        return;
    put(p->out, "\n");
    page_colour(p, tier->colour);
    put(p->out, tier->title, "（", count, "）\n");
    page_colour(p, PLAIN);
    for (uint32_t i = 0; i < p->r->finding_count; i++) {
        const struct finding *f = &p->r->findings[i];

        if (f->severity != tier->severity)
            continue;
        put_finding_lines(p, f, tier->sign, tier->colour, before);
        before = f->basis;
    }
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
