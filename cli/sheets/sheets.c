#include "sheets/sheets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sheets/form.h"

/* ---- what the bytes tell ------------------------------------------------- */

/* The name of the first member of a zip, as in the workbooks that there are:
 * Excel and WPS begin with the list of types, others with any other part. */
static bool begins_workbook(struct text head)
{
    static const char *const parts[] = {"[Content_Types].xml", "_rels/",
                                        "docProps/", "xl/"};

    if (head.length < 30 || !text_starts(head, TEXT("PK\3\4")))
        return false;
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (text_starts(text_behind(head, 30), text_of(parts[i])))
            return true;
    return false;
}

static bool is_dbf_field(const unsigned char *field)
{
    return strchr("CNFDLMTIYB@GPV0+OQW", field[11]) != NULL && field[11] != 0 &&
           field[0] > ' ';
}

/* Its version, a date, the sizes of header and rows, a field. */
static bool begins_dbf(const unsigned char *p, size_t length)
{
    static const unsigned char versions[] = {
        0x02, 0x03, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0xCB, 0xF5, 0xFB};
    const unsigned head = length >= 65 ? p[8] | (unsigned)p[9] << 8 : 0;

    return head >= 65 && memchr(versions, p[0], sizeof versions) != NULL &&
           p[2] <= 12 && p[3] <= 31 && (p[10] | p[11]) != 0 && p[12] == 0 &&
           p[13] == 0 && is_dbf_field(p + 32);
}

/* The head as ASCII in small letters, without byte order mark and the zero
 * bytes of UTF-16. */
static struct text plain_head(const unsigned char *head, size_t length,
                              char out[SHEETS_HEAD])
{
    size_t n = 0;

    for (size_t i = 0; i < length && i < SHEETS_HEAD; i++) {
        const unsigned char c = head[i];

        if (c == 0 || c >= 0x80)
            continue;
        out[n++] = (char)(is_capital((char)c) ? c | 0x20 : c);
    }
    return text_trim((struct text){out, n});
}

static bool begins_any(struct text t, const char *const *tags, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (text_starts(t, text_of(tags[i])))
            return true;
    return false;
}

/* Records in XML may stand in elements called Table, Head, Body as well, so
 * that these are HTML only with what else HTML has. */
static bool begins_html(struct text t)
{
    static const char *const sure[] = {"<html", "<!doctype html"};
    static const char *const perhaps[] = {"<table", "<meta", "<head", "<style",
                                          "<body"};

    if (begins_any(t, sure, COUNT_OF(sure)))
        return true;
    if (begins_any(t, perhaps, COUNT_OF(perhaps)))
        return text_contains(t, TEXT("<tr>")) ||
               text_contains(t, TEXT("<tr ")) ||
               text_contains(t, TEXT("text/html"));
    return text_starts(t, TEXT("<?xml")) && text_contains(t, TEXT("<html"));
}

enum sheets_form sheets_form(const unsigned char *head, size_t length)
{
    char small[SHEETS_HEAD];
    struct text t;

    if (begins_workbook((struct text){(const char *)head, length}))
        return SHEETS_XLSX;
    if (begins_dbf(head, length))
        return SHEETS_DBF;
    t = plain_head(head, length, small);
    if (!text_starts(t, TEXT("<")))
        return SHEETS_NONE;
    if (text_contains(t,
                      TEXT("urn:schemas-microsoft-com:office:spreadsheet")) ||
        text_contains(t, TEXT("progid=\"excel.sheet\"")))
        return begins_html(t) ? SHEETS_HTML : SHEETS_XML;
    return begins_html(t) ? SHEETS_HTML : SHEETS_NONE;
}

/* ---- sheets -------------------------------------------------------------- */

bool sheets_fail(struct sheets *s, const char *why)
{
    if (!s->failed)
        snprintf(s->why, sizeof s->why, "%s", why);
    s->failed = true;
    s->more = false;
    return false;
}

void sheets_tell(struct sheets *s, struct text sheet, const char *what,
                 unsigned n)
{
    char line[256];
    const char *place = strstr(what, "%u");

    if (s->listener.tell == NULL)
        return;
    if (place == NULL)
        snprintf(line, sizeof line, "%s", what);
    else
        snprintf(line, sizeof line, "%.*s%u%s", (int)(place - what), what, n,
                 place + 2);
    s->listener.tell(s->listener.context, sheet, line);
}

