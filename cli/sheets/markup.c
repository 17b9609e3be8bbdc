/* Tables in markup: HTML as people's systems write it and call .xls, and the
 * XML spreadsheets of Excel 2003. Both are read by the tokens of the engine's
 * lexer, which forgives what exporters do. */
#include <stdio.h>
#include <string.h>

#include "base/gb18030.h"
#include "base/limits.h"
#include "compile/read/xlsx.h"
#include "input/decode/guess.h"
#include "input/decode/lexer.h"
#include "input/decode/utf8.h"
#include "input/decode/window.h"
#include "sheets/form.h"

#define STEP (64u << 10)
#define TOKEN_MAX (8u << 20)             /* a tag or comment, whole */
#define CELL_MAX (2 * LIMIT_FIELD_BYTES) /* more is more than any field has */
#define ROWS_MAX 1048576u

enum type { TYPE_TEXT, TYPE_NUMBER, TYPE_TRUTH, TYPE_DATE };

struct markup {
    bool xml;
    struct window window;
    bool ended; /* the bytes are */
    uint8_t encoding;
    size_t at;       /* in the window: behind the last token */
    unsigned tables; /* depth of them; XML: 1 within a sheet */
    bool in_row, in_cell, in_data, in_comment, in_script;
    bool begun;            /* HTML: its one sheet is */
    bool closed;           /* XML: the workbook is */
    uint32_t row, column;  /* at hand, from 1 */
    uint32_t across, down; /* cells that this one takes besides its own */
    enum type type;
    struct buffer raw;   /* of the cell */
    struct buffer clean; /* the same as UTF-8, without references */
    struct buffer taken; /* uint32_t by column: the last row that a cell from
                            above takes */
};

/* ---- text ---------------------------------------------------------------- */

static const struct {
    struct text name;
    uint32_t c;
} references[] = {{{"lt", 2}, '<'},   {{"gt", 2}, '>'},    {{"amp", 3}, '&'},
                  {{"quot", 4}, '"'}, {{"apos", 4}, '\''}, {{"nbsp", 4}, ' '}};

static int digit_of(char c, unsigned base)
{
    const char small = (char)(c | 0x20);

    if (is_digit(c))
        return c - '0';
    return base == 16 && small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

/* Of `#20013` or `#x4E2D`; 0 if it is none. */
static uint32_t numbered(struct text name)
{
    const unsigned base =
        name.length > 1 && (name.at[1] | 0x20) == 'x' ? 16 : 10;
    const size_t from = base == 16 ? 2 : 1;
    uint32_t c = 0;

    for (size_t i = from; i < name.length; i++) {
        const int digit = digit_of(name.at[i], base);

        if (digit < 0 || c > 0x10FFFF)
            return 0;
        c = c * base + (uint32_t)digit;
    }
    return c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF) ? 0 : c;
}

/* The character that a reference at t[at] stands for, *length its bytes; the
 * ampersand itself where it begins none. */
static uint32_t reference_at(struct text t, size_t at, size_t *length)
{
    const struct text rest = text_behind(t, at + 1);
    const size_t most = rest.length < 10 ? rest.length : 10;
    const char *end = memchr(rest.at, ';', most);
    struct text name;
    uint32_t c = 0;

    *length = 1;
    if (end == NULL || end == rest.at)
        return '&';
    name = text_head(rest, (size_t)(end - rest.at));
    if (name.at[0] == '#')
        c = numbered(name);
    for (size_t i = 0; i < COUNT_OF(references) && c == 0; i++)
        if (text_equal(name, references[i].name))
            c = references[i].c;
    if (c == 0)
        return '&';
    *length = name.length + 2;
    return c;
}

static void put_character(struct buffer *out, uint32_t c)
{
    char utf8[4];

    buffer_put(out, utf8, text_put(c == 0xA0 ? ' ' : c, utf8));
}

/* Bytes of the source as UTF-8, references resolved. */
static struct text clean_text(struct markup *m, struct text raw)
{
    size_t wide;
    const bool utf8 =
        m->encoding != ENCODING_GB18030 && utf8_faults(raw, 1, &wide) == 0;

    buffer_reset(&m->clean);
    for (size_t at = 0; at < raw.length;) {
        if (raw.at[at] == '&') {
            size_t length;
            const uint32_t c = reference_at(raw, at, &length);

            put_character(&m->clean, c);
            at += length;
        } else if (utf8) {
            buffer_char(&m->clean, raw.at[at++]);
        } else {
            unsigned length;
            const uint32_t c = gb18030_next(raw, at, &length);

            put_character(&m->clean, c <= 0x10FFFF ? c : 0xFFFD);
            at += length;
        }
    }
    return text_trim(buffer_view(&m->clean));
}

