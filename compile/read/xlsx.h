/*
 * xlsx.h -- a workbook (ECMA-376) in the compiler's hands: the zip around it,
 * the XML in its parts, the cells of one sheet.
 *
 * Parts are streamed: inflated piece by piece into libxml2's SAX2. Nothing is
 * fetched, a DTD ends the reading, and what a part may inflate to is bounded.
 */
#ifndef COMPILE_READ_XLSX_H
#define COMPILE_READ_XLSX_H

#include "compile/read/table.h"

struct xlsx {
    struct build *build;
    struct table *table;   /* its bytes are the zip; texts go to its arena */
    struct buffer strings; /* struct text: the shared strings, by number */
    bool stop;             /* a handler has seen enough, after its fault */
    bool ours;             /* what parts inflate to is not bounded */
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

/* What has been gathered, `_x000D_` read as the character it stands for, in
 * the table's arena; empties the runs. */
struct text xlsx_runs_take(struct xlsx *x, struct xlsx_runs *runs);

/* Reads the shared strings; false after a fault. */
bool xlsx_strings(struct xlsx *x, struct text path);

/* ---- one sheet (xlsx-sheet.c, xlsx-merge.c, xlsx-number.c) ------------- */

#define XLSX_COLUMNS 1024u /* what stands further right is not looked at */

/* Reads the cells of a sheet into the table; false after a fault. */
bool xlsx_sheet(struct xlsx *x, struct text path);

/* A merged area; rows and columns from 1, both ends included. */
struct xlsx_area {
    uint32_t top, left, bottom, right;
};

/* `C4` or `C4:E5`; false for anything else. */
bool xlsx_area(struct text ref, struct xlsx_area *out);

/* Gives every cell of merged areas the text of the first one; false where
 * that would be too much. `areas` holds struct xlsx_area. */
bool xlsx_merge(struct table *table, const struct buffer *areas);

#define XLSX_NUMBER 64 /* bytes of a number in plain digits, at most */

/*
 * A number as it stands in the file (3.0000000000000004E-1) as people see it
 * (0.3): at most 15 significant digits, no exponent. Its length in `out`; 0
 * if it stays as it is.
 */
size_t xlsx_number(struct text t, char out[XLSX_NUMBER]);

#endif
