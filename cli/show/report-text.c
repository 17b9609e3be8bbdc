#include "show/report-text.h"
#include "report/what-if.h"
#include "show/page.h"

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
    page_apart(out);
    put(out, label, label[0] != '\0' ? " " : "", t);
}

static void put_title(const struct page *p)
{
    const struct result *r = p->r;
    const struct pack_known *known = &r->pack->known;
    struct buffer line = {0};
    const struct text case_no = shown_cell(r, known->record_no);

    put_pair(&line, "病案号", case_no.length != 0 ? case_no : TEXT("（未填）"));
    put_pair(&line, "住院次数", shown_cell(r, known->admission_count));
    page_coloured_lines(p, BOLD, buffer_view(&line));
    buffer_reset(&line);
    put_pair(&line, "主要诊断", shown_cell(r, known->dx_code));
    put_pair(&line, "", shown_cell(r, known->dx_name));
    put_pair(&line, "总费用", shown_cell(r, known->total_cost));
    if (line.length != 0)
        width_wrap(p->out, buffer_view(&line), 0, 2, PAGE_COLUMNS);
    buffer_free(&line);
}

static void put_origin(const struct page *p)
{
    const struct result *r = p->r;
    struct buffer line = {0};

    put(&line, r->source, " 第 ", r->index, " 条，第 ", r->line, " 行");
    if (r->encoding.length != 0)
        put(&line, "，编码 ", r->encoding);
    page_coloured_lines(p, GREY, buffer_view(&line));
    buffer_free(&line);
}

void report_text(struct result *r, unsigned flags, struct buffer *out)
{
    const struct page page = {r, out, (flags & REPORT_COLOUR) != 0,
                              (flags & REPORT_DRAFT) != 0};
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
}
