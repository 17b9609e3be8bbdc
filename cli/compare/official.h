/*
 * official.h -- the platform's own grouping results (service 3606), as CSV,
 * XLSX or JSON.
 *
 * What its columns are called is knowledge/official.csv: names of the service
 * and headings as platforms print them.
 */
#ifndef COMPARE_OFFICIAL_H
#define COMPARE_OFFICIAL_H

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
    OFFICIAL_COLUMNS
};

struct official_row {
    struct text cells[OFFICIAL_COLUMNS];
    bool used; /* one of our results is its partner */
};

struct official {
    struct official_row *rows;
    uint32_t count;
    struct official_row **by_settlement, **by_record; /* sorted */
    struct arena texts;
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

#endif