/* HTML breaks its lines anywhere: blanks in a row are one. */
static struct text join_blanks(struct buffer *b, struct text t)
{
    size_t length = 0;

    for (size_t i = 0; i < t.length; i++)
        if (!is_blank(t.at[i]))
            b->data[length++] = t.at[i];
        else if (length > 0 && b->data[length - 1] != ' ')
            b->data[length++] = ' ';
    return (struct text){b->data, length};
}

/* True if t begins with a day and its time, in digits. */
static bool begins_moment(struct text t)
{
    static const char form[] = "0000-00-00T00:00:00";
    size_t i = 0;

    while (i < t.length && form[i] != '\0' &&
           (form[i] == '0' ? is_digit(t.at[i]) : t.at[i] == form[i]))
        i++;
    return form[i] == '\0';
}

/* 2024-06-01T09:30:00.000 as other workbooks' dates are written; the hours of
 * a day that has none are left out, and the day where only hours are meant. */
static struct text plain_date(struct buffer *b, struct text t)
{
    struct text hours;

    if (!begins_moment(t))
        return t;
    hours = text_head(text_behind(t, 11), 8);
    if (text_starts(t, TEXT("1899-12-31")))
        return hours;
    b->data[t.at - b->data + 10] = ' ';
    return text_head(t, text_equal(hours, TEXT("00:00:00")) ? 10 : 19);
}

/* ---- cells --------------------------------------------------------------- */

static bool is_taken(const struct markup *m, uint32_t column)
{
    return column <= BUFFER_COUNT(&m->taken, uint32_t) &&
           BUFFER_ROWS(&m->taken, uint32_t)[column - 1] >= m->row;
}

/* The cell reaches down: its columns are taken in the rows below. */
static void take_below(struct markup *m)
{
    const uint32_t none = 0, to = m->column + m->across;

    while (BUFFER_COUNT(&m->taken, uint32_t) < to && !m->taken.failed)
        buffer_put(&m->taken, &none, sizeof none);
    for (uint32_t c = m->column; c <= to && !m->taken.failed; c++)
        BUFFER_ROWS(&m->taken, uint32_t)[c - 1] = m->row + m->down;
}

static struct text shown(struct markup *m, char number[XLSX_NUMBER])
{
    struct text t = clean_text(m, buffer_view(&m->raw));
    size_t length;

    if (!m->xml && t.length != 0)
        t = join_blanks(&m->clean, t);
    if (m->type == TYPE_DATE)
        return plain_date(&m->clean, t);
    if (m->type == TYPE_TRUTH)
        return text_equal(t, TEXT("1")) ? TEXT("TRUE") : TEXT("FALSE");
    length = m->type == TYPE_NUMBER ? xlsx_number(t, number) : 0;
    return length != 0 ? (struct text){number, length} : t;
}

static void end_cell(struct sheets *s)
{
    struct markup *m = s->state;
    char number[XLSX_NUMBER];

    if (!m->in_cell)
        return;
    m->in_cell = m->in_data = false;
    if (m->raw.length != 0)
        rows_cell(&s->rows, m->row, m->column, shown(m, number));
    if (m->down != 0)
        take_below(m);
    m->column += m->across;
    buffer_reset(&m->raw);
}

static void end_row(struct sheets *s)
{
    struct markup *m = s->state;

    end_cell(s);
    if (m->in_row)
        rows_end(&s->rows);
    m->in_row = false;
}

static bool broken(struct sheets *s)
{
    return sheets_fail(s, "行列的编号不对，或行列太多，文件已损坏；请在表格"
                          "软件里打开后另存为 XLSX");
}

/* A number of an attribute, by its local name; `least` if there is none. */
static uint32_t attribute_count(struct text t, const struct token *token,
                                const char *name, uint32_t least)
{
    size_t at = token->begin;
    struct attribute a;

    while (token_attribute(t, token, &at, &a)) {
        uint32_t n = 0;

        if (!text_equal_fold(name_local(a.name), text_of(name)))
            continue;
        for (size_t i = 0; i < a.value.length && n < ROWS_MAX; i++)
            n = is_digit(a.value.at[i])
                    ? n * 10 + (uint32_t)(a.value.at[i] - '0')
                    : n;
        return n > least ? n : least;
    }
    return least;
}

static void begin_row(struct sheets *s, uint32_t row)
{
    struct markup *m = s->state;

    end_row(s);
    if (row <= m->row || (m->xml && row > ROWS_MAX))
        broken(s);
    m->row = row;
    m->column = 0;
    m->in_row = true;
}

