#include "knobs.h"

#include <stdlib.h>
#include <string.h>

#include "common/put.h"

/* How cities pick, as docs/region.md and their notices have it; where the
 * region has no order of types or kinds, a filter by it is left out. */
static const uint8_t known_picks[][PICKS_MAX] = {
    {PICK_MATCHED_OPERATIONS, PICK_PRINCIPAL_OPERATION, PICK_SCORE, PICK_ORDER},
    {PICK_SCORE, PICK_ORDER},
    {PICK_MATCHED_OPERATIONS, PICK_SCORE, PICK_ORDER},
    {PICK_MATCHED_OPERATIONS, PICK_ORDER},
    {PICK_PRINCIPAL_OPERATION, PICK_MATCHED_OPERATIONS, PICK_SCORE, PICK_ORDER},
    {PICK_PRINCIPAL_OPERATION, PICK_SCORE, PICK_ORDER},
    {PICK_EXACT_SET, PICK_MATCHED_OPERATIONS, PICK_USED_OPERATIONS, PICK_SCORE,
     PICK_ORDER},
    {PICK_EXACT_SET, PICK_SCORE, PICK_TYPE, PICK_ORDER},
    {PICK_EXACT_SET, PICK_USED_OPERATIONS, PICK_NEAREST_COST, PICK_SCORE,
     PICK_ORDER},
    {PICK_MATCHED_OPERATIONS, PICK_USED_OPERATIONS, PICK_NEAREST_COST,
     PICK_TYPE, PICK_ORDER},
    {PICK_PRINCIPAL_OPERATION, PICK_USED_OPERATIONS, PICK_NEAREST_COST,
     PICK_TYPE, PICK_ORDER},
    {PICK_SURGERY_USED, PICK_MATCHED_OPERATIONS, PICK_USED_OPERATIONS,
     PICK_NEAREST_COST, PICK_TYPE, PICK_ORDER},
    {PICK_EXACT_CODE, PICK_SURGERY_SCORE, PICK_MATCHED_OPERATIONS,
     PICK_USED_OPERATIONS, PICK_NEAREST_COST, PICK_TYPE, PICK_ORDER},
    {PICK_MATCHED_OPERATIONS, PICK_PRINCIPAL_OPERATION, PICK_NEAREST_COST,
     PICK_ORDER},
    {PICK_NEAREST_COST, PICK_ORDER},
    {PICK_ORDER},
};
/* By enum conservative_row. */
static const char *const conservative_rows[] = {"no-operation",
                                                "conservative-only", "any"};

_Static_assert(COUNT_OF(known_picks) < KNOB_VALUES, "and the region's own");

/* ---- what there is to turn ------------------------------------------------
 */

static struct knob *add_knob(struct knobs *k, unsigned kind, uint8_t own)
{
    struct knob *knob = &k->list[k->count++];

    *knob = (struct knob){.kind = (uint8_t)kind, .count = 1, .values = {own}};
    return knob;
}

/* All numbers below `count`, the region's own first. */
static void add_words(struct knobs *k, unsigned kind, uint8_t own, uint8_t from,
                      uint8_t count)
{
    struct knob *knob = add_knob(k, kind, own);

    for (uint8_t i = from; i < count; i++)
        if (i != own)
            knob->values[knob->count++] = i;
}

static bool told_order(const uint8_t *ranks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (ranks[i] != UINT8_MAX)
            return true;
    return false;
}

/* A known order as this region may have it. */
static void fit_pick(const struct knobs *k, const uint8_t *known,
                     uint8_t out[PICKS_MAX])
{
    const struct pack_grouping *g = &k->grouping;
    size_t count = 0;

    memset(out, PICK_END, PICKS_MAX);
    for (size_t i = 0; known[i] != PICK_END; i++)
        if (known[i] != PICK_TYPE ||
            told_order(g->type_rank, COUNT_OF(g->type_rank)))
            out[count++] = known[i];
}

/* Filters behind `order` decide nothing. */
static bool same_pick(const uint8_t *a, const uint8_t *b)
{
    for (size_t i = 0; i < PICKS_MAX; i++) {
        if (a[i] != b[i])
            return (a[i] == PICK_END && b[i] == PICK_ORDER) ||
                   (b[i] == PICK_END && a[i] == PICK_ORDER);
        if (a[i] == PICK_END || a[i] == PICK_ORDER)
            return true;
    }
    return true;
}

