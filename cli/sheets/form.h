/*
 * form.h -- the forms of sheets, each by its reader.
 */
#ifndef SHEETS_FORM_H
#define SHEETS_FORM_H

#include "sheets/details.h"
#include "sheets/rows.h"
#include "sheets/sheets.h"

/* How one form is read. Whoever fails calls sheets_fail. */
struct form {
    size_t size; /* of its state */
    bool again;  /* it can be read once more */
    /* Begins; false after a failure. */
    bool (*open)(struct sheets *s);
    /* Goes to the next sheet; at one whose rows come next. */
    enum sheets_step (*next)(struct sheets *s);
    /* More of its rows; false at its end and after a failure. */
    bool (*more)(struct sheets *s);
    void (*close)(struct sheets *s);
};

extern const struct form form_xlsx, form_xml, form_html, form_dbf;

struct sheets {
    const struct form *form;
    void *state;
    int fd;
    struct source source;
    struct sheets_listener listener;
    struct buffer name;
    struct rows rows;
    bool more;               /* rows of this sheet may come */
    struct buffer barren;    /* names of sheets passed over, NUL behind each */
    bool found;              /* a sheet holds records */
    struct details *details; /* NULL: none */
    struct buffer joined;    /* rows of a sheet that details are joined to */
    size_t joined_taken;
    uint32_t joined_row; /* of the text, the last one in `joined` */
    bool joins;
    bool strict; /* read once more, since none does: nothing is passed over */
    bool failed, bomb, foreign;
    char why[512];
};

/* Says why there is no more; false. The first reason stands. */
bool sheets_fail(struct sheets *s, const char *why);

/* Tells of what is passed over; `what` may have a %u for n. */
void sheets_tell(struct sheets *s, struct text sheet, const char *what,
                 unsigned n);

#endif
