#include "show/page.h"

/* Which row of a list: the first diagnosis is the principal one. */
static void put_row(const struct page *p, const struct pack_field *field,
                    uint32_t row)
{
    if (field->list == LIST_DIAGNOSES && row == 1) {
        buffer_string(p->out, "（主要诊断）");
        return;
    }
    buffer_string(p->out,
                  field->list == LIST_DIAGNOSES ? "（其他诊断 " : "（第 ");
    buffer_integer(p->out, field->list == LIST_DIAGNOSES ? row - 1 : row);
    if (field->list == LIST_DIAGNOSES)
        buffer_string(p->out, "）");
    else if (field->list == LIST_PROCEDURES)
        buffer_string(p->out, " 个手术操作）");
    else
        buffer_string(p->out, " 行）");
}

/* Field, row, tag and line on one line; what is about bytes has no field. */
static void put_place(const struct page *p, const struct finding *f)
{
    if (f->field != PACK_NO_FIELD) {
        const struct pack_field *field = pack_field(p->r->pack, f->field);
        buffer_text(p->out, pack_text(p->r->pack, field->label));
        if (f->index != 0)
            put_row(p, field, f->index);
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
    page_colour(p, c);
    buffer_string(p->out, sign);
    buffer_char(p->out, ' ');
    buffer_text(p->out, f->rule);
    page_colour(p, PLAIN);
    buffer_string(p->out, "  ");
    put_place(p, f);
    page_labelled(p, "发现", f->message);
    if (f->value_known)
        page_labelled(p, "原值",
                      f->value.length != 0 ? f->value : TEXT("（空）"));
    page_labelled(p, "处理", f->advice);
    page_labelled(p, "依据", f->basis);
}

static uint32_t count_of(const struct result *r, unsigned severity)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < r->finding_count; i++)
        n += r->findings[i].severity == severity;
    return n;
}

static void put_tier(const struct page *p, unsigned severity, const char *title,
                     const char *sign, enum colour c)
{
    const uint32_t count = count_of(p->r, severity);

    if (count == 0)
        return;
    buffer_char(p->out, '\n');
    page_colour(p, c);
    buffer_string(p->out, title);
    buffer_string(p->out, "（");
    buffer_integer(p->out, count);
    buffer_string(p->out, "）\n");
    page_colour(p, PLAIN);
    for (uint32_t i = 0; i < p->r->finding_count; i++)
        if (p->r->findings[i].severity == severity)
            put_finding(p, &p->r->findings[i], sign, c);
}

/* How much there is to do, before the list. */
static void put_counts(const struct page *p)
{
    static const struct {
        unsigned severity;
        const char *words;
    } tiers[] = {{SEVERITY_ERROR, "必须改正 "},
                 {SEVERITY_WARNING, "改正或确认 "},
                 {SEVERITY_INFO, "提示 "}};
    const char *between = "\n";

    for (size_t i = 0; i < sizeof(tiers) / sizeof(tiers[0]); i++) {
        const uint32_t n = count_of(p->r, tiers[i].severity);
        if (n == 0)
            continue;
        buffer_string(p->out, between);
        buffer_string(p->out, tiers[i].words);
        buffer_integer(p->out, n);
        buffer_string(p->out, " 处");
        between = "，";
    }
    buffer_char(p->out, '\n');
}

/* What a coder has verified is not listed. */
static void put_quieted(const struct page *p)
{
    if (p->r->quieted == 0)
        return;
    buffer_string(p->out, "\n已核实的 ");
    buffer_integer(p->out, p->r->quieted);
    buffer_string(p->out, " 处没有列出\n");
}

void text_findings(const struct page *p)
{
    if (p->r->finding_count == 0) {
        buffer_char(p->out, '\n');
        page_colour(p, GREEN);
        buffer_string(p->out, "检查通过，没有发现问题\n");
        page_colour(p, PLAIN);
    }
    put_quieted(p);
    if (p->r->finding_count > 3)
        put_counts(p);
    put_tier(p, SEVERITY_ERROR, "必须改正", "✗", RED);
    put_tier(p, SEVERITY_WARNING, "改正或确认", "!", YELLOW);
    put_tier(p, SEVERITY_INFO, "提示", "·", GREY);
}