/* The next cell that none from above takes, or the one that is named. */
static void begin_cell(struct sheets *s, uint32_t named, uint32_t across,
                       uint32_t down)
{
    struct markup *m = s->state;
    uint32_t column = named != 0 ? named : m->column + 1;

    while (named == 0 && is_taken(m, column))
        column++;
    if (column <= m->column || column > XLSX_COLUMNS ||
        across > XLSX_COLUMNS - column) {
        broken(s);
        return;
    }
    m->column = column;
    m->across = across;
    m->down = down;
    m->type = TYPE_TEXT;
    m->in_cell = true;
    buffer_reset(&m->raw);
}

static void add_text(struct markup *m, struct text t)
{
    const size_t room = CELL_MAX - m->raw.length;

    buffer_text(&m->raw, text_head(t, t.length < room ? t.length : room));
}

/* ---- HTML ---------------------------------------------------------------- */

static bool named(const struct token *token, const char *name)
{
    return text_equal_fold(name_local(token->name), text_of(name));
}

static void html_start(struct sheets *s, struct text t,
                       const struct token *token)
{
    struct markup *m = s->state;

    if (named(token, "table")) {
        end_row(s);
        buffer_reset(&m->taken);
        m->tables++;
    } else if (named(token, "tr")) {
        begin_row(s, m->row + 1);
    } else if (named(token, "td") || named(token, "th")) {
        if (!m->in_row)
            begin_row(s, m->row + 1);
        end_cell(s);
        begin_cell(s, 0, attribute_count(t, token, "colspan", 1) - 1,
                   attribute_count(t, token, "rowspan", 1) - 1);
        m->in_data = true;
    } else if (named(token, "br") || named(token, "p") || named(token, "div")) {
        if (m->in_cell)
            add_text(m, TEXT(" "));
    } else if (token->kind == TOKEN_START) {
        m->in_script = named(token, "style") || named(token, "script");
    }
}

static void html_end(struct sheets *s, const struct token *token)
{
    struct markup *m = s->state;

    if (named(token, "table")) {
        end_row(s);
        m->tables -= m->tables > 0;
    } else if (named(token, "tr")) {
        end_row(s);
    } else if (named(token, "td") || named(token, "th")) {
        end_cell(s);
    } else if (named(token, "style") || named(token, "script")) {
        m->in_script = false;
    }
}

/* ---- XML spreadsheets ---------------------------------------------------- */

static enum type type_of(struct text t, const struct token *token)
{
    size_t at = token->begin;
    struct attribute a;

    while (token_attribute(t, token, &at, &a))
        if (text_equal(name_local(a.name), TEXT("Type")))
            return text_equal(a.value, TEXT("Number"))     ? TYPE_NUMBER
                   : text_equal(a.value, TEXT("Boolean"))  ? TYPE_TRUTH
                   : text_equal(a.value, TEXT("DateTime")) ? TYPE_DATE
                                                           : TYPE_TEXT;
    return TYPE_TEXT;
}

static void begin_sheet(struct sheets *s, struct text t,
                        const struct token *token)
{
    struct markup *m = s->state;
    size_t at = token->begin;
    struct attribute a;

    if (m->tables != 0) {
        broken(s);
        return;
    }
    m->tables = 1;
    m->row = 0;
    m->in_comment = false;
    buffer_reset(&m->taken);
    while (token_attribute(t, token, &at, &a))
        if (text_equal(name_local(a.name), TEXT("Name")))
            buffer_text(&s->name, clean_text(m, a.value));
}

static void xml_start(struct sheets *s, struct text t,
                      const struct token *token)
{
    struct markup *m = s->state;
    const bool empty = token->kind == TOKEN_EMPTY;

    if (named(token, "Worksheet") && !empty) {
        begin_sheet(s, t, token);
    } else if (m->tables == 0) {
        return;
    } else if (named(token, "Row")) {
        begin_row(s, attribute_count(t, token, "Index", m->row + 1));
        m->in_row = !empty;
    } else if (named(token, "Cell") && m->in_row) {
        begin_cell(s, attribute_count(t, token, "Index", 0),
                   attribute_count(t, token, "MergeAcross", 0),
                   attribute_count(t, token, "MergeDown", 0));
        if (empty)
            end_cell(s);
    } else if (named(token, "Comment") && !empty) {
        m->in_comment = true;
    } else if (named(token, "Data") && m->in_cell && !m->in_comment) {
        m->type = type_of(t, token);
        m->in_data = !empty;
    }
}

