/*
 * details.h -- sheets of details: a diagnosis, an operation or a fee a row,
 * which belong to the page of the same number on another sheet.
 *
 * A dialect says that there may be such (`@detail`): of its sheets those are
 * details that have key columns and columns of lists without a number. All of
 * them are read first and kept, up to DETAILS_MAX bytes; then to each row of a
 * sheet of pages those of its details are joined, as columns of one name before
 * its own, which is a form that the engine reads. Rows of the sheet stay lines.
 */
#ifndef SHEETS_DETAILS_H
#define SHEETS_DETAILS_H

#include "base/buffer.h"
#include "pack/pack.h"

#define DETAILS_MAX (32u << 20)  /* bytes of the rows kept */
#define DETAILS_TOP (256u << 10) /* of a sheet, enough to know it */

struct details;

/* NULL without memory. */
struct details *details_new(const struct pack *pack);

enum details_kind {
    DETAILS_NONE, /* neither */
    DETAILS_ROWS, /* rows of details */
    DETAILS_PAGES /* pages that details may be joined to */
};

/* What a sheet is, by its first rows; `all`: there are no more. Rows of
 * that sheet are then added, or joined, from its first on. */
enum details_kind details_see(struct details *d, struct text name,
                              struct text top, bool all);

/* A row of the sheet of details at hand, without its line end, and which row
 * of the sheet it is. */
void details_add(struct details *d, struct text row, uint32_t line);

/* All of them have been added. True if there are any. */
bool details_ready(struct details *d);

/* Writes what is to stand before a row of the sheet of pages seen last. */
void details_join(struct details *d, struct text row, uint32_t line,
                  struct buffer *out);

/* Told of what was not joined, a sheet of details by its name: rows whose page
 * is not there, pages that have none. */
void details_tell(const struct details *d,
                  void (*tell)(void *context, struct text sheet,
                               const char *what),
                  void *context);

/* Why no more can be kept, in words; NULL: all is well. */
const char *details_why(const struct details *d);
void details_free(struct details *d); /* NULL is allowed */

#endif
