#include "show/report-text.h"

#include "record/identity.h"
#include "show/page.h"

/* A field of the page, of a list its first row; nothing without a value. */
static void put_title_field(const struct page *p, struct buffer *out,
                            const char *label, uint16_t field)
{
    const struct text t = identity_given(&p->r->record, field, 1);

    if (t.length == 0)
        return;
    page_apart(out);
    put(out, label, t);
}

/* What was read of the cost, else what stands there. */
static void put_cost(const struct page *p, struct buffer *line)
{
    const struct value *cost = &p->r->settlement.cost;

    if (cost->missing) {
        put_title_field(p, line, "总费用 ", p->r->pack->known.total_cost);
        return;
    }
    page_apart(line);
    put(line, "总费用 ");
    page_yuan(line, cost);
}

static void put_title(const struct page *p)
{
    const struct pack_known *known = &p->r->pack->known;
    struct buffer *line = page_begin(p);

    put_title_field(p, line, "病案号 ", known->record_no);
    put(line, line->length == 0 ? "病案号 （未填）" : "");
    put_title_field(p, line, "住院次数 ", known->admission_count);
    page_coloured_lines(p, BOLD, buffer_view(line));
    page_begin(p);
    put_title_field(p, line, "主要诊断 ", known->dx_code);
    put_title_field(p, line, "", known->dx_name);
    put_cost(p, line);
    if (line->length != 0)
        width_wrap(p->out, buffer_view(line), 0, 2, PAGE_COLUMNS);
}

static void put_origin(const struct page *p)
{
    const struct result *r = p->r;
    struct buffer *line = page_begin(p);

    width_name(line, r->source);
    put(line, " 第 ", r->index, " 条，第 ", r->line, " 行");
    if (r->encoding.length != 0)
        put(line, "，编码 ", r->encoding);
    page_coloured_lines(p, GREY, buffer_view(line));
}

void report_text(struct result *r, unsigned flags, struct buffer *out)
{
    struct buffer line = {0};
    const struct page page = {r,
                              out,
                              (flags & REPORT_COLOUR) != 0,
                              (flags & REPORT_DRAFT) != 0,
                              (flags & REPORT_WHY) != 0,
                              &line};
    const bool is_page = r->dialect.length != 0;

    page_line(&page);
    if (is_page)
        put_title(&page);
    put_origin(&page);
    text_findings(&page);
    text_score(&page);
    if (is_page) {
        text_grouping(&page);
        text_settlement(&page);
        if (page.why) {
            text_reasons(&page);
            text_steps(&page);
        }
        text_what_if(&page);
    }
    page_begin(&page);
    buffer_free(&line);
    out->failed = out->failed || (r->record.arena.failed && !r->unfinished);
}

void report_text_end(unsigned flags, struct buffer *out)
{
    page_line(
        &(struct page){.out = out, .colour = (flags & REPORT_COLOUR) != 0});
}
