/*
 * table.h -- a table of texts, as a bureau publishes it.
 *
 * Rows and columns of cells; columns are known by their headings, which may
 * stand below a title and in two rows. Cells are trimmed.
 */
#ifndef COMPILE_READ_TABLE_H
#define COMPILE_READ_TABLE_H

#include "base/arena.h"
#include "compile/build/build.h"

#define TABLE_COLUMNS 1024u /* what stands further right is not looked at */

struct table_row {
    uint32_t first, count; /* in cells */
    uint32_t line;         /* in the file, or row of the sheet */
};

/* What is wrong with a cell, or was mended; it is reported if the column is
 * asked for. */
enum table_mark_kind {
    MARK_UNCACHED, /* a formula without its result */
    MARK_ERROR,    /* #N/A and the like */
    MARK_NUMBER    /* binary digits or an exponent; the first of its column */
};

struct table_mark {
    enum table_mark_kind kind;
    uint32_t line, column; /* row of the sheet from 1, column from 0 */
    struct text shown;     /* as it stands in the file */
};

/* What is needed of a table that may be large: the columns that one of the
 * upper rows heads so. */
struct table_keep {
    const struct text *names;
    size_t count;
};

struct table {
    struct build *build;
    const char *file; /* the caller's path, or `own` */
    char *own;
    const char *sheet;    /* of a workbook, in `texts`; else NULL */
    struct buffer bytes;  /* as text: cells point into it */
    struct arena texts;   /* of a workbook: cells point into it */
    struct buffer shared; /* the same: the texts that its cells share */
    struct buffer marks;  /* struct table_mark */
    struct buffer cells;  /* struct text */
    struct buffer rows;   /* struct table_row; blank rows are left out */
    uint32_t data;        /* first row behind the headings */
    const struct heading *headings; /* what table_head was asked for */
    bool elsewhere;                 /* not beside the file that names it */
    uint32_t from; /* headings are looked for from this column on */
    bool beside;   /* there is another table on the sheet, with its own */
    const struct table_keep *keep; /* NULL: every column */
    bool cut;       /* rows below the upper ones have the kept cells only */
    uint32_t width; /* how many those are */
    uint16_t slots[TABLE_COLUMNS]; /* by column: which of them, or none */
    bool in_file;                  /* a workbook that is read from `fd` */
    int fd;
};

/* One column that is asked for. */
struct heading {
    struct text name; /* compared without any blanks; empty: none is asked */
    bool needed;      /* else its absence is no fault */
    int column;       /* found: from 0, else -1 */
};

/* Columns by their names; one that ends in ? may be absent. */
void table_headings(const char *const *names, struct heading *out,
                    size_t count);

/*
 * Reads a table, XLSX or text, as its bytes say; `from` is where it is named,
 * `sheet` empty for the first one that is not hidden. False after a fault.
 * table_close in either case.
 */
bool table_open(struct build *b, const char *path, struct text sheet,
                struct place from, struct table *out);

/* The same for a table of which some columns are needed: of the others nothing
 * is kept below the upper rows, and a workbook may be larger. `keep` must live
 * as long as the table. */
bool table_open_keeping(struct build *b, const char *path, struct text sheet,
                        struct place from, const struct table_keep *keep,
                        struct table *out);
void table_close(struct table *table);

/* True if a column of that heading is to be kept. */
bool table_keeps(const struct table_keep *keep, struct text heading);

/* Which of the row's own cells stands in a column; TABLE_NO_SLOT if none does,
 * since it is not kept. */
#define TABLE_NO_SLOT UINT32_MAX
uint32_t table_slot(const struct table *table, uint32_t row, uint32_t column);

/* Appends `count` of the row's own cells, those that it lacks empty. */
void table_put_cells(const struct table *table, uint32_t row, uint32_t count,
                     struct buffer *out);

/* A fault that there is no room: by the limit of a table, or no memory. */
void table_fault_room(const struct table *table);

/*
 * Finds the row of headings (the first of the upper rows that has every
 * needed one) and sets the columns. A heading is a cell, a cell joined to the
 * one above, or the one above where nothing stands below it. False after a
 * fault that names what is missing and what there is. Cells of the columns that
 * cannot be read are faults, too, and empty.
 */
bool table_head(struct build *b, struct table *table, struct heading *wanted,
                size_t count);

/* True if a row of data has the headings that table_head found, once more. */
bool table_heads_again(const struct table *table, uint32_t row, size_t count);

/* Rows of data are numbered table->data up to table_rows. */
uint32_t table_rows(const struct table *table);

#define TABLE_EACH(row, table)                                                 \
    for (uint32_t row = (table)->data; row < table_rows(table); row++)

/* The cell, trimmed; the empty text where there is none (column -1 too). */
struct text table_cell(const struct table *table, uint32_t row, int column);

/* Where a cell stands; column -1 for the row as a whole. */
struct place table_place(const struct table *table, uint32_t row, int column);
uint32_t table_line(const struct table *table, uint32_t row);

/* A cell by the number of its heading, where it stands, and a fault that says
 * what is wrong with it: `what`“cell”, and perhaps `after` behind it. */
struct text table_text(const struct table *table, uint32_t row,
                       unsigned heading);
struct place table_at(const struct table *table, uint32_t row,
                      unsigned heading);
void table_fault(const struct table *table, uint32_t row, unsigned heading,
                 const char *right, const char *what);
void table_fault_with(const struct table *table, uint32_t row, unsigned heading,
                      const char *right, const char *what, const char *after);

/* Splits the UTF-8 bytes of out->bytes as CSV (RFC 4180, blank lines and
 * either line end allowed) by tab, comma or semicolon, whichever its upper
 * lines have most (csv.c). False after a fault. */
bool table_parse_csv(struct build *b, struct table *out);

/* Reads a sheet of the workbook in out->bytes (xlsx.c). False after a fault. */
bool table_parse_xlsx(struct build *b, struct text sheet, struct place from,
                      struct table *out);

/* Adds a row of `count` cells that were appended to table->cells; a row
 * without any content is taken back. */
void table_add_row(struct table *table, uint32_t count, uint32_t line);

#endif
