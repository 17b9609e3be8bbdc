/* DBF (dBase III, FoxPro): a heading of the fields' names, a row a record. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/gb18030.h"
#include "compile/read/xlsx.h"
#include "input/decode/guess.h"
#include "input/decode/utf8.h"
#include "input/decode/window.h"
#include "sheets/form.h"

#define STEP (64u << 10)
#define HEAD 32u         /* bytes of the header, and of each field in it */
#define DAY_1970 2440588 /* in Julian days */
#define DAY_MS 86400000u

struct dbf_field {
    char type;
    uint32_t at, length; /* in the record */
    bool hidden;         /* FoxPro's own */
};

struct dbf {
    struct window window;
    struct buffer fields; /* struct dbf_field */
    uint32_t record;      /* bytes */
    uint32_t records, done, deleted;
    uint8_t encoding;
    bool foxpro, begun;
    struct buffer clean;
};

static uint32_t number_at(const unsigned char *p, unsigned bytes)
{
    uint32_t n = 0;

    for (unsigned i = bytes; i > 0; i--)
        n = n << 8 | p[i - 1];
    return n;
}

static const unsigned char *bytes_of(const struct dbf *d)
{
    return (const unsigned char *)window_view(&d->window).at;
}

static bool cut_short(struct sheets *s)
{
    struct dbf *d = s->state;

    s->bomb = d->window.bomb;
    return sheets_fail(s, d->window.no_memory ? "内存不足"
                          : d->window.failed  ? "读取中断"
                                             : "不完整，后面被截断了");
}

/* ---- the header ---------------------------------------------------------- */

/* A length of texts above 255 has its upper byte where numbers have their
 * decimals. */
static uint32_t length_of(const unsigned char *field)
{
    return field[11] == 'C' ? number_at(field + 16, 2) : field[16];
}

static bool read_fields(struct sheets *s, uint32_t head)
{
    struct dbf *d = s->state;
    const unsigned char *p = bytes_of(d);
    uint32_t at = 1;

    for (uint32_t i = HEAD; i + HEAD < head + 1 && p[i] != 0x0D; i += HEAD) {
        const struct dbf_field f = {.type = (char)p[i + 11],
                                    .at = at,
                                    .length = length_of(p + i),
                                    .hidden = d->foxpro && (p[i + 18] & 1)};

        buffer_put(&d->fields, &f, sizeof f);
        at += f.length;
    }
    if (d->fields.failed)
        return sheets_fail(s, "内存不足");
    return at == d->record ||
           sheets_fail(s, "各字段的长度与记录的长度不符，DBF 文件已损坏");
}

/* Chinese as the language byte says, or else as the bytes look. */
static uint8_t encoding_of(struct text rows, unsigned char language)
{
    if (language == 0x4D || language == 0x7A)
        return ENCODING_GB18030;
    return guess_encoding(rows, ENCODING_NONE, ENCODING_NONE).encoding;
}

static struct text clean_text(struct dbf *d, struct text raw)
{
    size_t wide;
    unsigned length;

    raw = text_trim(raw);
    if (d->encoding != ENCODING_GB18030 && utf8_faults(raw, 1, &wide) == 0)
        return raw;
    buffer_reset(&d->clean);
    for (size_t at = 0; at < raw.length; at += length) {
        const uint32_t c = gb18030_next(raw, at, &length);
        char utf8[4];

        buffer_put(&d->clean, utf8, text_put(c <= 0x10FFFF ? c : 0xFFFD, utf8));
    }
    return text_trim(buffer_view(&d->clean));
}

/* A field as text: up to its first zero byte. */
static struct text field_text(const unsigned char *p, uint32_t length)
{
    const unsigned char *end = memchr(p, 0, length);

    return (struct text){(const char *)p,
                         end == NULL ? length : (size_t)(end - p)};
}

static bool is_text(const struct dbf_field *f)
{
    return strchr("CNFDLVW", f->type) != NULL;
}

/* What FoxPro keeps in binary, and we read. */
static bool is_binary(const struct dbf *d, const struct dbf_field *f)
{
    return strchr("I+", f->type) != NULL
               ? f->length == 4
               : f->length == 8 && (strchr("YT@", f->type) != NULL ||
                                    (f->type == 'B' && d->foxpro));
}

static void put_headings(struct sheets *s)
{
    struct dbf *d = s->state;
    const unsigned char *p = bytes_of(d) + HEAD;
    uint32_t column = 0;

    BUFFER_EACH (f, &d->fields, const struct dbf_field) {
        const struct text name = clean_text(d, field_text(p, 11));

        p += HEAD;
        if (f->hidden)
            continue;
        rows_cell(&s->rows, 1, ++column, name);
        if (!is_text(f) && !is_binary(d, f))
            sheets_tell(s, name,
                        "这个字段的内容在另一个文件（.fpt、.dbt）里，或不是"
                        "文字，没有读",
                        0);
    }
    rows_end(&s->rows);
}

static bool dbf_open(struct sheets *s)
{
    struct dbf *d = s->state;
    const unsigned char *p;
    uint32_t head;

    window_open(&d->window, s->source);
    if (!window_more(&d->window, HEAD + HEAD))
        return cut_short(s);
    p = bytes_of(d);
    d->foxpro = p[0] >= 0x30 && p[0] <= 0x32;
    d->records = number_at(p + 4, 4);
    d->record = number_at(p + 10, 2);
    head = number_at(p + 8, 2);
    if (!window_more(&d->window, head))
        return cut_short(s);
    window_more(&d->window, head + STEP);
    d->encoding = encoding_of(text_behind(window_view(&d->window), head),
                              bytes_of(d)[29]);
    return read_fields(s, head);
}