struct sheets *sheets_open(enum sheets_form form, int fd, struct source source,
                           struct sheets_listener listener)
{
    static const struct form *const forms[] = {[SHEETS_XLSX] = &form_xlsx,
                                               [SHEETS_XML] = &form_xml,
                                               [SHEETS_HTML] = &form_html,
                                               [SHEETS_DBF] = &form_dbf};
    struct sheets *s = calloc(1, sizeof *s);

    if (s == NULL)
        return NULL;
    s->form = forms[form];
    s->fd = fd;
    s->source = source;
    s->listener = listener;
    s->state = calloc(1, s->form->size);
    if (s->state == NULL) {
        free(s);
        return NULL;
    }
    s->form->open(s);
    return s;
}

static void read_more(struct sheets *s)
{
    s->more = s->form->more(s);
    if (s->rows.out.failed || s->rows.gaps.failed)
        sheets_fail(s, "一行的内容太多，内存不足");
    if (s->name.failed || s->barren.failed || s->joined.failed)
        sheets_fail(s, "内存不足");
}

/* Rows until there are some to be read away. */
static void read_rows(struct sheets *s)
{
    while (s->more && s->rows.taken == s->rows.whole)
        read_more(s);
}

static void tell_whole(void *context, struct text sheet, const char *what)
{
    sheets_tell(context, sheet, what, 0);
}

/* At the end: what was passed over is told if it was rightly so. */
static void tell_barren(struct sheets *s)
{
    struct text names = buffer_view(&s->barren);

    while (names.length != 0) {
        const size_t length = strlen(names.at);

        sheets_tell(s, text_head(names, length),
                    "这张工作表里没有病案首页，没有读", 0);
        names = text_behind(names, length + 1);
    }
    buffer_reset(&s->barren);
    if (s->details != NULL)
        details_tell(s->details, tell_whole, s);
    details_free(s->details);
    s->details = NULL;
}

static bool rewind_form(struct sheets *s)
{
    s->form->close(s);
    memset(s->state, 0, s->form->size);
    return s->form->open(s);
}

/* Begins once more where no sheet held records; false if that is not so. */
static bool read_again(struct sheets *s)
{
    const struct sheets_listener none = {NULL, NULL};

    if (s->found || s->strict || s->barren.length == 0)
        return false;
    s->strict = true;
    s->listener = none; /* all was told */
    buffer_reset(&s->barren);
    return rewind_form(s);
}

bool sheets_pass_over(struct sheets *s, const struct slice *slice)
{
    const bool none =
        slice->trouble == SLICE_NOTHING || slice->trouble == SLICE_NO_TABLE;

    s->found = s->found || slice->trouble < SLICE_NOTHING;
    if (!none || !slice->first)
        return false;
    if (s->name.length == 0 || s->strict || (!s->found && !s->form->again))
        return false;
    buffer_text(&s->barren, buffer_view(&s->name));
    buffer_char(&s->barren, '\0');
    return !s->barren.failed;
}

bool sheets_foreign(const struct sheets *s)
{
    return s->foreign;
}

static enum sheets_step end_sheets(struct sheets *s)
{
    if (read_again(s))
        return sheets_next(s);
    tell_barren(s);
    return s->failed ? SHEETS_FAILED : SHEETS_END;
}

/* The next sheet, at its first rows; those of a sheet without any are none. */
static enum sheets_step begin_next(struct sheets *s)
{
    enum sheets_step step;

    buffer_reset(&s->name);
    rows_begin(&s->rows);
    step = s->form->next(s);
    s->more = step == SHEETS_SHEET;
    read_rows(s);
    return step;
}

/* ---- details ------------------------------------------------------------- */

/* The sheet's kind, by as many rows as that takes. */
static enum details_kind kind_of_sheet(struct sheets *s)
{
    while (s->more && s->rows.whole < DETAILS_TOP)
        read_more(s);
    return details_see(s->details, buffer_view(&s->name),
                       text_head(buffer_view(&s->rows.out), s->rows.whole),
                       !s->more);
}

/* The next whole row of the sheet without its line end; false if there is none
 * yet. */
static bool take_row(struct sheets *s, struct text *row)
{
    struct rows *r = &s->rows;
    const struct text rest =
        text_slice(buffer_view(&r->out), r->taken, r->whole);

    if (rest.length == 0)
        return false;
    *row = text_head(rest, text_find(rest, '\n'));
    r->taken += row->length + 1;
    s->joined_row++;
    return true;
}

/* Reads away the rows of the sheet at hand; those of details are kept. */
static void read_away(struct sheets *s, bool kept)
{
    struct text row;

    s->joined_row = 0;
    for (read_rows(s); take_row(s, &row);) {
        if (kept)
            details_add(s->details, row, rows_line(&s->rows, s->joined_row));
        if (s->rows.taken == s->rows.whole) {
            rows_take(&s->rows, NULL, 0);
            read_rows(s);
        }
    }
}

