/* The pack with other settings of grouping. */
#include <string.h>

#include "knobs.h"

/* A row of the pack, to be written. */
static void *own_row(const struct knobs *k, const void *row)
{
    return k->bytes + ((const unsigned char *)row - k->pack->bytes);
}

static uint8_t turned(const struct knobs *k, const struct turn *turn,
                      unsigned kind, uint8_t otherwise)
{
    for (uint32_t i = 0; i < k->count; i++)
        if (k->list[i].kind == kind)
            return k->list[i].values[turn->of[i]];
    return otherwise;
}

/* The settings of one row, in the region's order of layers. */
static void turn_settings(const struct knobs *k, const struct turn *turn,
                          struct pack_grouping *g)
{
    *g = k->grouping;
    g->class_principal = turned(k, turn, KNOB_CLASS, g->class_principal);
    g->intervention = turned(k, turn, KNOB_INTERVENTION, g->intervention);
    g->prefix_match = turned(k, turn, KNOB_OP_MATCH, g->prefix_match);
    g->gray_ignored = turned(k, turn, KNOB_GRAY, g->gray_ignored);
    g->conservative_case =
        turned(k, turn, KNOB_CONSERVATIVE_OPERATION, g->conservative_case);
    g->conservative_kept =
        turned(k, turn, KNOB_CONSERVATIVE_RELATED, g->conservative_kept);
    g->outside_skipped =
        turned(k, turn, KNOB_OUTSIDE_RANGE, g->outside_skipped);
    for (uint32_t i = 0; i < k->count; i++)
        if (k->list[i].kind == KNOB_PICK)
            memcpy(g->pick[k->list[i].layer], k->list[i].picks[turn->of[i]],
                   PICKS_MAX);
}

/* Everything that stands by layer, in the order of `order`. */
static void order_settings(const struct pack_grouping *from,
                           const uint8_t *order, struct pack_grouping *to)
{
    for (uint8_t i = 0; i < from->layers; i++) {
        to->layer_names[i] = from->layer_names[order[i]];
        to->core_lengths[i] = from->core_lengths[order[i]];
        to->comprehensive_lengths[i] = from->comprehensive_lengths[order[i]];
        memcpy(to->pick[i], from->pick[order[i]], PICKS_MAX);
    }
}

static uint32_t order_bits(uint32_t layers, const uint8_t *place)
{
    uint32_t out = 0;

    for (unsigned i = 0; i < LAYERS_MAX; i++)
        out |= (layers >> i & 1) << place[i];
    return out;
}

/* True of rows that take cases by <conservative-row>. */
static bool by_conservative_row(const struct knobs *k,
                                const struct pack_group *g)
{
    return g->kind != KIND_COMPREHENSIVE && g->parts.count == 0 &&
           (g->flags & GROUP_TAKES_ALL) == 0 && !k->own_rows[g->table];
}

static void turn_rows(struct knobs *k, const uint8_t *order, uint8_t row)
{
    uint8_t place[LAYERS_MAX];
    uint32_t i = 0;

    for (uint8_t n = 0; n < LAYERS_MAX; n++)
        place[order[n]] = n;
    PACK_EACH (g, k->pack, SECTION_GROUP, pack_group) {
        struct pack_group *to = own_row(k, g);

        to->layer = place[k->layer_of[i]];
        to->conservative_row = by_conservative_row(k, g) ? row : k->row_of[i];
        i++;
    }
    i = 0;
    PACK_EACH (span, k->pack, SECTION_SPAN, pack_span)
        ((struct pack_span *)own_row(k, span))->layers =
            order_bits(k->span_layers[i++], place);
}

static void turn_regions(const struct knobs *k, uint8_t regions)
{
    for (unsigned section = SECTION_DRG_MDC; section <= SECTION_DRG_ADRG;
         section++)
        PACK_EACH (rule, k->pack, section, pack_drg_rule)
            if (rule->regions > 0)
                ((struct pack_drg_rule *)own_row(k, rule))->regions = regions;
}

/* True if a knob of this kind is to be turned. */
static bool turns(const struct knobs *k, const struct turn *turn, unsigned kind)
{
    return turned(k, turn, kind, 0) != turned(k, &k->now, kind, 0);
}

static void turn_drg(const struct knobs *k, const struct turn *turn)
{
    const struct pack_drg *drg = PACK_ROW(k->pack, SECTION_DRG, pack_drg, 0);

    ((struct pack_drg *)own_row(k, drg))->retry =
        turned(k, turn, KNOB_RETRY, 0);
    if (turns(k, turn, KNOB_REGIONS))
        turn_regions(k, turned(k, turn, KNOB_REGIONS, 0));
}

bool knob_is_dear(const struct knobs *k, uint32_t knob)
{
    const uint8_t kind = k->list[knob].kind;

    return kind == KNOB_LAYERS || kind == KNOB_CONSERVATIVE_ROW ||
           kind == KNOB_REGIONS;
}

bool knob_is_near(const struct knobs *k, uint32_t knob, uint32_t value)
{
    return value + k->list[knob].near >= k->list[knob].count;
}

void knobs_turn(struct knobs *k, const struct turn *turn)
{
    const uint8_t *order = k->orders[turned(k, turn, KNOB_LAYERS, 0)];
    struct pack_grouping settings, *to;

    if (memcmp(turn, &k->now, sizeof(*turn)) == 0)
        return;
    if (pack_count(k->pack, SECTION_DRG) > 0)
        turn_drg(k, turn);
    if (turns(k, turn, KNOB_LAYERS) || turns(k, turn, KNOB_CONSERVATIVE_ROW))
        turn_rows(k, order, turned(k, turn, KNOB_CONSERVATIVE_ROW, 0));
    turn_settings(k, turn, &settings);
    to = own_row(k, PACK_ROW(k->pack, SECTION_GROUPING, pack_grouping, 0));
    *to = settings;
    order_settings(&settings, order, to);
    k->now = *turn;
}
