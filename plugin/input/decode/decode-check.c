#include "input/decode/decode.h"

#include "base/bytes.h"
#include "input/decode/utf8.h"

/* Characters that XML 1.0 allows, without our marks. */
static bool allowed(uint32_t c)
{
    if (c < 0x20)
        return c == '\t' || c == '\n' || c == '\r';
    if (c >= MARK_FIRST && c <= MARK_LAST)
        return false;
    return c <= 0xD7FF || (c >= 0xE000 && c <= 0xFFFD) ||
           (c >= 0x10000 && c <= 0x10FFFF);
}

static unsigned digit_of_base(char c, unsigned base)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    const char small = (char)(c | 0x20);
    return base == 16 && small >= 'a' && small <= 'f'
               ? (unsigned)(small - 'a') + 10
               : base;
}

/* Length of `#...;`, which t begins with; 0 if it is none. */
static size_t number_length(struct text t)
{
    const unsigned base = t.length > 1 && t.at[1] == 'x' ? 16 : 10;
    const size_t first = base == 16 ? 2 : 1;
    uint32_t c = 0;
    size_t at = first;
    for (; at < t.length && at < 16; at++) {
        const unsigned value = digit_of_base(t.at[at], base);
        if (value == base)
            break;
        if (c < 0x110000)
            c = c * base + value;
    }
    if (at == first || at == t.length || t.at[at] != ';' || !allowed(c))
        return 0;
    return at + 1;
}

size_t decode_reference(struct text t, size_t at)
{
    static const struct text names[] = {
        {"amp;", 4}, {"lt;", 3}, {"gt;", 3}, {"quot;", 5}, {"apos;", 5}};
    const struct text rest = {t.at + at + 1, t.length - at - 1};
    if (rest.length > 0 && rest.at[0] == '#') {
        const size_t length = number_length(rest);
        return length == 0 ? 0 : length + 1;
    }
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (text_starts(rest, names[i]))
            return names[i].length + 1;
    return 0;
}

/* Length of the run of clean characters from U+0080 on at t[at]. */
static size_t clean_high(struct text t, size_t at, struct clean *clean)
{
    const size_t from = at;
    while (at < t.length && (unsigned char)t.at[at] >= 0x80) {
        if (utf8_usual(t, at)) {
            at += 3;
            clean->wide++;
            continue;
        }
        unsigned length;
        const uint32_t c = utf8_next(t, at, &length);
        if (c == UTF8_BAD || c == 0xFEFF || !allowed(c))
            break;
        clean->wide += length == 3;
        clean->odd = clean->odd || is_odd_character(c);
        at += length;
    }
    return at - from;
}

size_t decode_clean(struct text t, struct clean *clean)
{
    size_t at = 0;
    *clean = (struct clean){.ascii = true};
    for (;;) {
        at = bytes_odd(t, at);
        if (at == t.length)
            return at;
        size_t length = 0;
        if ((unsigned char)t.at[at] >= 0x80) {
            length = clean_high(t, at, clean);
            clean->ascii = false;
        } else if (t.at[at] == '&') {
            length = decode_reference(t, at);
        }
        if (length == 0)
            return at;
        at += length;
    }
}
