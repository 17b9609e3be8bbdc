/* The tags that nobody knows, in report.html. */
#include "batch/page/html-report.h"

#include <stdlib.h>

#include "batch/page/html.h"
#include "batch/sums/tags.h"
#include "common/put.h"

#define SHOWN 100u
#define TAG_BYTES 120u

static int by_count(const void *a, const void *b)
{
    const struct tally_entry *const *x = a, *const *y = b;
    const uint64_t m = (*x)->tally.counts[COUNT_RECORDS];
    const uint64_t n = (*y)->tally.counts[COUNT_RECORDS];

    return m != n ? ORDER(n, m) : text_compare((*x)->key, (*y)->key);
}

static void put_tag_row(const struct report *r, struct buffer *out,
                        const struct tally_entry *e)
{
    const uint64_t n = e->tally.counts[COUNT_RECORDS];
    struct text parts[PARTS];

    tags_parts(e, parts);
    put(out, "<tr><th scope=\"row\"><span class=\"code\">");
    html_text(out, parts[TAG_NAME], TAG_BYTES);
    put(out, "</span></th><td>");
    html_text(out, parts[TAG_DIALECT], TAG_BYTES);
    put(out, "</td>");
    html_count_cell(out, n, -1);
    html_percent_cell(out, n, r->view.all.counts[COUNT_RECORDS]);
    put(out, "<td><span class=\"code\">");
    html_text(out, parts[TAG_SHAPE], TAG_BYTES);
    put(out, "</span></td><td>");
    html_text(out, parts[TAG_LABEL], TAG_BYTES);
    put(out, " <span class=\"code\">");
    html_text(out, parts[TAG_FIELD], TAG_BYTES);
    put(out, "</span></td></tr>\n");
}

static void put_tags(const struct report *r, struct buffer *out)
{
    const struct tally_table *tags = &r->summary->by[BY_TAG];
    const struct tally_entry **order = calloc(tags->count, sizeof(*order));

    if (order == NULL) {
        out->failed = true;
        return;
    }
    for (uint32_t i = 0; i < tags->count; i++)
        order[i] = &tags->entries[i];
    qsort(order, tags->count, sizeof(*order), by_count);
    for (uint32_t i = 0; i < tags->count && i < SHOWN; i++)
        put_tag_row(r, out, order[i]);
    if (tags->count > SHOWN)
        put(out, "<tr class=\"rest\"><td colspan=\"6\">其余标签见 "
                 "summary.json</td></tr>\n");
    free(order);
}

void report_tags(const struct report *r, struct buffer *out)
{
    static const char *const heads[] = {
        "标签", "导出格式", "#份数", "#占记录", "值的样子", "可能是", NULL};

    if (r->summary->by[BY_TAG].count == 0)
        return;
    html_part_open(out, "t-tags",
                   "不认识的标签：用 pregroup dialects learn "
                   "写出方言表的开头",
                   NULL);
    html_heads(out, false, heads);
    put_tags(r, out);
    html_part_close(out, 0);
}