/* Keeps the details of all sheets; without any there is nothing to join. */
static void gather_details(struct sheets *s)
{
    const struct sheets_listener told = s->listener;

    s->listener = (struct sheets_listener){NULL, NULL};
    while (!s->failed && begin_next(s) == SHEETS_SHEET)
        if (s->rows.whole != 0 && kind_of_sheet(s) == DETAILS_ROWS)
            read_away(s, true);
    s->listener = told;
    s->failed = s->bomb = s->foreign = false; /* it will be so once more */
    if (!details_ready(s->details)) {
        details_free(s->details);
        s->details = NULL;
    }
    rewind_form(s);
    if (s->details != NULL && details_why(s->details) != NULL)
        sheets_fail(s, details_why(s->details));
}

void sheets_join(struct sheets *s, const struct pack *pack)
{
    bool any = false;

    for (uint32_t i = 0; i < pack_count(pack, SECTION_DIALECT); i++)
        any = any || PACK_ROW(pack, SECTION_DIALECT, pack_dialect, i)->flags &
                         DIALECT_DETAILS;
    if (!any || !s->form->again || s->failed)
        return;
    s->details = details_new(pack);
    if (s->details == NULL)
        sheets_fail(s, "内存不足");
    else
        gather_details(s);
}

/* A sheet of details is read away: what cannot be read of it is told. */
static bool is_kept_already(struct sheets *s)
{
    const enum details_kind kind =
        s->details != NULL ? kind_of_sheet(s) : DETAILS_NONE;

    s->joins = kind == DETAILS_PAGES;
    s->joined_row = 0;
    s->joined_taken = 0;
    buffer_reset(&s->joined);
    s->found = s->found || kind == DETAILS_ROWS;
    if (kind == DETAILS_ROWS)
        read_away(s, false);
    return kind == DETAILS_ROWS;
}

static void join_row(struct sheets *s, struct text row)
{
    const struct text mark = TEXT("\xEF\xBB\xBF");

    if (s->joined_row == 1 && text_starts(row, mark)) {
        buffer_text(&s->joined, mark);
        row = text_behind(row, mark.length);
    }
    details_join(s->details, row, rows_line(&s->rows, s->joined_row),
                 &s->joined);
    buffer_text(&s->joined, row);
    buffer_char(&s->joined, '\n');
}

/* The same as rows_take, with the details. */
static size_t take_joined(struct sheets *s, void *out, size_t room)
{
    struct text row;
    size_t n;

    if (s->joined_taken == s->joined.length) {
        buffer_reset(&s->joined);
        s->joined_taken = 0;
        if (take_row(s, &row))
            join_row(s, row);
        rows_take(&s->rows, NULL, 0);
    }
    n = s->joined.length - s->joined_taken;
    n = n < room ? n : room;
    if (n != 0)
        memcpy(out, s->joined.data + s->joined_taken, n);
    s->joined_taken += n;
    return n;
}

enum sheets_step sheets_next(struct sheets *s)
{
    while (!s->failed) {
        if (begin_next(s) == SHEETS_END)
            return end_sheets(s);
        if (s->rows.whole != 0 && !is_kept_already(s))
            return SHEETS_SHEET;
    }
    tell_barren(s);
    return SHEETS_FAILED;
}

struct text sheets_name(const struct sheets *s)
{
    return buffer_view(&s->name);
}

ptrdiff_t sheets_read(struct sheets *s, void *out, size_t room)
{
    size_t n;

    if (!s->joins || s->joined_taken == s->joined.length)
        read_rows(s);
    n = s->joins ? take_joined(s, out, room) : rows_take(&s->rows, out, room);
    if (n == 0 && s->failed)
        return s->bomb ? SOURCE_BOMB : SOURCE_FAILED;
    return (ptrdiff_t)n;
}

uint32_t sheets_line(const struct sheets *s, uint32_t line)
{
    return rows_line(&s->rows, line);
}

const char *sheets_why(const struct sheets *s)
{
    return s->why;
}

void sheets_close(struct sheets *s)
{
    if (s == NULL)
        return;
    s->form->close(s);
    buffer_free(&s->name);
    buffer_free(&s->rows.out);
    buffer_free(&s->rows.gaps);
    buffer_free(&s->barren);
    buffer_free(&s->joined);
    details_free(s->details);
    free(s->state);
    free(s);
}
