#include "convert/table-book.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "common/command.h"
#include "common/digest.h"
#include "sheets/rows.h"
#include "sheets/sheets.h"

#define CREATED 946684800 /* 2000-01-01: it must name a time */

struct table_book {
    char *path;
    lxw_workbook *file;
    lxw_worksheet *sheet;
    lxw_format *text;
    struct buffer cell;
    struct rows meant;    /* what must be read again */
    struct digest digest; /* of it */
    uint32_t row;
    bool failed;
};

static bool make_book(struct table_book *b)
{
    lxw_workbook_options options = {.constant_memory = LXW_TRUE,
                                    .use_zip64 = LXW_TRUE};
    lxw_doc_properties properties = {.created = CREATED};

    rows_begin(&b->meant);
    digest_begin(&b->digest);
    b->file = workbook_new_opt(b->path, &options);
    if (b->file == NULL)
        return false;
    workbook_set_properties(b->file, &properties);
    b->text = workbook_add_format(b->file);
    format_set_num_format(b->text, "@");
    b->sheet = workbook_add_worksheet(b->file, "病案首页");
    if (b->sheet != NULL)
        worksheet_freeze_panes(b->sheet, 1, 0);
    return b->sheet != NULL;
}

struct table_book *table_book_open(const char *path)
{
    struct table_book *b = calloc(1, sizeof *b);

    if (b != NULL)
        b->path = strdup(path);
    if (b != NULL && b->path != NULL && make_book(b))
        return b;
    command_failed("内存不够");
    if (b != NULL)
        free(b->path);
    free(b);
    return NULL;
}

/* ---- cells --------------------------------------------------------------- */

/* What was put, as it must read. */
static void digest_rows(struct table_book *b)
{
    char piece[4096];
    size_t n;

    while ((n = rows_take(&b->meant, piece, sizeof piece)) != 0)
        digest_add(&b->digest, piece, n);
}

/* A spreadsheet shows the character of this number for _xHHHH_. */
static bool is_escape(struct text t)
{
    static const char digits[] = "0123456789ABCDEFabcdef";

    if (t.length < 7 || t.at[0] != '_' || t.at[1] != 'x' || t.at[6] != '_')
        return false;
    for (size_t i = 2; i < 6; i++)
        if (memchr(digits, t.at[i], sizeof digits - 1) == NULL)
            return false;
    return true;
}

/* The text as a string of what XML can hold. */
static const char *string_of(struct table_book *b, struct text t)
{
    buffer_reset(&b->cell);
    for (size_t i = 0; i < t.length;) {
        const bool escapes = is_escape(text_behind(t, i));
        char bytes[4];
        const uint32_t c = text_next(t, &i);
        const bool holds = c != 0 && c != 0xFFFE && c != 0xFFFF;

        if (escapes)
            buffer_string(&b->cell, "_x005F_");
        else
            buffer_put(&b->cell, bytes, text_put(holds ? c : 0xFFFD, bytes));
    }
    return b->cell.failed || b->cell.length == 0 ? "" : b->cell.data;
}

void table_book_put(struct table_book *b, uint32_t column, struct text t)
{
    t = text_trim(t);
    if (b->failed || t.length == 0)
        return;
    b->failed =
        worksheet_write_string(b->sheet, b->row, (lxw_col_t)column,
                               string_of(b, t), b->text) != LXW_NO_ERROR;
    rows_cell(&b->meant, b->row + 1, column + 1, t);
}

void table_book_next(struct table_book *b)
{
    rows_end(&b->meant);
    digest_rows(b);
    b->row++;
}

/* ---- the file, read again ------------------------------------------------ */

static bool reads_as_meant(const struct table_book *b)
{
    const int fd = open(b->path, O_RDONLY | O_CLOEXEC);
    struct sheets *s =
        fd >= 0 ? sheets_open(SHEETS_XLSX, fd, (struct source){NULL, NULL, 0},
                              (struct sheets_listener){NULL, NULL})
                : NULL;
    struct digest digest;
    char piece[4096];
    ptrdiff_t n = -1;

    digest_begin(&digest);
    if (s != NULL && sheets_next(s) == SHEETS_SHEET)
        while ((n = sheets_read(s, piece, sizeof piece)) > 0)
            digest_add(&digest, piece, (size_t)n);
    sheets_close(s);
    if (fd >= 0)
        close(fd);
    return n == 0 && digest_value(&digest) == digest_value(&b->digest);
}

bool table_book_close(struct table_book *b)
{
    bool good;

    if (b == NULL)
        return true;
    good = workbook_close(b->file) == LXW_NO_ERROR && !b->failed &&
           !b->cell.failed && !b->meant.out.failed && reads_as_meant(b);
    if (!good)
        command_failed("%s：写不了，或有内容放不进一张工作表（1048576 行，每格 "
                       "32767 字）",
                       b->path);
    buffer_free(&b->cell);
    buffer_free(&b->meant.out);
    free(b->path);
    free(b);
    return good;
}