static enum sheets_step dbf_next(struct sheets *s)
{
    struct dbf *d = s->state;

    if (s->failed || d->begun)
        return s->failed ? SHEETS_FAILED : SHEETS_END;
    d->begun = true;
    put_headings(s);
    window_drop(&d->window, number_at(bytes_of(d) + 8, 2));
    return SHEETS_SHEET;
}

/* ---- cells --------------------------------------------------------------- */

/* A day counted from 1970, without hours where they are none. */
static size_t put_moment(int64_t day, uint32_t ms, char out[XLSX_NUMBER])
{
    char serial[32];
    struct text t = {serial, 0};

    /* As a serial number of workbooks, in which the day is 25569. */
    t.length = (size_t)snprintf(serial, sizeof serial, "%" PRId64, day + 25569);
    const size_t length = xlsx_date(t, XLSX_DAY, false, out);

    if (length == 0 || ms == 0 || ms >= DAY_MS)
        return length;
    return length + (size_t)snprintf(out + length, XLSX_NUMBER - length,
                                     " %02u:%02u:%02u", ms / 3600000,
                                     ms / 60000 % 60, ms / 1000 % 60);
}

static size_t put_date(struct text t, char out[XLSX_NUMBER])
{
    if (t.length != 8)
        return 0;
    for (size_t i = 0; i < t.length; i++)
        if (!is_digit(t.at[i]))
            return 0;
    return (size_t)snprintf(out, XLSX_NUMBER, "%.4s-%.2s-%.2s", t.at, t.at + 4,
                            t.at + 6);
}

/* Of FoxPro: a whole number of ten-thousandths. */
static size_t put_currency(const unsigned char *p, char out[XLSX_NUMBER])
{
    const uint64_t bits = (uint64_t)number_at(p + 4, 4) << 32 | number_at(p, 4);
    const bool minus = bits >> 63;
    const uint64_t n = minus ? ~bits + 1 : bits;

    return (size_t)snprintf(out, XLSX_NUMBER, "%s%" PRIu64 ".%04u",
                            minus ? "-" : "", n / 10000, (unsigned)(n % 10000));
}

static size_t put_double(const unsigned char *p, char out[XLSX_NUMBER])
{
    char digits[XLSX_NUMBER];
    double d;
    struct text t = {digits, 0};

    memcpy(&d, p, sizeof d);
    t.length = (size_t)snprintf(digits, sizeof digits, "%.15g", d);
    const size_t length = xlsx_number(t, out);

    if (length == 0)
        memcpy(out, digits, t.length);
    return length != 0 ? length : t.length;
}

static size_t put_whole(const unsigned char *p, char out[XLSX_NUMBER])
{
    return (size_t)snprintf(out, XLSX_NUMBER, "%" PRId32,
                            (int32_t)number_at(p, 4));
}

static size_t put_stamp(const unsigned char *p, char out[XLSX_NUMBER])
{
    const uint32_t day = number_at(p, 4);

    return day == 0
               ? 0
               : put_moment((int64_t)day - DAY_1970, number_at(p + 4, 4), out);
}

static size_t put_binary(const struct dbf_field *f, const unsigned char *p,
                         char out[XLSX_NUMBER])
{
    switch (f->type) {
    case 'I':
    case '+':
        return put_whole(p, out);
    case 'Y':
        return put_currency(p, out);
    case 'B':
        return put_double(p, out);
    default:
        return put_stamp(p, out);
    }
}

static void put_cell(struct sheets *s, const struct dbf_field *f,
                     uint32_t column)
{
    struct dbf *d = s->state;
    const unsigned char *p = bytes_of(d) + f->at;
    char out[XLSX_NUMBER];
    struct text t;
    size_t length;

    if (!is_text(f)) {
        length = is_binary(d, f) ? put_binary(f, p, out) : 0;
        t = (struct text){out, length};
    } else {
        t = clean_text(d, field_text(p, f->length));
        length = f->type == 'D' ? put_date(t, out) : 0;
        if (length != 0)
            t = (struct text){out, length};
    }
    if (f->type != 'L' || !text_equal(t, TEXT("?")))
        rows_cell(&s->rows, d->done + 1, column, t);
}

/* ---- records ------------------------------------------------------------- */

/* Behind the records that the header counts there is nothing more. */
static bool end_records(struct sheets *s)
{
    struct dbf *d = s->state;

    if (d->deleted != 0)
        sheets_tell(s, TEXT(""), "有 %u 条作了删除标记，没有读", d->deleted);
    if (window_more(&d->window, 1) &&
        (bytes_of(d)[0] == ' ' || bytes_of(d)[0] == '*'))
        return sheets_fail(s, "文件头写的记录数少于实际的，后面的没有读；请在"
                              "原来的程序里修复或重新导出");
    return d->window.failed && cut_short(s);
}

static bool dbf_more(struct sheets *s)
{
    struct dbf *d = s->state;
    uint32_t column = 0;

    if (d->done == d->records)
        return end_records(s);
    if (!window_more(&d->window, d->record))
        return cut_short(s);
    d->done++;
    if (bytes_of(d)[0] == '*')
        d->deleted++;
    else
        BUFFER_EACH (f, &d->fields, const struct dbf_field)
            if (!f->hidden)
                put_cell(s, f, ++column);
    rows_end(&s->rows);
    window_drop(&d->window, d->record);
    return !d->clean.failed || sheets_fail(s, "内存不足");
}

static void dbf_close(struct sheets *s)
{
    struct dbf *d = s->state;

    window_close(&d->window);
    buffer_free(&d->fields);
    buffer_free(&d->clean);
}

const struct form form_dbf = {sizeof(struct dbf), false,    dbf_open,
                              dbf_next,           dbf_more, dbf_close};
