#include "show/report-text.h"
#include "report/what-if.h"
#include "show/page.h"

static void put_pair(struct buffer *out, const char *label, struct text t)
{
    if (t.length == 0)
        return;
    page_apart(out);
    put(out, label, label[0] != '\0' ? " " : "", t);
}

static void put_title(const struct page *p)
{
    const struct result *r = p->r;
    const struct pack_known *known = &r->pack->known;
    struct buffer *line = page_begin(p);
    const struct text case_no =
        record_given_text(&r->record, known->record_no, 1);

    put_pair(line, "病案号", case_no.length != 0 ? case_no : TEXT("（未填）"));
    put_pair(line, "住院次数",
             record_given_text(&r->record, known->admission_count, 1));
    page_coloured_lines(p, BOLD, buffer_view(line));
    page_begin(p);
    put_pair(line, "主要诊断",
             record_given_text(&r->record, known->dx_code, 1));
    put_pair(line, "", record_given_text(&r->record, known->dx_name, 1));
    put_pair(line, "总费用",
             record_given_text(&r->record, known->total_cost, 1));
    if (line->length != 0)
        width_wrap(p->out, buffer_view(line), 0, 2, PAGE_COLUMNS);
}

static void put_origin(const struct page *p)
{
    const struct result *r = p->r;
    struct buffer *line = page_begin(p);

    put(line, r->source, " 第 ", r->index, " 条，第 ", r->line, " 行");
    if (r->encoding.length != 0)
        put(line, "，编码 ", r->encoding);
    page_coloured_lines(p, GREY, buffer_view(line));
}

void report_text(struct result *r, unsigned flags, struct buffer *out)
{
    struct buffer line = {0};
    const struct page page = {r, out, (flags & REPORT_COLOUR) != 0,
                              (flags & REPORT_DRAFT) != 0, &line};
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
        text_what_if(&page);
    }
    put(out, "\n");
    page_begin(&page);
    buffer_free(&line);
    out->failed = out->failed || (r->record.arena.failed && !r->unfinished);
}
