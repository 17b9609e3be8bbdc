/* <grouping>: how a case finds its row of the catalogue. */
#include <string.h>

#include "compile/region/region.h"

static const char *const class_words[] = {"conservative", "diagnostic",
                                          "therapeutic",  "intervention",
                                          "surgery",      NULL};

static void fault_word(struct region *r, const xmlNode *node, struct text word,
                       const char *right)
{
    element_fault(r, node, right, "<%s> 里的“%.*s”不认识",
                  (const char *)node->name, SHOW(word));
}

/* ---- comprehensive rows -------------------------------------------------- */

static void read_suffix(struct region *r, const xmlNode *node,
                        struct region_grouping *g)
{
    const struct text text = element_attribute(r, node, "text");

    if (g->suffix_count == SUFFIXES_MAX || text.length == 0) {
        element_fault(r, node, "text 是病种编码的结尾，如 :SS；至多 16 个",
                      "<suffix> 没有 text，或太多");
        return;
    }
    g->suffixes[g->suffix_count].text = text;
    g->suffixes[g->suffix_count].when = element_attribute(r, node, "when");
    g->suffixes[g->suffix_count].class =
        element_byte(r, node, "class", class_words, CLASS_CONSERVATIVE);
    g->suffix_count++;
}

/* A catalogue says itself which class its rows are of. */
static bool has_class_column(struct region *r, const xmlNode *comprehensive)
{
    ELEMENT_EACH (n, comprehensive->parent->parent, "catalogue")
        ELEMENT_EACH (c, n, "column")
            if (text_equal(element_attribute(r, c, "field"), TEXT("class")))
                return true;
    return false;
}

static void read_comprehensive(struct region *r, const xmlNode *node,
                               struct region_grouping *g)
{
    static const char *const cuts[] = {"3", "4", NULL};
    static const char *const cases[] = {"highest", "principal", NULL};
    static const char *const ranges[] = {"as-listed", "category", NULL};

    if (node == NULL)
        return;
    g->comprehensive_key =
        (uint8_t)(element_byte(r, node, "dx-key", cuts, 0) + 3);
    g->row.class_principal = element_byte(r, node, "class", cases, 0);
    g->row.range_category = element_byte(r, node, "range-group", ranges, 0);
    g->row.intervention =
        element_byte(r, node, "intervention", class_words, CLASS_SURGERY);
    ELEMENT_EACH (n, node, "suffix")
        read_suffix(r, n, g);
    if (g->suffix_count == 0 && !has_class_column(r, node))
        element_fault(
            r, node,
            "用 <suffix class=\"surgery\" text=\":SS\"/> 写明各类的结尾，或在"
            "目录里加一列 class",
            "<comprehensive> 没有 <suffix>");
}

static void read_conservative(struct region *r, const xmlNode *node,
                              struct region_grouping *g)
{
    static const char *const words[] = {"no-operation", "conservative-only",
                                        "any", NULL};

    if (node == NULL)
        return;
    g->conservative_row = element_byte(r, node, "for", words, 0);
    g->conservative_when = element_attribute(r, node, "when");
}

static void read_fallback(struct region *r, const xmlNode *node,
                          struct region_grouping *g)
{
    if (g->fallback_count == FALLBACKS_MAX) {
        element_fault(r, node,
                      "兜底病种多时，另用一份 <catalogue layer=\"fallback\">",
                      "<fallback> 至多 64 个");
        return;
    }
    g->fallbacks[g->fallback_count].node = node;
    g->fallbacks[g->fallback_count].group = element_attribute(r, node, "group");
    g->fallbacks[g->fallback_count].dx = element_attribute(r, node, "dx");
    g->fallback_count++;
}

/* ---- layers -------------------------------------------------------------- */

static void read_layers(struct region *r, const xmlNode *node,
                        struct region_grouping *g)
{
    struct text rest = node != NULL    ? element_text(r, node)
                       : g->drg_tables ? TEXT("drg")
                                       : TEXT("core comprehensive");
    struct text name;

