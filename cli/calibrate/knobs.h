/*
 * knobs.h -- the settings of grouping that are tried: each is a knob with a few
 * values, the first of them the region's own.
 *
 * A knob is turned in the bytes of a pack in memory, without compiling it anew:
 * they must be the caller's own, and nobody may read the pack meanwhile.
 */
#ifndef CALIBRATE_KNOBS_H
#define CALIBRATE_KNOBS_H

#include "edit.h"
#include "pack/pack.h"

enum knob_kind {
    KNOB_LAYERS,           /* the order of <layers> */
    KNOB_CONSERVATIVE_ROW, /* <conservative-row for> */
    KNOB_CLASS,            /* <comprehensive class> */
    KNOB_INTERVENTION,     /* <comprehensive intervention> */
    KNOB_OP_MATCH,
    KNOB_GRAY,
    KNOB_CONSERVATIVE_OPERATION,
    KNOB_CONSERVATIVE_RELATED,
    KNOB_OUTSIDE_RANGE,
    KNOB_RETRY,   /* <drg retry> */
    KNOB_REGIONS, /* <drg regions> */
    KNOB_PICK,    /* <pick> of one layer */
    KNOB_KINDS
};

#define KNOB_VALUES 64
#define KNOBS_MAX (KNOB_PICK + LAYERS_MAX)

struct knob {
    uint8_t kind;  /* enum knob_kind */
    uint8_t layer; /* of KNOB_PICK, as the region counts them */
    uint8_t count; /* of values */
    uint8_t near;  /* of them, the last: orders next to the region's own, which
                      are tried by themselves only */
    uint8_t values[KNOB_VALUES];
    uint8_t picks[KNOB_VALUES][PICKS_MAX]; /* of KNOB_PICK */
};

/* Which of its values each knob has; zeros: the region's own. */
struct turn {
    uint8_t of[KNOBS_MAX];
};

struct knobs {
    struct knob list[KNOBS_MAX];
    uint32_t count;
    unsigned char *bytes; /* of the pack */
    const struct pack *pack;
    struct turn now;
    /* As the region has them: */
    struct pack_grouping grouping;
    uint8_t *layer_of, *row_of; /* of each row of GROUP */
    uint32_t *span_layers;
    uint8_t orders[KNOB_VALUES][LAYERS_MAX]; /* of layers: which comes when */
    bool *own_rows; /* catalogues with a conservative-row of their own */
};

/* Finds the knobs of a pack with these bytes; `region` is the region's file,
 * which tells what the pack does not. False without memory. */
bool knobs_open(struct knobs *k, const struct pack *pack, struct buffer *bytes,
                const struct edit *region);
void knobs_close(struct knobs *k);

/* True of a knob for which every row of the catalogue is written. */
bool knob_is_dear(const struct knobs *k, uint32_t knob);

bool knob_is_near(const struct knobs *k, uint32_t knob, uint32_t value);

void knobs_turn(struct knobs *k, const struct turn *turn);

/* A value as it stands in region.xml. */
void knob_value_words(const struct knobs *k, uint32_t knob, uint32_t value,
                      struct buffer *out);

/* Where it stands: in an element of <grouping>, that one itself or <drg>; NULL:
 * the element's text; of <pick> the layer, else empty. */
const char *knob_element(const struct knobs *k, uint32_t knob);
const char *knob_attribute(const struct knobs *k, uint32_t knob);
struct text knob_layer(const struct knobs *k, uint32_t knob);

/* `<pick layer="core">`. */
void knob_name(const struct knobs *k, uint32_t knob, struct buffer *out);

/* What it decides, in Chinese. */
const char *knob_label(const struct knobs *k, uint32_t knob);

#endif
