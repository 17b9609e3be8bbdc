/*
 * official.h -- the platform's own results: groups (service 3606) and monthly
 * settlement tables, as CSV, XLSX or JSON.
 *
 * What its columns are called is knowledge/official.csv: names of the service
 * and headings as platforms print them.
 */
#ifndef OFFICIAL_OFFICIAL_H
#define OFFICIAL_OFFICIAL_H

#include "base/arena.h"
#include "base/buffer.h"

enum official_column {
    OFFICIAL_SETTLEMENT, /* 结算ID */
    OFFICIAL_RECORD,     /* 病案号 */
    OFFICIAL_ADMISSION,  /* 住院次数 */
    OFFICIAL_PENDING,    /* 1: the list has not been uploaded */
    OFFICIAL_STATE,      /* 0: not grouped */
    OFFICIAL_GROUP,
    OFFICIAL_NAME,
    OFFICIAL_SCORE,
    OFFICIAL_AUXILIARY, /* the auxiliary catalogue took part */
    OFFICIAL_REMARKS,
    OFFICIAL_POINTS, /* after factors and deviation */
    OFFICIAL_POINT_VALUE,
    OFFICIAL_STANDARD,
    OFFICIAL_FUND,
    OFFICIAL_DEVIATION,
    OFFICIAL_PATIENT,
    OFFICIAL_COST,
    OFFICIAL_INSURANCE,
    OFFICIAL_DISCHARGE,
    OFFICIAL_COLUMNS
};

struct official_row {
    struct text cells[OFFICIAL_COLUMNS]; /* as they stand */
    struct text deviation; /* `normal` ..., empty for a word we do not know */
    struct text insurance; /* `employee` ..., the same */
    uint32_t month, day;   /* of the discharge: 202503, 16; 0 without */
    bool used;             /* one of our results is its partner */
};

struct official {
    struct official_row *rows;
    uint32_t count;
    struct official_row **by_settlement, **by_record; /* sorted */
    struct arena texts;
    struct text *unused; /* headings of columns that say nothing to us */
    uint32_t unused_count;
    uint32_t
        times[OFFICIAL_COLUMNS]; /* 10000 where it stands in 万元, else 1 */
    uint8_t digits[OFFICIAL_COLUMNS]; /* behind the point, of the cell with
                                         most of them */
    uint32_t given[OFFICIAL_COLUMNS]; /* rows that have the cell */
};

/* False after saying why; close it in either case. */
bool official_open(struct official *o, const char *path);
void official_close(struct official *o);

/* The row of a stay: by the settlement's number if both have it, else by
 * record number and, where both have it, count of admissions. NULL if there is
 * none, or several that cannot be told apart. */
struct official_row *official_find(const struct official *o,
                                   struct text settlement, struct text record,
                                   struct text admission);

/* The same; of several rows the one of the day of discharge (2025-03-16 ...,
 * empty: unknown). */
struct official_row *official_find_day(const struct official *o,
                                       struct text settlement,
                                       struct text record,
                                       struct text admission,
                                       struct text discharge);

/* ---- numbers (official-number.c) ----------------------------------------- */

/* A number of a cell: with separators of thousands, the sign of a currency,
 * 元 behind it, brackets for minus, binary dirt. *digits are those behind the
 * point; `.0` is how programs write whole numbers and has none. */
bool official_number(struct text cell, int128 *out, unsigned *digits);

/* The number of a row's cell in yuan, points or what the column is of; false
 * for what no stay comes to, so that sums and differences have room. */
#define OFFICIAL_MOST decimal_from_int(1000000000000000)
bool official_amount(const struct official *o, const struct official_row *row,
                     enum official_column column, int128 *out);

/* Half a unit of the last digit that the column has: what is no further apart
 * may be one number, rounded by the platform. */
int128 official_tolerance(const struct official *o,
                          enum official_column column);

#endif
