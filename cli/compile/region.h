/*
 * region.h -- region.xml and the tables it names.
 */
#ifndef COMPILE_REGION_H
#define COMPILE_REGION_H

#include "compile/element.h"

/* Compiles a region (NULL: none) after the knowledge; the schema is looked
 * for in knowledge/../schemas/region.xsd. */
void compile_region(struct build *b, const char *region_xml,
                    const char *knowledge);

/* Validates against the schema if it is there; its faults are added only for
 * lines that have none yet (schema.c). */
void region_schema(struct region *r, xmlDoc *doc, const char *knowledge);

/* <codes>: national tables and gray lists (codes.c). */
void region_codes(struct region *r, const xmlNode *node);

/* <grouping>: fills the row but does not add it; NULL: the usual settings
 * (grouping.c). */
struct region_grouping;
void region_grouping(struct region *r, const xmlNode *node,
                     struct region_grouping *out);

/* <catalogue> under a grouping (catalogue.c). */
void region_catalogue(struct region *r, const xmlNode *node,
                      const struct region_grouping *grouping);

/* <settlement> (settlement.c). */
void region_settlement(struct region *r, const xmlNode *node);

#define SUFFIXES_MAX 16

/* What <grouping> says; texts as in the region's arena. */
struct region_grouping {
    struct pack_grouping row; /* layer names not yet set */
    struct text layers[8];
    struct text or_marks, and_marks;
    struct {
        struct text text;
        uint8_t class;
    } suffixes[SUFFIXES_MAX];
    uint32_t suffix_count;
    bool drg; /* rows may do without a diagnosis; kind is drg by default */
};

#endif
