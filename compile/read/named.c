#include "compile/read/named.h"

void named_add(struct buffer *all, struct text name, const xmlNode *node)
{
    const struct named row = {name, BUFFER_COUNT(all, struct named), node};

    buffer_put(all, &row, sizeof row);
}

static int by_name(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    const int order = text_compare(x->name, y->name);

    return order != 0 ? order : ORDER(x->place, y->place);
}

void named_sort(struct build *b, struct buffer *all)
{
    b->names.failed = b->names.failed || all->failed;
    buffer_sort(all, sizeof(struct named), by_name);
}

void named_read(struct region *r, const xmlNode *parent, const char *element,
                struct buffer *all)
{
    if (parent != NULL)
        ELEMENT_EACH (n, parent, element)
            named_add(all, element_attribute(r, n, "name"), n);
    named_sort(r->build, all);
}

/* How many rows stand before those of the name, or (`behind`) before those
 * behind them. */
static uint32_t rank(const struct buffer *all, struct text name, bool behind)
{
    const struct named *rows = BUFFER_ROWS(all, struct named);
    uint32_t low = 0, high = BUFFER_COUNT(all, struct named);

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;

        if (text_compare(rows[middle].name, name) < (behind ? 1 : 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t named_find(const struct buffer *all, struct text name,
                  const struct named **first)
{
    const uint32_t from = rank(all, name, false);
    const uint32_t end = rank(all, name, true);

    if (from < end)
        *first = BUFFER_ROWS(all, struct named) + from;
    return end - from;
}
