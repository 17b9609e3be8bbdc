/*
 * xlsx.h -- a workbook (ECMA-376): the zip around it, the XML in its parts, the
 * cells of one sheet.
 *
 * Parts are streamed: inflated piece by piece into libxml2's SAX2. Nothing is
 * fetched, a DTD ends the reading, and what a part may inflate to is bounded.
 * The cells of a sheet are handed over as they come, to a table of the
 * compiler's or to whoever reads records; what is kept of a workbook are the
 * texts that its cells share.
 */
#ifndef COMPILE_READ_XLSX_H
#define COMPILE_READ_XLSX_H

#include "compile/read/table.h"

struct xlsx {
    struct build *build;
    struct table *table; /* its bytes are the zip; texts go to its arena and
                            to its shared strings */
    bool in_file;        /* no: the zip is the file below, from its start */
    int file;
    uint64_t most;       /* bytes that a part may inflate to; 0: as usual */
    struct buffer ends;  /* uint32_t: where each shared string ends */
    struct buffer looks; /* uint8_t by style: enum xlsx_look */
    bool from_1904;      /* days are counted from there */
    bool stop;           /* a handler has seen enough, after its fault */
    bool bomb;           /* a part inflates to more than is believable */
    bool ours;           /* what parts inflate to is not bounded */
};

/* ---- parts (xlsx-part.c) ----------------------------------------------- */

struct xlsx_attributes; /* of one element, while it starts */

/* The value of an attribute by its local name; empty if there is none. Lives
 * as long as the call of `start`. */
struct text xlsx_attribute(const struct xlsx_attributes *a, const char *name);

/* What a part's reader is told; names are local names. */
struct xlsx_events {
    void (*start)(void *user, struct text name,
                  const struct xlsx_attributes *a);
    void (*end)(void *user, struct text name);
    void (*text)(void *user, struct text t);
};

enum xlsx_outcome { XLSX_READ, XLSX_ABSENT, XLSX_FAULT };

/* Streams a part, named by its path in the zip. XLSX_ABSENT leaves the fault,
 * if it is one, to the caller. */
enum xlsx_outcome xlsx_part(struct xlsx *x, struct text path,
                            const struct xlsx_events *events, void *user);

/* The same piece by piece: *out is set with XLSX_READ only, and `path` must
 * outlive it. xlsx_part_more is false at the end and after trouble, which
 * xlsx_part_close tells. */
struct xlsx_part;
enum xlsx_outcome xlsx_part_open(struct xlsx *x, struct text path,
                                 const struct xlsx_events *events, void *user,
                                 struct xlsx_part **out);
bool xlsx_part_more(struct xlsx_part *p);
enum xlsx_outcome xlsx_part_close(struct xlsx_part *p);

/* A fault of the file as a whole, or of its sheet once that is chosen. */
void xlsx_fault(struct xlsx *x, const char *wrong, const char *right);

/* ---- texts (xlsx-strings.c) -------------------------------------------- */

/* Text of <si> or <is>: its runs joined, phonetic hints left out. */
struct xlsx_runs {
    struct buffer text;
    unsigned phonetic; /* depth */
    bool open;         /* within <t> */
};

void xlsx_runs_start(struct xlsx_runs *runs, struct text name);
void xlsx_runs_end(struct xlsx_runs *runs, struct text name);
void xlsx_runs_text(struct xlsx_runs *runs, struct text t);

/* What has been gathered, trimmed, `_x000D_` read as the character it stands
 * for; holds until the next text is gathered, which the next call but one
 * begins. */
struct text xlsx_runs_take(struct xlsx_runs *runs);

/* Reads the shared strings; false after a fault. */
bool xlsx_strings(struct xlsx *x, struct text path);

/* ---- how numbers are shown (xlsx-style.c) ------------------------------- */

enum xlsx_look { XLSX_PLAIN, XLSX_DAY, XLSX_TIME, XLSX_MOMENT, XLSX_PERCENT };

