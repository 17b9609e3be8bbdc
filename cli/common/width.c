#include "common/width.h"

#include <stdio.h>

/* What moves a terminal's cursor, colours it, or turns the direction of what
 * it shows. */
static bool is_control(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

size_t width_shown(uint32_t c, char out[WIDTH_SHOWN])
{
    return is_control(c)
               ? (size_t)snprintf(out, WIDTH_SHOWN, "\\u%04x", (unsigned)c)
               : text_put(c, out);
}

void width_name(struct buffer *out, struct text name)
{
    char shown[WIDTH_SHOWN];

    for (size_t at = 0; at < name.length;)
        buffer_put(out, shown, width_shown(text_next(name, &at), shown));
}

/* Columns of one code point: 0, 1 or 2 (Unicode East Asian Width W and F). */
static unsigned columns_of(uint32_t c)
{
    static const struct {
        uint32_t from, to;
    } wide[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},  {0x3041, 0x33FF},
                {0x3400, 0x4DBF},   {0x4E00, 0xA4CF},  {0xA960, 0xA97C},
                {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},  {0xFE10, 0xFE19},
                {0xFE30, 0xFE6F},   {0xFF01, 0xFF60},  {0xFFE0, 0xFFE6},
                {0x1F300, 0x1FAFF}, {0x20000, 0x3FFFD}};

    if (c < 0x300)
        return c >= 0x20 && c != 0x7F ? 1 : 0;
    if ((c >= 0x300 && c <= 0x36F) || c == 0x200B || c == 0xFEFF)
        return 0;
    for (size_t i = 0; i < COUNT_OF(wide); i++)
        if (c >= wide[i].from && c <= wide[i].to)
            return 2;
    return 1;
}

size_t width_text(struct text t)
{
    size_t columns = 0;

    for (size_t at = 0; at < t.length;)
        columns += columns_of(text_next(t, &at));
    return columns;
}

void width_pad(struct buffer *out, struct text t, size_t columns)
{
    buffer_text(out, t);
    for (size_t n = width_text(t); n < columns; n++)
        buffer_char(out, ' ');
}

static bool is_among(uint32_t c, struct text marks)
{
    for (size_t at = 0; at < marks.length;)
        if (text_next(marks, &at) == c)
            return true;
    return false;
}

static bool is_closing(uint32_t c)
{
    return is_among(c, TEXT("，。、；：）”’》】〕！？％,.;:)]%!?"));
}

static bool is_opening(uint32_t c)
{
    return is_among(c, TEXT("（“‘《【〔"));
}

static bool stays_whole(uint32_t c)
{
    return c > 0x20 && c < 0x7F;
}

/* The bytes from `at` that stay on one line: a word or one character, with
 * the opening punctuation before it and the closing behind it. */
static size_t unit_end(struct text t, size_t at)
{
    uint32_t first = text_next(t, &at);

    while (is_opening(first) && at < t.length)
        first = text_next(t, &at);

    while (at < t.length) {
        size_t next = at;
        const uint32_t c = text_next(t, &next);
        if (!is_closing(c) && !(stays_whole(first) && stays_whole(c)))
            break;
        at = next;
    }
    return at;
}

/* A unit as a terminal may have it: a blank for blanks of any kind, U+FFFD for
 * other control characters. */
static void put_printable(struct buffer *out, struct text unit)
{
    for (size_t at = 0, from = 0; at < unit.length; from = at) {
        const uint32_t c = text_next(unit, &at);
        if (c == '\n' || c == '\r' || c == '\t')
            buffer_char(out, ' ');
        else if (is_control(c))
            buffer_string(out, "\xEF\xBF\xBD");
        else
            buffer_put(out, unit.at + from, at - from);
    }
}

static void new_line(struct buffer *out, size_t indent)
{
    while (out->length > 0 && out->data[out->length - 1] == ' ')
        out->length--;
    buffer_char(out, '\n');
    while (indent-- > 0)
        buffer_char(out, ' ');
}

void width_wrap(struct buffer *out, struct text t, size_t column, size_t indent,
                size_t columns)
{
    for (size_t at = 0; at < t.length;) {
        const size_t end = unit_end(t, at);
        const struct text unit = {t.at + at, end - at};
        const size_t width = width_text(unit);
        at = end;
        if (column + width > columns && column > indent) {
            new_line(out, indent);
            column = indent;
            if (text_trim(unit).length == 0)
                continue;
        }
        put_printable(out, unit);
        column += width;
    }
    buffer_char(out, '\n');
}
