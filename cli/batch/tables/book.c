#include "batch/tables/book.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/calendar.h"
#include "pack/pack.h"

/* 2000-01-01: a workbook must name a time of creation. */
#define CREATED 946684800
/* Excel counts days from 1899-12-30, and knows none before 1900-03-01 for
 * sure. */
#define EXCEL_DAY 25569
#define EXCEL_FIRST 61
/* A double keeps that many digits. */
#define DIGITS 15
#define CELL_BYTES 32767

static void make_formats(struct book *b)
{
    static const char *const forms[FORMS] = {"@", "General", "0.00;[Red]-0.00",
                                             "yyyy-mm-dd"};
    static const lxw_color_t colours[TONES] = {0, 0xFFC7CE, 0xFFEB9C, 0xDDEBF7};

    for (int f = 0; f < FORMS; f++)
        for (int t = 0; t < TONES; t++) {
            lxw_format *format = workbook_add_format(b->file);
            b->formats[f][t] = format;
            format_set_num_format(format, forms[f]);
            if (t != TONE_PLAIN)
                format_set_bg_color(format, colours[t]);
        }
    b->head = workbook_add_format(b->file);
    format_set_bold(b->head);
    format_set_bg_color(b->head, 0xD9E1F2);
    format_set_bottom(b->head, LXW_BORDER_THIN);
}

bool book_open(struct book *b, const char *path, const char *folder, bool large)
{
    lxw_workbook_options options = {.constant_memory = LXW_TRUE,
                                    .tmpdir = (char *)(uintptr_t)folder,
                                    .use_zip64 = large};
    lxw_doc_properties properties = {.created = CREATED};

    *b = (struct book){.file = workbook_new_opt(path, &options)};
    if (b->file == NULL)
        return false;
    workbook_set_properties(b->file, &properties);
    make_formats(b);
    return true;
}

bool book_close(struct book *b, const char *path)
{
    const bool written =
        b->file != NULL && workbook_close(b->file) == LXW_NO_ERROR;
    const bool good = written && !b->failed && !b->text.failed &&
                      !b->parts.failed && book_is_held(b, path);

    buffer_free(&b->text);
    buffer_free(&b->parts);
    return good;
}

/* ---- what was put -------------------------------------------------------- */

uint64_t book_hash(uint64_t hash, struct text t)
{
    for (size_t i = 0; i < t.length; i++)
        if ((unsigned char)t.at[i] < 0x20 ||
            (t.at[i] == '_' && i + 1 < t.length && t.at[i + 1] == 'x'))
            return hash;
    return pack_hash(t.at, t.length, hash) + 1;
}

static struct book_part *last_part(struct book *b)
{
    return BUFFER_ROWS(&b->parts, struct book_part) +
           BUFFER_COUNT(&b->parts, struct book_part) - 1;
}

static void note_cell(struct sheet *s, unsigned column, const char *text)
{
    struct book_part *part = last_part(s->book);

    if (s->book->parts.failed)
        return;
    part->cells++;
    part->row = s->row;
    part->column = column;
    if (text != NULL)
        part->texts = book_hash(part->texts, text_of(text));
}

/* ---- tables -------------------------------------------------------------- */

static double column_width(const struct column *column)
{
    static const double widths[] = {
        [COLUMN_TEXT] = 14,   [COLUMN_NUMBER] = 11, [COLUMN_COUNT] = 8,
        [COLUMN_AMOUNT] = 12, [COLUMN_SHARE] = 11,  [COLUMN_DATE] = 11};
    const double heading = (double)strlen(column->heading) * 2 / 3 + 3;

    return heading > widths[column->type] ? heading : widths[column->type];
}

static void begin_part(struct sheet *s)
{
    struct book *b = s->book;
    struct book_part part = {.cells = 0};

    if (++s->parts == 1)
        snprintf(part.name, sizeof(part.name), "%s", s->name);
    else
        snprintf(part.name, sizeof(part.name), "%s %u", s->name, s->parts);
    buffer_put(&b->parts, &part, sizeof(part));
    s->row = 0;
    s->part = workbook_add_worksheet(b->file, part.name);
    b->failed = b->failed || s->part == NULL;
    if (b->failed)
        return;
    worksheet_freeze_panes(s->part, 1, 0);
    for (lxw_col_t i = 0; i < s->count; i++) {
        worksheet_set_column(s->part, i, i, column_width(&s->columns[i]), NULL);
        worksheet_write_string(s->part, 0, i, s->columns[i].heading, b->head);
        note_cell(s, i, s->columns[i].heading);
    }
}

