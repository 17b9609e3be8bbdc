/*
 * sheets.h -- tables in the boxes that people keep them in, as the delimited
 * text that the engine reads: workbooks (XLSX), XML spreadsheets of 2003, HTML
 * tables (often named .xls), DBF.
 *
 * Each sheet becomes UTF-8 with a byte order mark, cells parted by commas. Row
 * n of the sheet is line n of the text, but for many blank ones, which are left
 * out: sheets_line knows;
 * line ends in cells become blanks, dates 2024-06-01 or 2024-06-01 09:30:00.
 * Sheets are streamed: what is kept is a row and a workbook's shared texts.
 */
#ifndef SHEETS_SHEETS_H
#define SHEETS_SHEETS_H

#include "input/decode/slice.h"
#include "pack/pack.h"

/* What the first bytes of a file tell, whatever its name is. */
enum sheets_form {
    SHEETS_NONE,
    SHEETS_XLSX, /* must be seekable */
    SHEETS_XML,
    SHEETS_HTML,
    SHEETS_DBF
};

#define SHEETS_HEAD 512u

enum sheets_form sheets_form(const unsigned char *head, size_t length);

/* Told of what is passed over: `sheet` may be empty. */
struct sheets_listener {
    void (*tell)(void *context, struct text sheet, const char *what);
    void *context;
};

struct sheets;

/* XLSX is read from the file `fd`, all others from the source. NULL without
 * memory. Both must outlive it. */
struct sheets *sheets_open(enum sheets_form form, int fd, struct source source,
                           struct sheets_listener listener);

/* Sheets of details are to be joined to those of pages (details.h), where a
 * dialect of the pack says so and the form can be read twice. Before the first
 * sheet. */
void sheets_join(struct sheets *s, const struct pack *pack);

enum sheets_step {
    SHEETS_SHEET, /* at a sheet that has cells */
    SHEETS_END,
    SHEETS_FAILED /* there is no more to be read, sheets_why says why */
};

/* Goes to the next sheet; hidden ones are passed over, and told. */
enum sheets_step sheets_next(struct sheets *s);

/* The name of the sheet; empty where it has none of its own. */
struct text sheets_name(const struct sheets *s);

/* Up to `room` bytes of the sheet's text: how many, 0 at its end,
 * SOURCE_FAILED or SOURCE_BOMB. Whole rows come before a failure. */
ptrdiff_t sheets_read(struct sheets *s, void *out, size_t room);

/* The row of the sheet that is this line of its text. */
uint32_t sheets_line(const struct sheets *s, uint32_t line);

/*
 * What the engine made of the sheet at hand. Many a workbook has a sheet of
 * explanations beside its records: true if the slice says that this one holds
 * none and it is passed over, and told in the end; false where that is to be
 * reported as an error, since no sheet of the workbook holds records.
 */
bool sheets_pass_over(struct sheets *s, const struct slice *slice);

/* True if the failure is that this is no workbook but something like it; the
 * engine then says what its bytes are. */
bool sheets_foreign(const struct sheets *s);

/* Why the last step or read failed, in words. */
const char *sheets_why(const struct sheets *s);

/* NULL is allowed. */
void sheets_close(struct sheets *s);

#endif