    while ((name = element_next_word(&rest)).length > 0) {
        for (unsigned i = 0; i < g->row.layers; i++)
            if (text_equal(g->layers[i], name))
                fault_word(r, node, name, "每一层只写一次");
        if (g->row.layers == LAYERS_MAX) {
            fault_word(r, node, name, "至多八层");
            return;
        }
        g->layers[g->row.layers++] = name;
    }
    if (g->row.layers == 0)
        element_fault(r, node, "按先后写出各层，如 core comprehensive",
                      "<layers> 是空的");
}

/* ---- picking ------------------------------------------------------------- */

/* Place of `kind:class` in type_rank; -1 if it is none. */
static int pick_type_of(struct text t)
{
    const size_t head = text_find(t, ':');
    int kind, class;

    if (head == t.length)
        return -1;
    kind = group_kind_find(text_head(t, head));
    class = op_class_find(text_behind(t, head + 1));
    return kind < 0 || class < 0 ? -1 : kind * CLASS_COUNT + class;
}

/* The words of an attribute, preferred ones first, as ranks of what `find`
 * says they are. */
static void read_ranks(struct region *r, const xmlNode *node, const char *name,
                       int (*find)(struct text), uint8_t *ranks,
                       const char *unknown, const char *twice)
{
    struct text rest = element_attribute(r, node, name), word;

    for (uint8_t rank = 0; (word = element_next_word(&rest)).length > 0;
         rank++) {
        const int place = find(word);

        if (place < 0)
            fault_word(r, node, word, unknown);
        else if (ranks[place] == UINT8_MAX)
            ranks[place] = rank;
        else
            fault_word(r, node, word, twice);
    }
}

/* `kind` and `type` need to know the order of preference. */
static void need_order(struct region *r, const xmlNode *node,
                       const struct region_grouping *g, uint8_t filter)
{
    const bool kinds = filter == PICK_KIND && !g->kinds_told;

    if (!kinds && (filter != PICK_TYPE || g->types_told))
        return;
    element_fault(r, node,
                  "<pick> 用到 kind 时写 kinds=\"...\"，用到 type 时写 "
                  "types=\"...\"，先写优先的",
                  "<pick> 缺少属性 %s", kinds ? "kinds" : "types");
}

static void read_filters(struct region *r, const xmlNode *node,
                         const struct region_grouping *g, struct text rest,
                         uint8_t pick[PICKS_MAX])
{
    struct text name;
    size_t count = 0;

    memset(pick, PICK_END, PICKS_MAX);
    while ((name = element_next_word(&rest)).length > 0) {
        const uint8_t filter = (uint8_t)pick_filter_find(name);

        if (filter == PICK_END || count + 1 == PICKS_MAX) {
            fault_word(r, node, name,
                       "应为 matched-operations principal-operation exact-set "
                       "nearest-cost score kind type order used-operations "
                       "exact-code surgery-used surgery-score 中的词");
            continue;
        }
        need_order(r, node, g, filter);
        pick[count++] = filter;
    }
}

/* A <pick> of its own for one layer, or of all that have none. */
static void read_pick(struct region *r, const xmlNode *node,
                      struct region_grouping *g, bool own[LAYERS_MAX])
{
    const struct text layer = element_attribute(r, node, "layer");
    const struct text filters = element_text(r, node);
    bool found = layer.length == 0;

    for (unsigned i = 0; i < g->row.layers; i++)
        if (layer.length == 0 ? !own[i] : text_equal(g->layers[i], layer)) {
            read_filters(r, node, g, filters, g->row.pick[i]);
            own[i] = own[i] || layer.length > 0;
            found = true;
        }
    if (!found)
        fault_word(r, node, layer, "layer 应为 <layers> 里的一层");
    read_ranks(r, node, "kinds", group_kind_find, g->row.kind_rank_of,
               "kinds 应为 core comprehensive primary-care tcm day-surgery "
               "bed-day drg 中的词",
               "kinds 里每个词只写一次");
    read_ranks(r, node, "types", pick_type_of, g->row.type_rank,
               "types 应为 病种类型:操作类别，如 core:surgery "
               "primary-care:conservative",
               "types 里每个词只写一次");
}