/* Another order, if the knob does not have it yet. */
static void add_order(struct knob *knob, const uint8_t *pick)
{
    for (uint8_t v = 0; v < knob->count; v++)
        if (same_pick(pick, knob->picks[v]))
            return;
    if (knob->count < KNOB_VALUES)
        memcpy(knob->picks[knob->count++], pick, PICKS_MAX);
}

/* How many filters of an order decide, but for `order` itself. */
static size_t count_filters(const uint8_t *pick)
{
    size_t count = 0;

    while (pick[count] != PICK_END && pick[count] != PICK_ORDER)
        count++;
    return count;
}

static bool is_usable(const struct knobs *k, const uint8_t *own, uint8_t filter)
{
    const struct pack_grouping *g = &k->grouping;

    if (filter == PICK_ORDER || memchr(own, filter, PICKS_MAX) != NULL)
        return false;
    return filter != PICK_TYPE ||
           told_order(g->type_rank, COUNT_OF(g->type_rank));
}

/* The region's own order with one filter less, or two neighbours changed. */
static void add_changed(struct knob *knob)
{
    const uint8_t *own = knob->picks[0];
    const size_t count = count_filters(own);
    uint8_t pick[PICKS_MAX];

    for (size_t i = 0; i < count; i++) {
        memcpy(pick, own, PICKS_MAX);
        memmove(pick + i, pick + i + 1, PICKS_MAX - i - 1);
        if (pick[0] != PICK_END)
            add_order(knob, pick);
    }
    for (size_t i = 0; i + 1 < count; i++) {
        memcpy(pick, own, PICKS_MAX);
        pick[i] = own[i + 1];
        pick[i + 1] = own[i];
        add_order(knob, pick);
    }
}

/* The region's own order with one filter more. */
static void add_longer(const struct knobs *k, struct knob *knob)
{
    const uint8_t *own = knob->picks[0];
    const size_t count = count_filters(own);

    if (own[PICKS_MAX - 2] != PICK_END)
        return;
    for (size_t i = 0; i <= count; i++)
        for (uint8_t f = PICK_END + 1; f < PICK_FILTERS; f++) {
            uint8_t pick[PICKS_MAX];

            if (!is_usable(k, own, f))
                continue;
            memcpy(pick, own, i);
            pick[i] = f;
            memcpy(pick + i + 1, own + i, PICKS_MAX - i - 1);
            add_order(knob, pick);
        }
}

static void add_pick(struct knobs *k, uint8_t layer)
{
    struct knob *knob = add_knob(k, KNOB_PICK, 0);
    uint8_t known;

    knob->layer = layer;
    memcpy(knob->picks[0], k->grouping.pick[layer], PICKS_MAX);
    for (size_t i = 0; i < COUNT_OF(known_picks); i++) {
        uint8_t pick[PICKS_MAX];

        fit_pick(k, known_picks[i], pick);
        add_order(knob, pick);
    }
    known = knob->count;
    add_changed(knob);
    add_longer(k, knob);
    knob->near = (uint8_t)(knob->count - known);
}

/* True if the layer is for what nothing else takes; it stays the last. */
static bool is_fallback(const struct knobs *k, unsigned layer)
{
    return text_equal(pack_text(k->pack, k->grouping.layer_names[layer]),
                      TEXT("fallback"));
}

/* The region's order and those with two neighbours changed; of three layers
 * all. */
static void add_layers(struct knobs *k)
{
    static const uint8_t rounds[2][3] = {{1, 2, 0}, {2, 0, 1}};
    const uint8_t layers = k->grouping.layers;
    const unsigned free =
        layers > 0 && is_fallback(k, layers - 1u) ? layers - 1u : layers;
    struct knob *knob = add_knob(k, KNOB_LAYERS, 0);

    for (uint8_t v = 0; v < KNOB_VALUES; v++)
        for (uint8_t i = 0; i < LAYERS_MAX; i++)
            k->orders[v][i] = i;
    for (uint8_t i = 0; i + 1u < free; i++) {
        k->orders[knob->count][i] = (uint8_t)(i + 1);
        k->orders[knob->count][i + 1] = i;
        knob->values[knob->count] = knob->count;
        knob->count++;
    }
    if (free != 3)
        return;
    for (size_t i = 0; i < 2; i++) {
        memcpy(k->orders[knob->count], rounds[i], 3);
        knob->values[knob->count] = knob->count;
        knob->count++;
    }
    memcpy(k->orders[knob->count], (const uint8_t[]){2, 1, 0}, 3);
    knob->values[knob->count] = knob->count;
    knob->count++;
}

