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

static bool put_codes_of(const struct region_grouping *g, struct text name,
                         struct buffer *out)
{
    for (uint32_t i = 0; i < g->list_count; i++)
        if (text_equal(g->lists[i].name, name)) {
            buffer_text(out, g->lists[i].codes);
            return true;
        }
    return g->drg_lists != NULL && region_drg_codes(g->drg_lists, name, out);
}

/* Takes `{name}` at the start of *rest, if that is a list. */
static bool take_list(const struct region_grouping *g, struct text *rest,
                      struct buffer *out)
{
    const size_t end = text_find(*rest, '}');

    if (rest->at[0] != '{' || end == rest->length ||
        !put_codes_of(g, text_head(text_behind(*rest, 1), end - 1), out))
        return false;
    *rest = text_behind(*rest, end + 1);
    return true;
}

struct text region_condition(struct region *r, const struct region_grouping *g,
                             struct text source)
{
    struct buffer whole = {0};
    struct text kept, rest = source;

    while (rest.length > 0) {
        if (take_list(g, &rest, &whole))
            continue;
        buffer_char(&whole, rest.at[0]);
        rest = text_behind(rest, 1);
    }
    kept = arena_copy(&r->arena, buffer_view(&whole));
    buffer_free(&whole);
    return kept;
}