static void end_part(struct sheet *s)
{
    if (!s->book->failed)
        worksheet_autofilter(s->part, 0, 0, s->row, (lxw_col_t)(s->count - 1));
}

void sheet_open(struct sheet *s, struct book *book, const char *name,
                const struct column *columns, unsigned count, uint32_t limit)
{
    *s = (struct sheet){.book = book,
                        .name = name,
                        .columns = columns,
                        .count = count,
                        .limit = limit};
    begin_part(s);
}

void sheet_next(struct sheet *s)
{
    if (s->row + 1 == s->limit) {
        end_part(s);
        begin_part(s);
    }
    s->row++;
}

void sheet_close(struct sheet *s)
{
    end_part(s);
}

/* ---- cells --------------------------------------------------------------- */

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

/* The text as a string of what XML can hold and a spreadsheet shows as it
 * stands; what there is no room for is cut. */
static const char *string_of(struct book *b, struct text t)
{
    static const struct text underscore = {"_x005F_", 7};

    buffer_reset(&b->text);
    for (size_t i = 0; i < t.length && b->text.length < CELL_BYTES - 7;) {
        const bool escapes = is_escape((struct text){t.at + i, t.length - i});
        char bytes[4];
        const uint32_t c = text_next(t, &i);
        const bool holds = c != 0 && c != 0xFFFE && c != 0xFFFF;

        if (escapes)
            buffer_text(&b->text, underscore);
        else
            buffer_put(&b->text, bytes, text_put(holds ? c : 0xFFFD, bytes));
    }
    return b->text.failed || b->text.length == 0 ? "" : b->text.data;
}

/* The number of a plain decimal that a double keeps. */
static bool read_double(struct book *b, struct text t, double *out)
{
    size_t digits = 0;
    char *end;

    for (size_t i = 0; i < t.length; i++) {
        if (t.at[i] >= '0' && t.at[i] <= '9')
            digits++;
        else if (t.at[i] != '.' && (t.at[i] != '-' || i != 0))
            return false;
    }
    if (digits == 0 || digits > DIGITS)
        return false;
    const char *string = string_of(b, t);
    *out = strtod(string, &end);
    return *end == '\0';
}

static bool read_serial(struct text t, double *out)
{
    int32_t day;

    if (!calendar_day_read(t, &day) || day + EXCEL_DAY < EXCEL_FIRST)
        return false;
    *out = day + EXCEL_DAY;
    return true;
}

/* How a cell is to be written; *number is set unless it is text. */
static enum book_form cell_form(struct book *b, enum column_type type,
                                struct text t, double *number)
{
    if (type == COLUMN_TEXT)
        return FORM_TEXT;
    if (type == COLUMN_DATE)
        return read_serial(t, number) ? FORM_DAY : FORM_TEXT;
    if (!read_double(b, t, number))
        return FORM_TEXT;
    return type == COLUMN_AMOUNT ? FORM_AMOUNT : FORM_NUMBER;
}

void sheet_put(struct sheet *s, unsigned column, struct text t,
               enum book_tone tone)
{
    struct book *b = s->book;
    const lxw_col_t at = (lxw_col_t)column;
    const char *string = NULL;
    double number = 0;
    lxw_error error;

    if (b->failed || (t.length == 0 && tone == TONE_PLAIN))
        return;
    const enum book_form form =
        cell_form(b, s->columns[column].type, t, &number);
    lxw_format *format = b->formats[form][tone];
    if (t.length == 0)
        error = worksheet_write_blank(s->part, s->row, at, format);
    else if (form == FORM_TEXT)
        error = worksheet_write_string(s->part, s->row, at,
                                       string = string_of(b, t), format);
    else
        error = worksheet_write_number(s->part, s->row, at, number, format);
    b->failed = error != LXW_NO_ERROR;
    note_cell(s, column, string);
}
