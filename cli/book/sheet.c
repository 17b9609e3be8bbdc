/* The cells of a workbook's sheets. */
#include <stdio.h>

#include "base/calendar.h"
#include "base/decimal.h"
#include "book/sheet-parts.h"

/* Excel counts days from 1899-12-30, and knows none before 1900-03-01 for
 * sure. */
#define EXCEL_DAY 25569
#define EXCEL_FIRST 61
/* A double keeps that many digits. */
#define DIGITS 15
#define CELL_BYTES 32767
#define FLUSH_AT (128u << 10)
/* A part of a ZIP is below 4 GB; a row is far below the rest. */
#define PART_BYTES (3500ull << 20)
#define WIDTH_MAX 60
/* Beyond this a column's texts are not worth keeping. */
#define TOLD_MAX 4096
/* Of a sheet's head: all but its columns, and one of them. */
#define HEAD_BYTES 700
#define COLUMN_BYTES 64
#define CELL_ROOM 96 /* of a cell without its text */
/* Of a row: points of a line, and how many of these a row has room for. Excel
 * and LibreOffice would find the height themselves, but not on loading. */
#define LINE_HEIGHT 15
#define LINES_MAX 27
#define HEIGHT_DIGITS 3

/* ---- strings ------------------------------------------------------------- */

enum byte_kind {
    BYTE_PLAIN,
    BYTE_MARKUP,
    BYTE_CONTROL,
    BYTE_ESCAPE,
    BYTE_LAST
};

/* What a byte may need: 0xEF may begin U+FFFE and U+FFFF, which no XML has;
 * a spreadsheet shows the character of this number for _xHHHH_. */
static const unsigned char kinds[256] = {[0x00 ... 0x08] = BYTE_CONTROL,
                                         [0x0B ... 0x1F] = BYTE_CONTROL,
                                         ['&'] = BYTE_MARKUP,
                                         ['<'] = BYTE_MARKUP,
                                         ['>'] = BYTE_MARKUP,
                                         ['_'] = BYTE_ESCAPE,
                                         [0xEF] = BYTE_LAST};

static char *put_bytes(char *out, const char *bytes, size_t length)
{
    memcpy(out, bytes, length);
    return out + length;
}

#define PUT_LITERAL(out, literal) put_bytes(out, literal, sizeof(literal) - 1)

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

static char *put_markup(char *out, char c)
{
    if (c == '&')
        return PUT_LITERAL(out, "&amp;");
    return c == '<' ? PUT_LITERAL(out, "&lt;") : PUT_LITERAL(out, "&gt;");
}

static char *put_control(char *out, unsigned char c)
{
    static const char hex[] = "0123456789ABCDEF";
    const char escape[] = {'_', 'x', '0', '0', hex[c >> 4], hex[c & 15], '_'};

    return c == 0 ? PUT_LITERAL(out, "\xEF\xBF\xBD")
                  : put_bytes(out, escape, sizeof(escape));
}

