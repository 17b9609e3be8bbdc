#include "batch/page/html.h"

/* ---- texts --------------------------------------------------------------- */

static const char *entity_of(uint32_t c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '\t':
    case '\n':
    case '\r':
        return " ";
    default:
        return NULL;
    }
}

/* Controls, marks of direction, non-characters. */
static bool is_hidden(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C ||
           (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
           (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
}

/* Bytes from `at` on that go out as they are: ASCII without signs of HTML, and
 * three-byte characters from U+3000 to U+CFFF, which have none that is hidden.
 */
static size_t plain_run(struct text t, size_t at)
{
    const unsigned char *p = (const unsigned char *)t.at;
    const size_t from = at;

    for (;;) {
        if (at < t.length && p[at] < 0x7F && p[at] >= ' ' &&
            entity_of(p[at]) == NULL)
            at++;
        else if (t.length - at > 2 && p[at] >= 0xE3 && p[at] <= 0xEC &&
                 (p[at + 1] & 0xC0) == 0x80 && (p[at + 2] & 0xC0) == 0x80)
            at += 3;
        else
            return at - from;
    }
}

void html_text(struct buffer *out, struct text t, size_t limit)
{
    const struct text shown = text_cut(t, limit);

    for (size_t at = 0; at < shown.length;) {
        const size_t plain = plain_run(shown, at);
        buffer_put(out, shown.at + at, plain);
        at += plain;
        if (at == shown.length)
            break;
        const uint32_t c = text_next(shown, &at);
        const char *name = entity_of(c);
        char bytes[4];
        if (name != NULL)
            buffer_string(out, name);
        else
            buffer_put(out, bytes, text_put(is_hidden(c) ? 0xFFFD : c, bytes));
    }
    if (shown.length < t.length)
        buffer_string(out, "…");
}

/* ---- numbers ------------------------------------------------------------- */

/* Digits with a comma before every third from their end. */
static void put_grouped(struct buffer *out, struct text digits)
{
    for (size_t i = 0; i < digits.length; i++) {
        if (i != 0 && (digits.length - i) % 3 == 0)
            buffer_char(out, ',');
        buffer_char(out, digits.at[i]);
    }
}

void html_decimal(struct buffer *out, int128 n, unsigned places)
{
    char digits[DECIMAL_TEXT_MAX];
    const int128 rounded = decimal_round(n, places);
    const struct text all = {
        digits, decimal_text(rounded < 0 ? -rounded : rounded, digits)};
    struct text whole = {digits, 0};

    while (whole.length < all.length && whole.at[whole.length] != '.')
        whole.length++;
    buffer_string(out, rounded < 0 ? "−" : "");
    put_grouped(out, whole);
    if (places == 0)
        return;
    buffer_char(out, '.');
    for (size_t i = 0, at = whole.length + 1; i < places; i++, at++)
        buffer_char(out, at < all.length ? digits[at] : '0');
}

void html_count(struct buffer *out, uint64_t n)
{
    html_decimal(out, decimal_from_int((int64_t)n), 0);
}

void html_cell(struct buffer *out, struct text t, unsigned places)
{
    int128 n;

    if (decimal_parse(t, &n))
        html_decimal(out, n, places);
    else
        html_text(out, t, 64);
}

bool html_percent(uint64_t part, uint64_t whole, int128 *out)
{
    return decimal_divide(decimal_from_int((int64_t)part) * 100,
                          decimal_from_int((int64_t)whole), out);
}

const char *html_severity(struct text word)
{
    if (text_equal(word, TEXT("error")))
        return "<span class=\"sev e\">错误</span>";
    return text_equal(word, TEXT("warning"))
               ? "<span class=\"sev w\">警告</span>"
               : "<span class=\"sev i\">提示</span>";
}
