#include "show/page.h"

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
        buffer_string(p->out, "──");
    page_colour(p, PLAIN);
    buffer_char(p->out, '\n');
}

void page_heading(const struct page *p, const char *text)
{
    page_colour(p, BOLD);
    buffer_string(p->out, text);
    page_colour(p, PLAIN);
    buffer_char(p->out, '\n');
}

void page_labelled(const struct page *p, const char *label, struct text t)
{
    const size_t indent = 4 + width_text(text_of(label)) + 2;

    if (t.length == 0)
        return;
    buffer_string(p->out, "    ");
    page_colour(p, GREY);
    buffer_string(p->out, label);
    page_colour(p, PLAIN);
    buffer_string(p->out, "  ");
    width_wrap(p->out, t, indent, indent, PAGE_COLUMNS);
}

void page_bullet(const struct page *p, struct text t)
{
    buffer_string(p->out, "    - ");
    width_wrap(p->out, t, 6, 6, PAGE_COLUMNS);
}

void page_amount(struct buffer *out, const struct value *v)
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
