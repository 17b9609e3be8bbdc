/*
 * book.h -- a workbook of tables (XLSX), written row by row in bounded memory
 * and straight into its file. No cell is a formula, and no clock stands in it:
 * the same rows give the same bytes.
 *
 * Text is text letter for letter, numbers are numbers, days are days; what a
 * cell cannot hold (32,767 bytes) is cut off. A sheet has frozen headings, a
 * filter, columns as wide as their longest text, and prints to the width of a
 * page; what is for paper has its long texts in lines.
 */
#ifndef BOOK_BOOK_H
#define BOOK_BOOK_H

#include "base/buffer.h"
#include "book/zip.h"
#include "common/column.h"

/* Rows of a sheet in Excel, the headings' among them. */
#define BOOK_ROWS 1048576u
#define BOOK_COLUMNS 1024u

enum book_tone {
    TONE_PLAIN,
    TONE_RED,
    TONE_AMBER,
    TONE_BLUE,
    TONE_HEAD, /* headings and totals */
    TONES
};

/* A text that stands in many cells is kept once. */
struct book_text {
    uint64_t hash;
    uint32_t at, length; /* in `texts` */
};

struct book {
    struct zip zip;
    struct buffer xml;    /* of the sheet, on its way */
    struct buffer names;  /* struct book_name: of the sheets */
    struct buffer shared; /* struct book_text */
    struct buffer texts;
    uint32_t *slots; /* row of `shared` + 1, 0 free */
    bool failed;
};

/* How a table is laid out to be read on paper. */
struct sheet_paper {
    unsigned columns;            /* the first ones, which go there */
    const unsigned char *widths; /* of all columns: how wide at most, the text
                                  * then in lines; 0: in one line */
};

/* A table: one sheet, and further ones (病例 2 ...) where it has more rows than
 * `limit` with the headings. */
struct sheet {
    struct book *book;
    const char *name;
    const struct column *columns;
    unsigned count, parts;
    uint32_t limit;
    uint32_t row;                    /* the one being written, from 1 */
    uint32_t filtered;               /* the last one that the filter takes */
    const struct sheet_paper *paper; /* NULL: all of it */
    char digits[12];                 /* of that row */
    size_t digits_length;
    bool open;        /* <row> */
    size_t height_at; /* where the row's height stands in `xml`, on paper */
    unsigned lines;   /* of the row's tallest cell so far */
    unsigned char widths[BOOK_COLUMNS];
    uint16_t told[BOOK_COLUMNS]; /* texts that the column brought in */
    uint32_t last[BOOK_COLUMNS]; /* of those that are kept: the column's last */
};

/* Begins a workbook; close it in any case. */
void book_open(struct book *b, const char *path);

/* Ends the file, and reads it again; false if anything failed since book_open,
 * or the file does not hold what was put. */
bool book_close(struct book *b, const char *path);

/* True if nothing failed so far: there is no use in going on otherwise. */
static inline bool book_good(const struct book *b)
{
    return !b->failed && !b->zip.failed;
}

/* Begins a table of at most BOOK_COLUMNS columns, which outlive it, as the
 * name does. */
void sheet_open(struct sheet *s, struct book *book, const char *name,
                const struct column *columns, unsigned count, uint32_t limit);

/* The same for a table of at most BOOK_ROWS rows that goes to paper. */
void sheet_open_for_paper(struct sheet *s, struct book *book, const char *name,
                          const struct column *columns, unsigned count,
                          const struct sheet_paper *paper);

/* Begins the next row, whose cells are then put from left to right. */
void sheet_next(struct sheet *s);

/* The same for a row of totals: the last ones, which no filter hides. */
void sheet_next_total(struct sheet *s);

/* A cell of that row; an empty text is no cell, but for its colour. */
void sheet_put(struct sheet *s, unsigned column, struct text t,
               enum book_tone tone);

/* After the last row. */
void sheet_close(struct sheet *s);

#endif
