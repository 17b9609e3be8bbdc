/* <list>: codes of a table, for conditions. */
#include <stdlib.h>
#include <string.h>

#include "compile/read/codetext.h"
#include "compile/read/table.h"
#include "compile/region/region.h"

/* ---- reading a list ------------------------------------------------------ */

static void read_code(struct region *r, const struct table *t, uint32_t row,
                      int column, struct buffer *codes)
{
    const struct text cell = table_cell(t, row, column);
    struct code code;
    char shown[CODE_MAX];

    if (cell.length == 0)
        return;
    if (!codetext_diagnosis(cell, &code)) {
        fault_add(r->build->faults, table_place(t, row, column),
                  "编码由字母、数字、点组成，至多 16 个", "编码读不出：“%.*s”",
                  SHOW(cell));
        return;
    }
    if (codes->length > 0)
        buffer_string(codes, ", ");
    buffer_put(codes, shown, code_text(code, shown));
}

static struct text read_codes(struct region *r, const xmlNode *node,
                              const char *path)
{
    struct heading h = {element_attribute(r, node, "code"), true, -1};
    struct buffer codes = {0};
    struct table t = {0};
    struct text kept;

    if (table_open(r->build, path, element_attribute(r, node, "sheet"),
                   element_place(r, node), &t) &&
        table_head(r->build, &t, &h, 1))
        for (uint32_t i = t.data; i < table_rows(&t); i++)
            read_code(r, &t, i, h.column, &codes);
    kept = arena_copy(&r->arena, buffer_view(&codes));
    table_close(&t);
    buffer_free(&codes);
    return kept;
}

void region_list(struct region *r, const xmlNode *node,
                 struct region_grouping *g)
{
    char *path = element_file(r, node, "file");

    if (g->list_count == LISTS_MAX)
        fault_add(r->build->faults, element_place(r, node), "请合并",
                  "<list> 至多 16 个");
    else if (path != NULL && element_has(node, "file")) {
        g->lists[g->list_count].name = element_attribute(r, node, "name");
        g->lists[g->list_count].codes = read_codes(r, node, path);
        g->list_count++;
    }
    free(path);
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
        const struct text *codes = list_at(
            g, (struct text){source.at + at, source.length - at}, &length);

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
