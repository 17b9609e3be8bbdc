/*
 * format-price.h -- rows of the auxiliary catalogue and the settlement; part
 * of format.h.
 */
#ifndef PACK_FORMAT_PRICE_H
#define PACK_FORMAT_PRICE_H

#include <stdint.h>

#define COMPONENTS_MAX 64 /* of a table of weights */

/* A table of codes with weights, as the Charlson index has them. */
struct pack_weights {
    struct pack_text name;
    struct pack_range rows;
};

/* Of the codes of one component only the heaviest counts. */
struct pack_weight {
    struct code code;
    int64_t weight;               /* millionths, not negative */
    uint32_t component, reserved; /* component: less than COMPONENTS_MAX */
};

#define DIMENSIONS_MAX 32 /* of the auxiliary catalogue */
/* Of the classes of one dimension the first that holds is the case's. */
struct pack_aux_class {
    struct pack_text dimension, name;
    uint32_t number;       /* of the dimension, less than DIMENSIONS_MAX */
    uint32_t when, factor; /* rows of EXPR; factor: for groups that the table
                              lacks, or PACK_NONE */
    uint32_t reserved;
};

struct pack_aux_factor {
    struct pack_text group, table;
    int64_t factor;             /* millionths */
    uint32_t class, source_row; /* class: row of AUX_CLASS */
};

struct pack_variable {
    struct pack_text name;
    uint32_t type; /* enum value_type */
    uint32_t reserved;
};

enum step_kind { STEP_SET, STEP_LET, STEP_BLANK };
enum step_flag {
    STEP_OF_HOSPITAL = 1, /* a set of the hospital's file, over the region's */
    STEP_SAMPLE = 2,      /* of a file whose values are invented */
    STEP_FILLED = 4       /* a blank that the hospital's file fills */
};

/* Conditions of a `set`: an empty text or 0 asks for nothing. A blank is a set
 * whose value the region's document leaves to a notice. */
struct pack_step {
    struct pack_text insurance, level, hospital;
    struct pack_text label;  /* what people call it; empty: its name */
    struct pack_text fill;   /* of a blank: where the value is to be had */
    uint32_t variable, expr; /* expr: row of EXPR, PACK_NONE of a blank */
    uint32_t low, high; /* of a set: rows of EXPR, ends of what it may come to;
                           PACK_NONE: not told */
    uint16_t month_from, month_to; /* yyyy*12+mm of discharge; 0 any */
    uint8_t kind;                  /* enum step_kind */
    int8_t round;                  /* places, -1 none */
    uint16_t flags;                /* enum step_flag */
};

/* Names of sets that may have a range: they are tried in all combinations. */
#define RANGE_SETS_MAX 4u

/* The hospital whose file was laid over the region's. */
struct pack_hospital {
    struct pack_text code, name, level, file;
    struct pack_text codes; /* other codes it has in records */
    uint32_t sample;        /* 1: its values are invented */
    uint32_t reserved;
};

/* A table that the region names, but nobody has supplied. */
struct pack_blank {
    struct pack_text file;
    struct pack_text fill; /* who publishes it */
};

#define LOOKUP_KEYS_MAX 4

/* Of the rows with the same keys, which one a number falls into: the first
 * whose limit it does not exceed, the first whose limit it does not reach, or
 * the last whose limit it reaches. */
enum lookup_band { BAND_NONE, BAND_UPTO, BAND_BELOW, BAND_FROM, BAND_COUNT };
enum lookup_flag {
    LOOKUP_SAMPLE = 1, /* of a file whose values are invented */
    LOOKUP_BLANK = 2   /* without rows: `fill` says where they are to be had */
};

/* A table of the settlement: lookup('name', key, ..., number). */
struct pack_lookup {
    struct pack_text name, file, fill;
    struct pack_range rows;  /* in LOOKUP_ROW */
    struct pack_range slots; /* in LOOKUP_SLOT: first row of each set of keys */
    uint8_t keys;            /* at most LOOKUP_KEYS_MAX */
    uint8_t band;            /* enum lookup_band */
    uint8_t wild;   /* bit n: rows leave key n open; bit 0 is the last key */
    uint8_t flags;  /* enum lookup_flag */
    uint32_t empty; /* rows left out for want of a value */
};

struct pack_lookup_row {
    struct pack_text keys[LOOKUP_KEYS_MAX]; /* empty: any */
    int64_t limit, value; /* millionths; limit INT64_MAX or MIN: none */
    uint32_t bands;       /* rows with these keys from here on */
    uint32_t source_row;
};

struct pack_department {
    struct pack_text code, name;
    int64_t factor; /* millionths; INT64_MIN: none */
};

#endif
