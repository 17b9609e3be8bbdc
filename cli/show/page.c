#include "show/page.h"

struct buffer *page_begin(const struct page *p)
{
    p->out->failed = p->out->failed || p->line->failed;
    buffer_reset(p->line);
    return p->line;
}

void page_colour(const struct page *p, enum colour c)
{
    static const char *const codes[] = {"\033[0m",  "\033[1m",    "\033[1;31m",
                                        "\033[33m", "\033[1;32m", "\033[90m"};

    if (p->colour)
        buffer_string(p->out, codes[c]);
}

void page_line(const struct page *p)
{
    page_colour(p, GREY);
    for (int i = 0; i < PAGE_COLUMNS / 2; i++)
        put(p->out, "──");
    page_colour(p, PLAIN);
    put(p->out, "\n");
}

void page_coloured(const struct page *p, enum colour c, struct text t)
{
    page_colour(p, c);
    put(p->out, t);
    page_colour(p, PLAIN);
}

void page_heading(const struct page *p, const char *text)
{
    page_coloured(p, BOLD, text_of(text));
    put(p->out, "\n");
}

void page_labelled(const struct page *p, const char *label, struct text t)
{
    const size_t indent = 4 + width_text(text_of(label)) + 2;

    if (t.length == 0)
        return;
    put(p->out, "    ");
    page_coloured(p, GREY, text_of(label));
    put(p->out, "  ");
    width_wrap(p->out, t, indent, indent, PAGE_COLUMNS);
}

void page_bullet(const struct page *p, struct text t)
{
    put(p->out, "    - ");
    width_wrap(p->out, t, 6, 6, PAGE_COLUMNS);
}

void page_coloured_lines(const struct page *p, enum colour c, struct text t)
{
    page_colour(p, c);
    width_wrap(p->out, t, 0, 2, PAGE_COLUMNS);
    page_colour(p, PLAIN);
}

void page_amount(struct buffer *out, const struct value *v)
{
    struct value fen = *v;

    if (!fen.missing && fen.type == VALUE_NUMBER)
        fen.number = decimal_round(fen.number, 2);
    value_show_money(out, &fen);
}

void page_yuan(struct buffer *out, const struct value *v)
{
    page_amount(out, v);
    put(out, " 元");
}

void page_row(struct buffer *out, enum record_list list, uint32_t row)
{
    if (list == LIST_DIAGNOSES && row == 1)
        put(out, "主要诊断");
    else if (list == LIST_DIAGNOSES)
        put(out, "其他诊断 ", row - 1);
    else
        put(out, "第 ", row, list == LIST_PROCEDURES ? " 个手术操作" : " 行");
}

void page_apart(struct buffer *line)
{
    put(line, line->length != 0 ? "　" : "");
}

uint32_t page_count(const struct page *p, unsigned severity)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < p->r->finding_count; i++)
        n += p->r->findings[i].severity == severity;
    return n;
}
