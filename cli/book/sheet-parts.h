/*
 * sheet-parts.h -- between book.c and sheet.c.
 */
#ifndef BOOK_SHEET_PARTS_H
#define BOOK_SHEET_PARTS_H

#include "book/book.h"

#define BOOK_XML                                                               \
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define BOOK_MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

/* How a cell is shown: the styles are these by the tones. */
enum book_form {
    FORM_TEXT,
    FORM_NUMBER,
    FORM_COUNT,
    FORM_AMOUNT,
    FORM_SHARE,
    FORM_DAY,
    FORM_LINES, /* text in lines */
    FORMS
};

/* A sheet of the workbook. */
struct book_name {
    char name[64];
    char filter[128];  /* '病例'!$A$1:$C$9 */
    char printed[128]; /* what goes to paper; empty: all */
};

/* The number of a text that is kept once; BOOK_NOT_SHARED: it is not. `likely`
 * is the number that it may have, as cells repeat the one above. */
#define BOOK_NOT_SHARED UINT32_MAX
uint32_t book_shared(struct book *b, struct text t, uint32_t likely,
                     bool may_add);

/* Writes `<t>text</t>`, with what XML cannot hold as a spreadsheet reads it,
 * to `out`, which has BOOK_STRING_ROOM; the end. */
#define BOOK_STRING_ROOM(length) ((length)*7 + 64)
char *book_put_string(char *out, struct text t);

#endif
