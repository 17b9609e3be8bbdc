/*
 * column.h -- the columns of a table that goes to a file: CSV, a workbook, a
 * database.
 */
#ifndef COMMON_COLUMN_H
#define COMMON_COLUMN_H

enum column_type {
    COLUMN_TEXT,   /* shown letter for letter */
    COLUMN_NUMBER, /* plain decimal or empty */
    COLUMN_COUNT,  /* whole number or empty */
    COLUMN_AMOUNT, /* yuan, plain decimal or empty */
    COLUMN_SHARE,  /* of one, plain decimal or empty; people see per cent */
    COLUMN_DATE    /* 2025-03-10 or 2025-03 or empty */
};

struct column {
    const char *name;    /* in the CSV files, as in the JSON result */
    const char *heading; /* for people */
    enum column_type type;
};

#endif
