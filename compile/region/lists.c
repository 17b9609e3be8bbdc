/* <list>: codes of a table, for conditions. */
#include "compile/read/codetext.h"
#include "compile/region/region.h"

/* ---- reading a list ------------------------------------------------------ */

static void put_code(const struct table *t, uint32_t row, struct buffer *codes)
{
    const struct text cell = table_text(t, row, 0);
    struct code code;
    char shown[CODE_MAX];

    if (cell.length == 0)
        return;
    if (!codetext_diagnosis(cell, &code)) {
        table_fault(t, row, 0, "编码由字母、数字、点组成，至多 16 个",
                    "编码读不出：");
        return;
    }
    if (codes->length > 0)
        buffer_string(codes, ", ");
    buffer_put(codes, shown, code_text(code, shown));
}

void region_list(struct region *r, const xmlNode *node,
                 struct region_grouping *g)
{
    static const char *const columns[] = {"code"};
    struct heading heading;
    struct buffer codes = {0};
    struct table t;

    if (g->list_count == LISTS_MAX) {
        element_fault(r, node, "请合并", "<list> 至多 16 个");
        return;
    }
    if (element_table(r, node, columns, &heading, 1, &t))
        TABLE_EACH (row, &t)
            put_code(&t, row, &codes);
    table_close(&t);
    g->lists[g->list_count].name = element_attribute(r, node, "name");
    g->lists[g->list_count].codes = arena_copy(&r->arena, buffer_view(&codes));
    g->list_count++;
    buffer_free(&codes);
}

/* ---- using it ------------------------------------------------------------ */

/* The list that `{name}` at the start of t names; *length is that of both
 * braces and the name. */
static const struct text *list_at(const struct region_grouping *g,
                                  struct text t, size_t *length)
{
    for (uint32_t i = 0; i < g->list_count; i++) {
        const struct text name = g->lists[i].name;

        if (t.length > name.length + 1 && t.at[0] == '{' &&
            t.at[name.length + 1] == '}' &&
            memcmp(t.at + 1, name.at, name.length) == 0) {
            *length = name.length + 2;
            return &g->lists[i].codes;
        }
    }
    return NULL;
}

struct text region_condition(struct region *r, const struct region_grouping *g,
                             struct text source)
{
    struct buffer whole = {0};
    struct text kept;

    for (size_t at = 0; at < source.length;) {
        size_t length = 0;
        const struct text *codes = list_at(g, text_behind(source, at), &length);

        if (codes != NULL)
            buffer_text(&whole, *codes);
        else
            buffer_char(&whole, source.at[at]);
        at += codes != NULL ? length : 1;
    }
    kept = arena_copy(&r->arena, buffer_view(&whole));
    buffer_free(&whole);
    return kept;
}
