/*
 * drg.h -- <drg>: a region's tables of DRG grouping while they are read.
 */
#ifndef COMPILE_REGION_DRG_H
#define COMPILE_REGION_DRG_H

#include "compile/read/table.h"
#include "compile/region/region.h"

#define SPLITS_MAX 32

/* Words of enum drg_level, NULL behind the last (drg.c). */
extern const char *const drg_level_words[];

/* A code in a list, or as a complication. */
struct drg_entry {
    struct code code;
    uint32_t number; /* of the list, or row of DRG_SEVERITY */
    uint32_t source_row;
    uint8_t level; /* enum drg_level; LEVEL_NONE: in a list */
};

/* A list and the table that has its first code. */
struct drg_list {
    struct pack_text table;
    bool operations; /* its codes are of operations */
};

/* A row of DRG_MDC or DRG_ADRG before it is put in order. */
struct drg_rule {
    struct pack_drg_rule row;
    uint32_t code;  /* number of the word, among MDCs or among ADRGs */
    uint32_t mdc;   /* number of the MDC's word */
    int64_t order;  /* as the table says, millionths; else 0 */
    uint32_t place; /* as read */
};

struct drg {
    struct region *region;
    struct region_grouping *grouping;
    const xmlNode *node;
    struct words lists, mdcs, adrgs;
    struct buffer list_rows; /* struct drg_list, by number of the list */
    struct buffer entries;   /* struct drg_entry */
    struct buffer rules[2];  /* struct drg_rule: of MDCs, of ADRGs */
    struct {
        struct text text, adrgs; /* adrgs: of these only; empty: of all */
        uint32_t when;           /* row of EXPR or PACK_NONE */
        uint8_t level;
    } splits[SPLITS_MAX]; /* in the order of trial */
    uint32_t split_count;
    uint8_t regions; /* how many must be hurt */
    uint8_t retry;   /* other operations are tried alone */
    struct text ambiguous, ungrouped;
};

/* <lists>, <exclusions> and <severity> (drg-lists.c). Lists of exclusions have
 * names of their own. */
void drg_read_lists(struct drg *d);

/* Number of a list by its name; PACK_NONE if no table has it (drg-lists.c). */
uint32_t drg_find_list(struct drg *d, struct text name);

/* The list of a number that drg_find_list gave (drg-lists.c). */
const struct drg_list *drg_list_at(const struct drg *d, uint32_t number);

/* Writes DRG_LIST, DRG_CODE, DRG_MEMBER and the hash table (drg-lists.c). */
void drg_write_lists(struct drg *d);

/* <mdc> and <adrg>: reads their tables, writes DRG_TEST (drg-rules.c). */
void drg_read_rules(struct drg *d);

/* Writes DRG_MDC and DRG_ADRG in the order of trial (drg-rules.c). */
void drg_write_rules(struct drg *d);

/* Joins the rows of GROUP to their ADRGs: writes DRG_SPLIT and DRG
 * (drg-groups.c). */
void drg_join_groups(struct drg *d);

#endif
