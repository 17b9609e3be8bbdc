#include "page.h"

#include <stdio.h>

#include "base/calendar.h"

void page_reset(struct page *page)
{
    buffer_reset(&page->text);
    page->count = 0;
}

void page_put_text(struct page *page, const char *tag, struct text value)
{
    if (page->count == PAGE_ITEMS)
        return;
    page->items[page->count++] = (struct page_item){
        .tag = tag, .at = page->text.length, .length = value.length};
    buffer_text(&page->text, value);
}

void page_put(struct page *page, const char *tag, const char *value)
{
    page_put_text(page, tag, text_of(value));
}

void page_put_number(struct page *page, const char *tag, int64_t value)
{
    char text[24];

    snprintf(text, sizeof(text), "%lld", (long long)value);
    page_put(page, tag, text);
}

void page_put_fen(struct page *page, const char *tag, int64_t fen)
{
    char text[32];

    snprintf(text, sizeof(text), "%lld.%02lld", (long long)(fen / 100),
             (long long)(fen % 100));
    page_put(page, tag, text);
}

void page_put_day(struct page *page, const char *tag, int32_t day)
{
    const struct calendar c = calendar_of((int64_t)day * SECONDS_PER_DAY);
    char text[40];

    snprintf(text, sizeof(text), "%04d%02d%02d", c.year, c.month, c.day);
    page_put(page, tag, text);
}

void page_in_row(struct page *page, enum page_list list, unsigned row)
{
    if (page->count == 0)
        return;
    page->items[page->count - 1].list = (uint8_t)list;
    page->items[page->count - 1].row = row;
}
