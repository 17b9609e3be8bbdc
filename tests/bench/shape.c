/* The containers that hospitals export front pages in. */
#include "page.h"

struct container {
    const char *root, *record;
};

static const struct container containers[] = {
    [SHAPE_ELEM] = {"DATA", "RECORD"},
    [SHAPE_ATTR] = {"ROWDATA", "ROW"},
    [SHAPE_DATASET] = {"NewDataSet", "Table"},
    [SHAPE_NESTED] = {"DATA", "RECORD"},
};

static void put_tag(struct buffer *out, const char *before, const char *name,
                    const char *after)
{
    buffer_string(out, before);
    buffer_string(out, name);
    buffer_string(out, after);
}

void shape_begin(enum page_shape shape, const char *encoding,
                 struct buffer *out)
{
    put_tag(out, "<?xml version=\"1.0\" encoding=\"", encoding, "\"?>\n");
    put_tag(out, "<", containers[shape].root, ">\n");
}

void shape_end(enum page_shape shape, struct buffer *out)
{
    put_tag(out, "</", containers[shape].root, ">\n");
}

static void put_escaped(struct buffer *out, struct text t)
{
    for (size_t i = 0; i < t.length; i++) {
        switch (t.at[i]) {
        case '<':
            buffer_string(out, "&lt;");
            break;
        case '&':
            buffer_string(out, "&amp;");
            break;
        case '"':
            buffer_string(out, "&quot;");
            break;
        default:
            buffer_char(out, t.at[i]);
        }
    }
}

static void put_name(struct buffer *out, const struct page_item *item,
                     bool numbered)
{
    buffer_string(out, item->tag);
    if (numbered && item->row != 0)
        buffer_integer(out, item->row);
}

static struct text value_of(const struct page *page,
                            const struct page_item *item)
{
    return (struct text){buffer_view(&page->text).at + item->at, item->length};
}

static void put_element(struct buffer *out, const struct page *page,
                        const struct page_item *item, bool numbered)
{
    buffer_string(out, "    <");
    put_name(out, item, numbered);
    buffer_char(out, '>');
    put_escaped(out, value_of(page, item));
    buffer_string(out, "</");
    put_name(out, item, numbered);
    buffer_string(out, ">\n");
}

static void put_attributes(struct buffer *out, const struct page *page)
{
    for (size_t i = 0; i < page->count; i++) {
        buffer_char(out, ' ');
        put_name(out, &page->items[i], true);
        buffer_string(out, "=\"");
        put_escaped(out, value_of(page, &page->items[i]));
        buffer_char(out, '"');
    }
}

/* The items from i on that are of one row, in an element of their own. */
static size_t put_row(struct buffer *out, const struct page *page, size_t i)
{
    const struct page_item *first = &page->items[i];
    const char *name = first->list == PAGE_DIAGNOSES ? "ZDXX" : "SSXX";

    put_tag(out, "   <", name, ">\n");
    for (; i < page->count && page->items[i].list == first->list &&
           page->items[i].row == first->row;
         i++)
        put_element(out, page, &page->items[i], false);
    put_tag(out, "   </", name, ">\n");
    return i;
}

static void put_elements(struct buffer *out, const struct page *page,
                         bool nested)
{
    for (size_t i = 0; i < page->count;) {
        if (nested && page->items[i].row != 0)
            i = put_row(out, page, i);
        else
            put_element(out, page, &page->items[i++], true);
    }
}

void shape_record(enum page_shape shape, const struct page *page,
                  struct buffer *out)
{
    const char *name = containers[shape].record;

    if (shape == SHAPE_ATTR) {
        put_tag(out, "  <", name, "");
        put_attributes(out, page);
        buffer_string(out, "/>\n");
        return;
    }
    put_tag(out, "  <", name, ">\n");
    put_elements(out, page, shape == SHAPE_NESTED);
    put_tag(out, "  </", name, ">\n");
}