static void add_dip(struct knobs *k, uint8_t conservative_row)
{
    const struct pack_grouping *g = &k->grouping;

    add_layers(k);
    add_words(k, KNOB_CONSERVATIVE_ROW, conservative_row, 0, ROW_ANY + 1);
    add_words(k, KNOB_CLASS, g->class_principal, 0, 2);
    add_words(k, KNOB_INTERVENTION, g->intervention, CLASS_THERAPEUTIC,
              CLASS_COUNT);
    add_words(k, KNOB_OP_MATCH, g->prefix_match, 0, 2);
    for (uint8_t i = 0; i < g->layers; i++)
        add_pick(k, i);
}

static void add_lists(struct knobs *k)
{
    const struct pack_grouping *g = &k->grouping;

    add_words(k, KNOB_CONSERVATIVE_OPERATION, g->conservative_case, 0, 2);
    add_words(k, KNOB_CONSERVATIVE_RELATED, g->conservative_kept, 0, 2);
    add_words(k, KNOB_OUTSIDE_RANGE, g->outside_skipped, 0, 2);
}

/* How many regions of the body a rule for several asks for; 0: none asks. */
static uint8_t regions_asked(const struct pack *p)
{
    for (unsigned section = SECTION_DRG_MDC; section <= SECTION_DRG_ADRG;
         section++)
        PACK_EACH (rule, p, section, pack_drg_rule)
            if (rule->regions > 0)
                return rule->regions;
    return 0;
}

static void add_drg(struct knobs *k)
{
    const uint8_t regions = regions_asked(k->pack);

    add_words(k, KNOB_RETRY,
              (uint8_t)PACK_ROW(k->pack, SECTION_DRG, pack_drg, 0)->retry, 0,
              2);
    if (regions > 0)
        add_words(k, KNOB_REGIONS, regions, 1, 4);
}

/* ---- opening --------------------------------------------------------------
 */

/* What the region itself says of rows without operations, and which of its
 * catalogues say it for themselves. */
static uint8_t read_conservative_row(struct knobs *k, const struct edit *region)
{
    struct edit_tag tag;
    struct text value;
    uint8_t row = ROW_NO_OPERATION;
    uint32_t table = 0;
    size_t at = 0;

    while (edit_next(region, &at, &tag)) {
        if (tag.closing)
            continue;
        if (text_equal(tag.name, TEXT("catalogue")) &&
            table < pack_count(k->pack, SECTION_CATALOGUE))
            k->own_rows[table++] =
                edit_attribute(&tag, "conservative-row", &value);
        if (text_equal(tag.name, TEXT("conservative-row")) &&
            edit_attribute(&tag, "for", &value))
            row = (uint8_t)text_index(value, conservative_rows,
                                      COUNT_OF(conservative_rows));
    }
    return row <= ROW_ANY ? row : ROW_NO_OPERATION;
}

static void keep_own_rows(struct knobs *k)
{
    const struct pack *p = k->pack;
    uint32_t i = 0;

    PACK_EACH (g, p, SECTION_GROUP, pack_group) {
        k->layer_of[i] = g->layer;
        k->row_of[i++] = g->conservative_row;
    }
    i = 0;
    PACK_EACH (span, p, SECTION_SPAN, pack_span)
        k->span_layers[i++] = span->layers;
}

bool knobs_open(struct knobs *k, const struct pack *pack, struct buffer *bytes,
                const struct edit *region)
{
    const uint32_t groups = pack_count(pack, SECTION_GROUP);
    uint8_t row;

    *k = (struct knobs){.pack = pack, .bytes = (unsigned char *)bytes->data};
    k->layer_of = malloc(groups + 1u);
    k->row_of = malloc(groups + 1u);
    k->own_rows =
        calloc(pack_count(pack, SECTION_CATALOGUE) + 1u, sizeof(*k->own_rows));
    k->span_layers =
        calloc(pack_count(pack, SECTION_SPAN) + 1u, sizeof(*k->span_layers));
    if (k->layer_of == NULL || k->row_of == NULL || k->own_rows == NULL ||
        k->span_layers == NULL)
        return false;
    keep_own_rows(k);
    k->grouping = *PACK_ROW(pack, SECTION_GROUPING, pack_grouping, 0);
    row = read_conservative_row(k, region);
    add_words(k, KNOB_GRAY, k->grouping.gray_ignored, 0, 2);
    if (pack_count(pack, SECTION_EXCLUDED) > 0)
        add_lists(k);
    if (pack_count(pack, SECTION_DRG) > 0)
        add_drg(k);
    else
        add_dip(k, row);
    return true;
}

