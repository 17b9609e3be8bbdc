/*
 * book.h -- a workbook of tables, written row by row in constant memory
 * (libxlsxwriter). No cell is a formula, and no clock stands in it: the same
 * rows give the same bytes.
 *
 * Text is text letter for letter, numbers are numbers, days are days; what a
 * cell cannot hold (32,767 characters) is cut off.
 */
#ifndef BATCH_TABLES_BOOK_H
#define BATCH_TABLES_BOOK_H

#include <xlsxwriter.h>

#include "base/buffer.h"
#include "batch/common/columns.h"

/* Rows of a sheet in Excel, the headings' among them. */
#define BOOK_ROWS LXW_ROW_MAX

enum book_tone { TONE_PLAIN, TONE_RED, TONE_AMBER, TONE_BLUE, TONES };
enum book_form { FORM_TEXT, FORM_NUMBER, FORM_AMOUNT, FORM_DAY, FORMS };

/* What a sheet was given, to hold the file against. */
struct book_part {
    char name[64];
    uint64_t cells;
    uint64_t texts;       /* book_hash of those that are texts */
    uint32_t row, column; /* of the last cell, from 0 */
};

struct book {
    lxw_workbook *file;
    lxw_format *formats[FORMS][TONES];
    lxw_format *head;
    struct buffer text;  /* of one cell */
    struct buffer parts; /* struct book_part */
    bool failed;
};

/* A table: one sheet, and further ones (病例 2 ...) where it has more rows than
 * `limit` with the headings. */
struct sheet {
    struct book *book;
    const char *name;
    const struct column *columns;
    unsigned count, parts;
    uint32_t limit, row; /* the row being written */
    lxw_worksheet *part;
};

/* Begins a workbook; parts of it lie in `folder` on the way. `large`: its
 * sheets may pass 4 GB. False without memory; close it in any case. */
bool book_open(struct book *b, const char *path, const char *folder,
               bool large);

/* Writes the file, and reads it again; false if anything failed since
 * book_open, or the file does not hold what was put. */
bool book_close(struct book *b, const char *path);

/* False if the file's sheets and cells are not those that were put. */
bool book_is_held(const struct book *meant, const char *path);

/* A hash of texts one after the other; what a workbook spells in another way is
 * left out. */
uint64_t book_hash(uint64_t hash, struct text t);

/* Begins a table; its columns outlive it. */
void sheet_open(struct sheet *s, struct book *book, const char *name,
                const struct column *columns, unsigned count, uint32_t limit);

/* Begins the next row, whose cells are then put. */
void sheet_next(struct sheet *s);

/* A cell of that row; an empty text is no cell, but for its colour. */
void sheet_put(struct sheet *s, unsigned column, struct text t,
               enum book_tone tone);

/* After the last row: filters. */
void sheet_close(struct sheet *s);

#endif