/* What a format (yyyy"年"m"月"d"日") makes of a number. */
enum xlsx_look xlsx_format(struct text code);

/* Reads the styles, by which dates are told from numbers; false after a
 * fault. */
bool xlsx_styles(struct xlsx *x, struct text path);

#define XLSX_NUMBER 64 /* bytes of a number in plain digits, at most */

/* A date's serial number as 2024-06-01, 2024-06-01 09:30:00 or 09:30:00. Its
 * length in `out`; 0 where it is none. */
size_t xlsx_date(struct text plain, enum xlsx_look look, bool from_1904,
                 char out[XLSX_NUMBER]);

/* Plain digits of a cell in a percent format, as people see them: 0.85 is 85%.
 * Its length in `out`; 0 where it is none. */
size_t xlsx_percent(struct text plain, enum xlsx_look look,
                    char out[XLSX_NUMBER]);

/* ---- one sheet (xlsx-sheet.c, xlsx-merge.c, xlsx-number.c) ------------- */

#define XLSX_COLUMNS 16384u /* that a sheet can have */

enum xlsx_kind {
    XLSX_TEXT,
    XLSX_DIGITS,  /* a number that stood otherwise, `raw` */
    XLSX_ERROR,   /* #N/A and the like: the text */
    XLSX_UNCACHED /* a formula without its result: no text */
};

struct xlsx_cell {
    uint32_t row, column; /* from 1 */
    enum xlsx_kind kind;
    struct text text, raw;
    bool lasting; /* the text is a shared one; else it goes with the call */
};

/* Who takes the cells of a sheet, of each row from the left, without those
 * that are empty; `row` is told behind its cells. */
struct xlsx_rows {
    void (*cell)(void *user, const struct xlsx_cell *cell);
    void (*row)(void *user, uint32_t row);
    void *user;
};

/* Opens a sheet's cells, to be read piece by piece, as a part. xlsx_sheet_more
 * is false at the end and after trouble, xlsx_sheet_close after a fault;
 * `areas` then holds the merged ones (struct xlsx_area). */
struct xlsx_sheet;
struct xlsx_sheet *xlsx_sheet_open(struct xlsx *x, struct text path,
                                   const struct xlsx_rows *rows);
bool xlsx_sheet_more(struct xlsx_sheet *s);
bool xlsx_sheet_close(struct xlsx_sheet *s, struct buffer *areas);

/* A merged area; rows and columns from 1, both ends included. */
struct xlsx_area {
    uint32_t top, left, bottom, right;
};

/* `C4` or `C4:E5`; false for anything else. */
bool xlsx_area(struct text ref, struct xlsx_area *out);

/* Gives every cell of merged areas the text of the first one; false where
 * that would be too much. `areas` holds struct xlsx_area. */
bool xlsx_merge(struct table *table, const struct buffer *areas);

/*
 * A number as it stands in the file (3.0000000000000004E-1) as people see it
 * (0.3): at most 15 significant digits, no exponent. Its length in `out`; 0
 * if it stays as it is.
 */
size_t xlsx_number(struct text t, char out[XLSX_NUMBER]);

/* ---- the workbook (xlsx.c) ---------------------------------------------- */

struct xlsx_entry {
    struct text name, id; /* id of its relationship */
    bool hidden;
};

struct xlsx_book {
    struct xlsx xlsx;
    struct text part;
    bool absent;             /* the zip has no such part */
    struct buffer sheets;    /* struct xlsx_entry */
    struct buffer relations; /* struct relation, of the part read last */
};

/* Reads which sheets there are; then the texts and styles that all of them
 * share. False after a fault. */
bool xlsx_book_sheets(struct xlsx_book *w);
bool xlsx_book_texts(struct xlsx_book *w);

/* The path of a sheet's cells, after xlsx_book_texts; empty for one that has
 * none (a chart). */
struct text xlsx_book_cells(struct xlsx_book *w,
                            const struct xlsx_entry *sheet);

void xlsx_book_close(struct xlsx_book *w);

#endif