void knobs_close(struct knobs *k)
{
    free(k->layer_of);
    free(k->row_of);
    free(k->own_rows);
    free(k->span_layers);
}

/* ---- in words -------------------------------------------------------------
 */

static const char *const cases[] = {"highest", "principal"};
static const char *const matches[] = {"exact", "prefix"};
static const char *const grays[] = {"used", "ignored"};
static const char *const scopes[] = {"operation", "case"};
static const char *const related[] = {"removed", "kept"};
static const char *const outside[] = {"conservative", "next"};
static const char *const retries[] = {"none", "other-operation"};

/* Where a knob stands in region.xml, below <region>, and its words there. */
static const struct place_of_knob {
    const char *element, *attribute; /* element: of <grouping>, or <drg> */
    const char *label;
    const char *const *words; /* NULL: its values are no list of words */
} places[KNOB_KINDS] = {
    [KNOB_LAYERS] = {"layers", NULL, "各层的先后", NULL},
    [KNOB_CONSERVATIVE_ROW] = {"conservative-row", "for",
                               "手术栏空着的病种收哪些病例", conservative_rows},
    [KNOB_CLASS] = {"comprehensive", "class", "综合病种看哪项操作的类别",
                    cases},
    [KNOB_INTERVENTION] = {"comprehensive", "intervention",
                           "介入治疗当作哪一类", NULL},
    [KNOB_OP_MATCH] = {"grouping", "op-match", "手术编码怎样算相同", matches},
    [KNOB_GRAY] = {"grouping", "gray", "灰码参不参加分组", grays},
    [KNOB_CONSERVATIVE_OPERATION] = {"grouping", "conservative-operation",
                                     "按保守治疗时其余操作算不算", scopes},
    [KNOB_CONSERVATIVE_RELATED] = {"grouping", "conservative-related",
                                   "按保守治疗的编码在其他操作里算不算",
                                   related},
    [KNOB_OUTSIDE_RANGE] = {"grouping", "outside-range",
                            "诊断不在范围里的操作怎样算", outside},
    [KNOB_RETRY] = {"drg", "retry", "主要手术不入组时试不试别的手术", retries},
    [KNOB_REGIONS] = {"drg", "regions", "多发创伤至少几个部位", NULL},
    [KNOB_PICK] = {"pick", NULL, "同一层几个病种都符合时取哪一个", NULL},
};

static struct text layer_name(const struct knobs *k, unsigned layer)
{
    return pack_text(k->pack, k->grouping.layer_names[layer]);
}

static void put_pick_words(const uint8_t *pick, struct buffer *out)
{
    for (size_t i = 0; pick[i] != PICK_END; i++)
        put(out, i > 0 ? " " : "", pick_filter_name(pick[i]));
}

static void put_layer_order(const struct knobs *k, uint8_t order,
                            struct buffer *out)
{
    for (unsigned i = 0; i < k->grouping.layers; i++)
        put(out, i > 0 ? " " : "", layer_name(k, k->orders[order][i]));
}

void knob_value_words(const struct knobs *k, uint32_t knob, uint32_t value,
                      struct buffer *out)
{
    const struct knob *at = &k->list[knob];
    const uint8_t raw = at->values[value];

    switch (at->kind) {
    case KNOB_PICK:
        put_pick_words(at->picks[value], out);
        break;
    case KNOB_LAYERS:
        put_layer_order(k, raw, out);
        break;
    case KNOB_INTERVENTION:
        put(out, op_class_name(raw));
        break;
    case KNOB_REGIONS:
        put(out, raw);
        break;
    default:
        put(out, places[at->kind].words[raw]);
    }
}

const char *knob_element(const struct knobs *k, uint32_t knob)
{
    return places[k->list[knob].kind].element;
}

const char *knob_attribute(const struct knobs *k, uint32_t knob)
{
    return places[k->list[knob].kind].attribute;
}

struct text knob_layer(const struct knobs *k, uint32_t knob)
{
    return k->list[knob].kind == KNOB_PICK ? layer_name(k, k->list[knob].layer)
                                           : TEXT("");
}

void knob_name(const struct knobs *k, uint32_t knob, struct buffer *out)
{
    const struct text layer = knob_layer(k, knob);

    put(out, "<", knob_element(k, knob));
    if (knob_attribute(k, knob) != NULL)
        put(out, " ", knob_attribute(k, knob));
    if (layer.length > 0)
        put(out, " layer=\"", layer, "\"");
    put(out, ">");
}

const char *knob_label(const struct knobs *k, uint32_t knob)
{
    return places[k->list[knob].kind].label;
}
