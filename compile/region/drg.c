/* <drg>: MDC, ADRG, complications and their exclusions. */
#include "compile/region/drg.h"

#include <string.h>

#include "compile/expr/expression.h"
#include "compile/read/codetext.h"

const char *const drg_level_words[] = {"none", "cc", "mcc", NULL};

/* ---- splits -------------------------------------------------------------- */

static uint32_t read_split_when(struct drg *d, const xmlNode *node)
{
    struct expr_mistake mistake = {0};
    uint32_t expr;

    if (!element_has(node, "when"))
        return PACK_NONE;
    expr = build_condition(
        d->region->build,
        region_condition(d->region, d->grouping,
                         element_attribute(d->region, node, "when")),
        &mistake);
    if (expr == PACK_NONE)
        element_fault(d->region, node, "条件的写法见 docs/expressions.md",
                      "<split> 的 when：%s", mistake.text);
    return expr;
}

static void read_split(struct drg *d, const xmlNode *node)
{
    const struct text text = element_attribute(d->region, node, "text"),
                      adrgs = element_attribute(d->region, node, "adrg");

    for (uint32_t i = 0; i < d->split_count; i++)
        if (text_equal(d->splits[i].text, text) &&
            text_equal(d->splits[i].adrgs, adrgs))
            element_fault(d->region, node, "每种结尾只写一次",
                          "<split text=\"%.*s\"> 写了两次", SHOW(text));
    if (d->split_count == SPLITS_MAX) {
        element_fault(d->region, node, "请合并", "<split> 至多 32 个");
        return;
    }
    d->splits[d->split_count].text = text;
    d->splits[d->split_count].adrgs = adrgs;
    d->splits[d->split_count].when = read_split_when(d, node);
    d->splits[d->split_count++].level =
        element_byte(d->region, node, "severity", drg_level_words, LEVEL_NONE);
}

/* ---- the element --------------------------------------------------------- */

static uint8_t read_regions(struct drg *d)
{
    const struct text t = element_attribute(d->region, d->node, "regions");

    if (!element_has(d->node, "regions"))
        return 2;
    if (t.length == 1 && t.at[0] >= '1' && t.at[0] <= '9')
        return (uint8_t)(t.at[0] - '0');
    element_fault(d->region, d->node,
                  "regions 是多发创伤至少几个部位，应为 1 至 9",
                  "regions=\"%.*s\" 读不出", SHOW(t));
    return 2;
}

struct drg *region_drg(struct region *r, const xmlNode *node,
                       struct region_grouping *g)
{
    static const char *const retries[] = {"none", "other-operation", NULL};
    struct drg *d = arena_alloc(&r->arena, sizeof *d);

    if (d == NULL)
        return NULL;
    memset(d, 0, sizeof *d);
    d->region = r;
    d->grouping = g;
    d->node = node;
    d->regions = read_regions(d);
    d->ambiguous = element_attribute(r, node, "ambiguous");
    d->ungrouped = element_attribute(r, node, "ungrouped");
    d->retry = element_byte(r, node, "retry", retries, 0);
    drg_read_lists(d);
    g->drg_lists = d;
    ELEMENT_EACH (n, node, "split")
        read_split(d, n);
    drg_read_rules(d);
    drg_write_lists(d);
    return d;
}

void region_drg_groups(struct drg *d)
{
    if (d == NULL)
        return;
    d->grouping->drg_lists = NULL;
    drg_join_groups(d);
    drg_write_rules(d);
    words_free(&d->lists);
    words_free(&d->mdcs);
    words_free(&d->adrgs);
    buffer_free(&d->list_rows);
    buffer_free(&d->entries);
    buffer_free(&d->rules[0]);
    buffer_free(&d->rules[1]);
}
