/*
 * region.h -- region.xml and the tables it names.
 */
#ifndef COMPILE_REGION_REGION_H
#define COMPILE_REGION_REGION_H

#include "compile/read/element.h"

/* Compiles a region (NULL: none) after the knowledge; `hospital` lays its
 * file over it, NULL: none. */
void compile_region(struct build *b, const char *region_xml,
                    struct hospital *hospital, const char *knowledge);

/* <grouping>: fills the row but does not add it; NULL: the usual settings
 * (grouping.c). */
struct region_grouping;
void region_grouping(struct region *r, const xmlNode *node,
                     struct region_grouping *out);

/* <exclude> (exclude.c), <list> (lists.c), <primary-care> (primary.c): all
 * within <grouping>. */
void region_exclude(struct region *r, const xmlNode *node,
                    struct region_grouping *g);
void region_list(struct region *r, const xmlNode *node,
                 struct region_grouping *g);
void region_primary(struct region *r, const xmlNode *node,
                    struct region_grouping *g);

/* Hash table of EXCLUDED, order of PRIMARY: after the last of them. */
void region_excluded_slots(struct build *b);
void region_primary_sort(struct build *b);

/* All <catalogue> elements of the root under a grouping (catalogue.c); sets the
 * key lengths of its layers (compile/build/keys.c). */
void region_catalogues(struct region *r, const xmlNode *root,
                       struct region_grouping *grouping);

struct drg;

/* The codes of a <lists> of <drg> as an expression lists them; false if there
 * is none of that name (drg-lists.c). */
bool region_drg_codes(const struct drg *d, struct text name,
                      struct buffer *codes);

/* A condition in which `{name}` stands for the codes of a <list>, or of a
 * <lists> once <drg> was read (lists.c). Lives as long as the region. */
struct text region_condition(struct region *r, const struct region_grouping *g,
                             struct text source);

/* <auxiliary>: its tables of weights, before anything that may use them
 * (weights.c); its classes and factors, which may use the sets of the
 * settlement, behind that (auxiliary.c). Sets `combine` of the grouping. */
void region_weights(struct region *r, const xmlNode *node);
void region_auxiliary(struct region *r, const xmlNode *node,
                      struct region_grouping *g);

/* <drg>: its lists and rules, before the catalogue, which they do not need
 * (drg.c); then, behind the catalogue, joins its DRGs to them. region_drg gives
 * NULL without memory, which region_drg_groups takes. */
struct drg *region_drg(struct region *r, const xmlNode *node,
                       struct region_grouping *g);
void region_drg_groups(struct drg *d);

/* <settlement> (settlement.c). */
void region_settlement(struct region *r, const xmlNode *node);

/* The <lookup> elements of a settlement, the hospital's in place of the
 * region's: before anything that may use them (lookups.c). */
void region_lookups(struct region *r, const xmlNode *settlement);

/* Adds faults for rows of the catalogue in which a column that a step divides
 * by is empty or zero (divisors.c). */
void region_divisors(struct region *r, const xmlNode *settlement);

#define SUFFIXES_MAX 16
#define FALLBACKS_MAX 64
#define LISTS_MAX 16

/* What <grouping> says; texts as in the region's arena. */
struct region_grouping {
    struct pack_grouping row; /* layer names not yet set */
    struct text layers[LAYERS_MAX];
    struct text or_marks, and_marks;
    uint8_t dx_key;                /* characters of a key: 4, 3; 0 its own */
    uint8_t comprehensive_key;     /* the same; 0: no comprehensive rows */
    uint8_t conservative_row;      /* enum conservative_row */
    struct text conservative_when; /* empty: none */
    struct {
        struct text text, when;
        uint8_t class;
    } suffixes[SUFFIXES_MAX];
    uint32_t suffix_count;
    struct {
        const xmlNode *node;
        struct text group, dx;
        bool met; /* a row of the catalogue has it */
    } fallbacks[FALLBACKS_MAX];
    uint32_t fallback_count;
    struct {
        struct text name, codes;
    } lists[LISTS_MAX];
    uint32_t list_count;
    const struct drg *drg_lists; /* NULL: not read yet, or none */
    bool ordered;                /* operations in a cell: their order counts */
    bool kinds_told, types_told; /* a <pick> has them */
    bool drg; /* rows may do without a diagnosis; kind is drg by default */
    bool drg_tables; /* there is a <drg>: one layer is enough */
    bool settled;    /* there is a <settlement>: rows need a score */
};

#endif