/* Those of a layer first, then the one for the rest. */
static void read_picks(struct region *r, const xmlNode *grouping,
                       struct region_grouping *g)
{
    const xmlNode *first =
        grouping == NULL ? NULL : element_child(grouping, "pick");
    bool own[LAYERS_MAX] = {false};
    const xmlNode *general = NULL;

    for (unsigned i = 0; i < LAYERS_MAX; i++)
        read_filters(r, NULL, g,
                     TEXT("matched-operations principal-operation score order"),
                     g->row.pick[i]);
    for (const xmlNode *n = first; n != NULL; n = element_next(n, "pick")) {
        g->kinds_told = g->kinds_told || element_has(n, "kinds");
        g->types_told = g->types_told || element_has(n, "types");
    }
    for (const xmlNode *n = first; n != NULL; n = element_next(n, "pick")) {
        if (element_has(n, "layer"))
            read_pick(r, n, g, own);
        else if (general == NULL)
            general = n;
        else
            element_fault(r, n, "合并成一个，或用 layer 写明各是哪一层的",
                          "不写 layer 的 <pick> 只能有一个");
    }
    if (general != NULL)
        read_pick(r, general, g, own);
}

/* ---- the element --------------------------------------------------------- */

static void read_grouping_attributes(struct region *r, const xmlNode *node,
                                     struct region_grouping *g)
{
    static const char *const cuts[] = {"own", "3", "4", NULL};
    static const uint8_t keys[] = {0, 3, 4};
    static const char *const grays[] = {"used", "ignored", NULL};
    static const char *const matches[] = {"exact", "prefix", NULL};
    static const char *const orders[] = {"any", "listed", NULL};
    static const char *const scopes[] = {"operation", "case", NULL};
    static const char *const related[] = {"removed", "kept", NULL};
    static const char *const outside[] = {"conservative", "next", NULL};

    g->dx_key = keys[element_byte(r, node, "dx-key", cuts, 2)];
    g->row.gray_ignored = element_byte(r, node, "gray", grays, 0);
    g->row.prefix_match = element_byte(r, node, "op-match", matches, 0);
    g->ordered = element_byte(r, node, "op-order", orders, 0);
    g->row.conservative_case =
        element_byte(r, node, "conservative-operation", scopes, 0);
    g->row.conservative_kept =
        element_byte(r, node, "conservative-related", related, 0);
    g->row.outside_skipped = element_byte(r, node, "outside-range", outside, 0);
    if (element_has(node, "or"))
        g->or_marks = element_attribute(r, node, "or");
    if (element_has(node, "and"))
        g->and_marks = element_attribute(r, node, "and");
}

/* Lists come first: conditions may name them. */
static void read_tables(struct region *r, const xmlNode *node,
                        struct region_grouping *g)
{
    const xmlNode *primary = element_child(node, "primary-care");

    ELEMENT_EACH (n, node, "list")
        region_list(r, n, g);
    ELEMENT_EACH (n, node, "exclude")
        region_exclude(r, n, g);
    ELEMENT_EACH (n, node, "fallback")
        read_fallback(r, n, g);
    if (primary != NULL)
        region_primary(r, primary, g);
    region_excluded_slots(r->build);
    region_primary_sort(r->build);
}

void region_grouping(struct region *r, const xmlNode *node,
                     struct region_grouping *out)
{
    out->dx_key = 4;
    out->row.intervention = CLASS_SURGERY;
    out->or_marks = TEXT("/");
    out->and_marks = TEXT("+");
    memset(out->row.kind_rank_of, 0xff, sizeof out->row.kind_rank_of);
    memset(out->row.type_rank, 0xff, sizeof out->row.type_rank);
    if (node != NULL) {
        read_grouping_attributes(r, node, out);
        read_comprehensive(r, element_child(node, "comprehensive"), out);
        read_conservative(r, element_child(node, "conservative-row"), out);
        read_tables(r, node, out);
    }
    read_layers(r, node == NULL ? NULL : element_child(node, "layers"), out);
    read_picks(r, node, out);
}