static void xml_end(struct sheets *s, const struct token *token)
{
    struct markup *m = s->state;

    if (named(token, "Data"))
        m->in_data = false;
    else if (named(token, "Comment"))
        m->in_comment = false;
    else if (named(token, "Cell"))
        end_cell(s);
    else if (named(token, "Row"))
        end_row(s);
    else if (named(token, "Worksheet")) {
        end_row(s);
        m->tables = 0;
    } else if (named(token, "Workbook"))
        m->closed = true;
}

/* ---- tokens -------------------------------------------------------------- */

/* The next token, text perhaps in pieces; false at the end of the bytes and
 * after a failure. */
static bool next_token(struct sheets *s, struct text *t, struct token *token)
{
    struct markup *m = s->state;

    for (;;) {
        *t = window_view(&m->window);
        *token = token_next(*t, m->at);
        if (token->kind != TOKEN_NONE && !token_partial(token))
            break;
        if (m->ended)
            return false;
        window_drop(&m->window, m->at);
        m->at = 0;
        m->ended =
            !window_more(&m->window, window_view(&m->window).length + STEP);
        if (window_view(&m->window).length > TOKEN_MAX)
            return sheets_fail(s, "标记太长，不像表格");
    }
    m->at = token->end;
    return true;
}

static void take_token(struct sheets *s, struct text t,
                       const struct token *token)
{
    struct markup *m = s->state;
    struct text text = {t.at + token->begin, token->end - token->begin};

    switch (token->kind) {
    case TOKEN_START:
    case TOKEN_EMPTY:
        (m->xml ? xml_start : html_start)(s, t, token);
        break;
    case TOKEN_END:
        (m->xml ? xml_end : html_end)(s, token);
        break;
    case TOKEN_CDATA:
        text = (struct text){text.at + 9, text.length - 12};
        /* fall through */
    case TOKEN_TEXT:
        if (m->in_cell && m->in_data && !m->in_script)
            add_text(m, text);
        break;
    default:
        break;
    }
}

/* At the end of the bytes: what has been begun must have been ended. */
static bool end_bytes(struct sheets *s)
{
    struct markup *m = s->state;

    if (m->window.failed) {
        s->bomb = m->window.bomb;
        return sheets_fail(s, m->window.no_memory ? "内存不足" : "读取中断");
    }
    if (m->tables != 0 || (m->xml && !m->closed))
        return sheets_fail(s, "不完整，后面被截断了");
    return false;
}

/* ---- the forms ----------------------------------------------------------- */

static bool open_markup(struct sheets *s)
{
    struct markup *m = s->state;
    struct text t;

    window_open(&m->window, s->source);
    m->ended = !window_more(&m->window, STEP);
    t = window_view(&m->window);
    m->encoding = guess_encoding(t, m->window.encoding, ENCODING_NONE).encoding;
    return true;
}

static bool open_xml(struct sheets *s)
{
    ((struct markup *)s->state)->xml = true;
    return open_markup(s);
}

/* All tables of a page are one sheet: rows are counted through. */
static enum sheets_step html_next(struct sheets *s)
{
    struct markup *m = s->state;
    const bool first = !m->begun;

    m->begun = true;
    return s->failed ? SHEETS_FAILED : first ? SHEETS_SHEET : SHEETS_END;
}

static bool html_more(struct sheets *s)
{
    const struct markup *m = s->state;
    struct token token;
    struct text t;

    if (!next_token(s, &t, &token))
        return end_bytes(s);
    take_token(s, t, &token);
    if (m->raw.failed || m->clean.failed || m->taken.failed)
        sheets_fail(s, "内存不足");
    return !s->failed;
}

static enum sheets_step xml_next(struct sheets *s)
{
    struct markup *m = s->state;
    struct token token;
    struct text t;

    while (m->tables == 0 && !s->failed) {
        if (!next_token(s, &t, &token)) {
            end_bytes(s);
            return s->failed ? SHEETS_FAILED : SHEETS_END;
        }
        take_token(s, t, &token);
    }
    return s->failed ? SHEETS_FAILED : SHEETS_SHEET;
}

static bool xml_more(struct sheets *s)
{
    const struct markup *m = s->state;

    return html_more(s) && m->tables != 0;
}

static void close_markup(struct sheets *s)
{
    struct markup *m = s->state;

    window_close(&m->window);
    buffer_free(&m->raw);
    buffer_free(&m->clean);
    buffer_free(&m->taken);
}

const struct form form_html = {
    sizeof(struct markup), false, open_markup, html_next, html_more,
    close_markup};
const struct form form_xml = {
    sizeof(struct markup), false, open_xml, xml_next, xml_more, close_markup};