/* The character at t[*at] that is not plain. */
static char *put_special(char *out, struct text t, size_t *at)
{
    const struct text rest = {t.at + *at, t.length - *at};
    const unsigned char c = (unsigned char)rest.at[0];

    (*at)++;
    switch (kinds[c]) {
    case BYTE_MARKUP:
        return put_markup(out, (char)c);
    case BYTE_CONTROL:
        return put_control(out, c);
    case BYTE_ESCAPE:
        return is_escape(rest) ? PUT_LITERAL(out, "_x005F_")
                               : PUT_LITERAL(out, "_");
    default:
        if (!text_starts(rest, TEXT("\xEF\xBF\xBE")) &&
            !text_starts(rest, TEXT("\xEF\xBF\xBF")))
            return put_bytes(out, rest.at, 1);
        *at += 2;
        return PUT_LITERAL(out, "\xEF\xBF\xBD");
    }
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

char *book_put_string(char *out, struct text t)
{
    out = is_space(t.at[0]) || is_space(t.at[t.length - 1])
              ? PUT_LITERAL(out, "<t xml:space=\"preserve\">")
              : PUT_LITERAL(out, "<t>");
    for (size_t at = 0; at < t.length;) {
        size_t end = at;

        while (end < t.length && kinds[(unsigned char)t.at[end]] == BYTE_PLAIN)
            end++;
        out = put_bytes(out, t.at + at, end - at);
        at = end;
        if (at < t.length)
            out = put_special(out, t, &at);
    }
    return PUT_LITERAL(out, "</t>");
}

/* ---- places -------------------------------------------------------------- */

/* A, B ... AA ... AMJ: the letters of a column, from 0. */
static char *put_letters(char *out, unsigned column)
{
    if (column >= 26)
        out = put_letters(out, column / 26 - 1);
    *out++ = (char)('A' + column % 26);
    return out;
}

static char *put_number(char *out, uint64_t n)
{
    char digits[24];
    size_t at = sizeof(digits);

    if (n < 10) {
        *out = (char)('0' + n);
        return out + 1;
    }
    do
        digits[--at] = (char)('0' + n % 10);
    while ((n /= 10) != 0);
    return put_bytes(out, digits + at, sizeof(digits) - at);
}

/* ---- how wide ------------------------------------------------------------ */

/* Columns of a screen, up to `most`: a Chinese character takes two. No text is
 * wider than it has bytes. */
static unsigned width_to(struct text t, unsigned most)
{
    unsigned width = 0;

    for (size_t i = 0; i < t.length && width < most; i++) {
        const unsigned char c = (unsigned char)t.at[i];
        width += c < 0x80 ? 1 : c >= 0xC0 ? 2 : 0;
    }
    return width;
}

static unsigned width_of(struct text t)
{
    return width_to(t, WIDTH_MAX);
}

/* Thousands have a comma, money two places. */
static unsigned width_of_number(enum book_form form, size_t length)
{
    return (unsigned)(length + length / 3) +
           (form == FORM_AMOUNT || form == FORM_NUMBER ? 2 : 0);
}

static bool has_lines(const struct sheet *s, unsigned column)
{
    return s->paper != NULL && s->paper->widths[column] != 0;
}

static void widen(struct sheet *s, unsigned column, unsigned width)
{
    const unsigned most =
        has_lines(s, column) ? s->paper->widths[column] : WIDTH_MAX;

    if (width > s->widths[column])
        s->widths[column] = (unsigned char)(width < most ? width : most);
}

/* A text in lines makes its row as high. */
static void heighten(struct sheet *s, unsigned column, struct text t)
{
    const unsigned most = s->paper->widths[column];
    const unsigned lines = (width_to(t, most * LINES_MAX) + most - 1) / most;

    if (lines > s->lines)
        s->lines = lines;
}

/* ---- cells --------------------------------------------------------------- */

/* A plain decimal that a double keeps. */
static bool is_number(struct text t)
{
    size_t digits = 0, points = 0;

    for (size_t i = 0; i < t.length; i++) {
        if (t.at[i] >= '0' && t.at[i] <= '9')
            digits++;
        else if (t.at[i] == '.' && digits != 0)
            points++;
        else if (t.at[i] != '-' || i != 0)
            return false;
    }
    return digits != 0 && digits <= DIGITS && points <= 1 &&
           t.at[t.length - 1] != '.';
}

static bool read_serial(struct text t, int32_t *out)
{
    if (!calendar_day_read(t, out) || *out + EXCEL_DAY < EXCEL_FIRST)
        return false;
    *out += EXCEL_DAY;
    return true;
}

/* How a cell is to be written; *day is set for a day. */
static enum book_form form_of(enum column_type type, struct text t,
                              int32_t *day)
{
    static const unsigned char forms[] = {
        [COLUMN_TEXT] = FORM_TEXT,   [COLUMN_NUMBER] = FORM_NUMBER,
        [COLUMN_COUNT] = FORM_COUNT, [COLUMN_AMOUNT] = FORM_AMOUNT,
        [COLUMN_SHARE] = FORM_SHARE, [COLUMN_DATE] = FORM_DAY};

    if (type == COLUMN_TEXT)
        return FORM_TEXT;
    if (type == COLUMN_DATE)
        return read_serial(t, day) ? FORM_DAY : FORM_TEXT;
    return is_number(t) ? (enum book_form)forms[type] : FORM_TEXT;
}

static char *put_text_cell(struct sheet *s, unsigned column, char *out,
                           struct text t)
{
    const uint32_t before = BUFFER_COUNT(&s->book->shared, struct book_text);
    const uint32_t n =
        book_shared(s->book, t, s->last[column], s->told[column] < TOLD_MAX);

    if (t.length > s->widths[column] && s->widths[column] < WIDTH_MAX)
        widen(s, column, width_of(t));
    if (has_lines(s, column))
        heighten(s, column, t);
    if (n == BOOK_NOT_SHARED) {
        out = PUT_LITERAL(out, " t=\"inlineStr\"><is>");
        out = book_put_string(out, t);
        return PUT_LITERAL(out, "</is></c>");
    }
    s->last[column] = n;
    s->told[column] = (uint16_t)(s->told[column] + (n == before));
    out = PUT_LITERAL(out, " t=\"s\"><v>");
    out = put_number(out, n);
    return PUT_LITERAL(out, "</v></c>");
}

static char *put_number_cell(struct sheet *s, unsigned column, char *out,
                             enum book_form form, struct text t, int32_t day)
{
    out = PUT_LITERAL(out, "><v>");
    if (form == FORM_DAY) {
        out = put_number(out, (uint64_t)day);
        widen(s, column, sizeof("2025-03-10") - 1);
    } else {
        out = put_bytes(out, t.at, t.length);
        widen(s, column, width_of_number(form, t.length));
    }
    return PUT_LITERAL(out, "</v></c>");
}

static unsigned style_of(const struct sheet *s, unsigned column,
                         enum book_form form, enum book_tone tone)
{
    if (form == FORM_TEXT &&
        (has_lines(s, column) || (s->paper != NULL && tone == TONE_HEAD)))
        form = FORM_LINES;
    return 1 + (unsigned)form * TONES + tone;
}

static void put_cell(struct sheet *s, unsigned column, enum column_type type,
                     struct text t, enum book_tone tone)
{
    struct buffer *xml = &s->book->xml;
    int32_t day = 0;
    char *out, *from;

    t = text_cut(t, CELL_BYTES);
    const enum book_form form = form_of(type, t, &day);
    from = out = buffer_reserve(xml, BOOK_STRING_ROOM(t.length) + CELL_ROOM);
    if (out == NULL) {
        s->book->failed = true;
        return;
    }
    out = put_letters(PUT_LITERAL(out, "<c r=\""), column);
    out = put_bytes(out, s->digits, s->digits_length);
    out = put_number(PUT_LITERAL(out, "\" s=\""),
                     style_of(s, column, form, tone));
    *out++ = '"';
    if (t.length == 0)
        out = PUT_LITERAL(out, "/>");
    else if (form == FORM_TEXT)
        out = put_text_cell(s, column, out, t);
    else
        out = put_number_cell(s, column, out, form, t, day);
    xml->length += (size_t)(out - from);
}

void sheet_put(struct sheet *s, unsigned column, struct text t,
               enum book_tone tone)
{
    if (t.length != 0 || tone != TONE_PLAIN)
        put_cell(s, column, s->columns[column].type, t, tone);
}

/* ---- rows ---------------------------------------------------------------- */

static void put_height(const struct sheet *s)
{
    char *digit = s->book->xml.data + s->height_at + HEIGHT_DIGITS;

    for (unsigned n = s->lines * LINE_HEIGHT; n != 0; n /= 10)
        *--digit = (char)('0' + n % 10);
}

static void end_row(struct sheet *s)
{
    struct buffer *xml = &s->book->xml;

    if (s->open && s->paper != NULL && !xml->failed)
        put_height(s);
    if (s->open)
        buffer_string(xml, "</row>\n");
    s->open = false;
    if (xml->failed)
        s->book->failed = true;
    if (xml->length < FLUSH_AT)
        return;
    zip_put(&s->book->zip, xml->data, xml->length);
    buffer_reset(xml);
}

static void begin_row(struct sheet *s)
{
    end_row(s);
    s->digits_length = (size_t)(put_number(s->digits, ++s->row) - s->digits);
    buffer_string(&s->book->xml, "<row r=\"");
    buffer_put(&s->book->xml, s->digits, s->digits_length);
    if (s->paper != NULL) {
        buffer_string(&s->book->xml, "\" ht=\"");
        s->height_at = s->book->xml.length;
        buffer_string(&s->book->xml, "000");
        s->lines = 1;
    }
    buffer_string(&s->book->xml, "\">");
    s->open = true;
}

/* ---- parts --------------------------------------------------------------- */

static size_t head_bytes(const struct sheet *s)
{
    return HEAD_BYTES + s->count * COLUMN_BYTES;
}

static void begin_part(struct sheet *s)
{
    struct book_name name = {.filter = ""};
    char path[64];

    if (++s->parts == 1)
        snprintf(name.name, sizeof(name.name), "%s", s->name);
    else
        snprintf(name.name, sizeof(name.name), "%s %u", s->name, s->parts);
    buffer_put(&s->book->names, &name, sizeof(name));
    s->book->failed = s->book->failed || s->book->names.failed;
    snprintf(path, sizeof(path), "xl/worksheets/sheet%u.xml",
             BUFFER_COUNT(&s->book->names, struct book_name));
    zip_begin(&s->book->zip, path, head_bytes(s));
    s->row = 0;
    memset(s->widths, 0, sizeof(s->widths));
    begin_row(s);
    for (unsigned i = 0; i < s->count; i++) {
        const struct text heading = text_of(s->columns[i].heading);

        /* The filter's button takes three more; on paper there are two lines.
         */
        widen(s, i, width_of(heading) / (s->paper != NULL ? 2 : 1) + 3);
        put_cell(s, i, COLUMN_TEXT, heading, TONE_HEAD);
    }
    s->lines = 2;
    s->filtered = 1;
}

/* What stands in front of the rows, blanks behind it. */
static void put_head(const struct sheet *s, struct buffer *out)
{
    char column[96]; /* room for any numbers; these have COLUMN_BYTES */

    buffer_string(out, BOOK_XML "<worksheet xmlns=\"" BOOK_MAIN "\"><sheetPr>"
                                "<pageSetUpPr fitToPage=\"1\"/></sheetPr>"
                                "<sheetViews><sheetView workbookViewId=\"0\">"
                                "<pane ySplit=\"1\" topLeftCell=\"A2\" "
                                "activePane=\"bottomLeft\" state=\"frozen\"/>"
                                "</sheetView></sheetViews><cols>");
    for (unsigned i = 0; i < s->count; i++) {
        snprintf(column, sizeof(column),
                 "<col min=\"%u\" max=\"%u\" width=\"%u\" customWidth=\"1\"/>",
                 i + 1, i + 1, s->widths[i] + 2);
        buffer_string(out, column);
    }
    buffer_string(out, "</cols><sheetData");
    while (out->length + 1 < head_bytes(s) && !out->failed)
        buffer_char(out, ' ');
    buffer_char(out, '>');
}

static void end_part(struct sheet *s)
{
    struct book *b = s->book;
    struct buffer head = {0};
    char last[8], foot[768], filter[64];

    end_row(s);
    *put_letters(last, s->count - 1) = '\0';
    snprintf(filter, sizeof(filter), "A1:%s%u", last, s->filtered);
    snprintf(
        foot, sizeof(foot),
        "</sheetData><autoFilter ref=\"%s\"/>"
        "<printOptions gridLines=\"1\"/><pageMargins left=\"0.25\" right=\"0.25\" top=\"0.5\" "
        "bottom=\"0.6\" header=\"0.3\" footer=\"0.3\"/>"
        "<pageSetup paperSize=\"9\" orientation=\"landscape\" "
        "fitToHeight=\"0\"/><headerFooter><oddFooter>&amp;L&amp;A&amp;R第 "
        "&amp;P 页，共 &amp;N 页</oddFooter></headerFooter></worksheet>",
        filter);
    buffer_string(&b->xml, foot);
    put_head(s, &head);
    b->failed = b->failed || b->xml.failed || head.failed;
    if (!b->failed) {
        struct book_name *name = BUFFER_ROWS(&b->names, struct book_name) +
                                 BUFFER_COUNT(&b->names, struct book_name) - 1;

        snprintf(name->filter, sizeof(name->filter), "'%s'!$A$1:$%s$%u",
                 name->name, last, s->filtered);
        if (s->paper != NULL) {
            *put_letters(last, s->paper->columns - 1) = '\0';
            snprintf(name->printed, sizeof(name->printed), "'%s'!$A$1:$%s$%u",
                     name->name, last, s->row);
        }
        zip_put(&b->zip, b->xml.data, b->xml.length);
        zip_end(&b->zip, buffer_view(&head));
    }
    buffer_reset(&b->xml);
    buffer_free(&head);
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

void sheet_open_for_paper(struct sheet *s, struct book *book, const char *name,
                          const struct column *columns, unsigned count,
                          const struct sheet_paper *paper)
{
    *s = (struct sheet){.book = book,
                        .name = name,
                        .columns = columns,
                        .count = count,
                        .limit = BOOK_ROWS,
                        .paper = paper};
    begin_part(s);
}

void sheet_next(struct sheet *s)
{
    if (s->row == s->limit || zip_part_bytes(&s->book->zip) > PART_BYTES) {
        end_part(s);
        begin_part(s);
    }
    begin_row(s);
    s->filtered = s->row;
}

void sheet_next_total(struct sheet *s)
{
    const uint32_t filtered = s->filtered;

    begin_row(s);
    s->filtered = filtered;
}

void sheet_close(struct sheet *s)
{
    end_part(s);
}
