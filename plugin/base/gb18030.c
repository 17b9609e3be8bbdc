#include "base/gb18030.h"

#include "base/gb18030-table.h"

#define NO_CHARACTER 0xFFFFFFFFu
#define EURO 0x20ACu
#define FOUR_FAR 189000u    /* linear number of U+10000 */
#define FOUR_END 1237576u   /* behind that of U+10FFFF */
#define FOUR_BMP_END 39420u /* behind that of U+FFFF */

/* The last range that begins at n or before it, by code point or by linear
 * number. */
static unsigned range_of(uint32_t n, bool by_code)
{
    unsigned low = 0, high = GB_RANGES;

    while (high - low > 1) {
        const unsigned middle = (low + high) / 2;

        if ((by_code ? gb_ranges[middle].code : gb_ranges[middle].linear) <= n)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Of a four-byte character; the bytes are in range. */
static uint32_t from_linear(uint32_t linear)
{
    if (linear >= FOUR_FAR)
        return linear < FOUR_END ? 0x10000 + (linear - FOUR_FAR) : NO_CHARACTER;
    if (linear >= FOUR_BMP_END)
        return NO_CHARACTER;
    if (linear == GB_ODD_LINEAR)
        return GB_ODD_CODE;
    const unsigned i = range_of(linear, false);
    return gb_ranges[i].code + (linear - gb_ranges[i].linear);
}

static uint32_t to_linear(uint32_t c)
{
    if (c >= 0x10000)
        return FOUR_FAR + (c - 0x10000);
    if (c == GB_ODD_CODE)
        return GB_ODD_LINEAR;
    const unsigned i = range_of(c, true);
    return gb_ranges[i].linear + (c - gb_ranges[i].code);
}

static uint32_t next_four(const unsigned char *p, size_t left, unsigned *length)
{
    if (left < 4 || p[2] < 0x81 || p[2] > 0xFE || p[3] < 0x30 || p[3] > 0x39)
        return NO_CHARACTER;
    const uint32_t c =
        from_linear((p[0] - 0x81u) * 12600 + (p[1] - 0x30u) * 1260 +
                    (p[2] - 0x81u) * 10 + (p[3] - 0x30u));
    if (c != NO_CHARACTER)
        *length = 4;
    return c;
}

uint32_t gb18030_next(struct text t, size_t at, unsigned *length)
{
    const unsigned char *p = (const unsigned char *)t.at + at;
    const size_t left = t.length - at;
    *length = 1;
    if (p[0] <= 0x80)
        return p[0] == 0x80 ? EURO : p[0];
    if (p[0] == 0xFF || left < 2)
        return NO_CHARACTER;
    const unsigned trail = p[1];
    if (trail < 0x40)
        return trail >= 0x30 && trail <= 0x39 ? next_four(p, left, length)
                                              : NO_CHARACTER;
    if (trail == 0x7F || trail == 0xFF)
        return NO_CHARACTER;
    *length = 2;
    const unsigned c =
        gb_two[(p[0] - 0x81u) * 190 + trail - 0x40 - (trail > 0x7F)];
    return c - GB_FAR < GB_FARS ? gb_far[c - GB_FAR].code : c;
}

static unsigned put_four(uint32_t linear, unsigned char *out)
{
    out[0] = (unsigned char)(0x81 + linear / 12600);
    out[1] = (unsigned char)(0x30 + linear / 1260 % 10);
    out[2] = (unsigned char)(0x81 + linear / 10 % 126);
    out[3] = (unsigned char)(0x30 + linear % 10);
    return 4;
}

/* Two bytes of c, 0 if it has none. */
static unsigned find_two(uint32_t c)
{
    if (c < 0x10000)
        return gb_back[gb_page[c >> 8] * 256u + (c & 0xFF)];
    for (unsigned i = 0; i < GB_FARS; i++)
        if (gb_far[i].code == c)
            return gb_far[i].bytes;
    return 0;
}

unsigned gb18030_put(uint32_t c, unsigned char *out)
{
    if (c < 0x80) {
        out[0] = (unsigned char)c;
        return 1;
    }
    if ((c >= 0xD800 && c <= 0xDFFF) || c > 0x10FFFF)
        return 0;
    const unsigned two = find_two(c);
    if (two == 0)
        return put_four(to_linear(c), out);
    out[0] = (unsigned char)(two >> 8);
    out[1] = (unsigned char)two;
    return 2;
}

void gb18030_encode(struct text utf8, struct buffer *out)
{
    size_t at = 0;
    while (at < utf8.length) {
        size_t run = at;
        while (run < utf8.length && (unsigned char)utf8.at[run] < 0x80)
            run++;
        buffer_put(out, utf8.at + at, run - at);
        at = run;
        if (at == utf8.length)
            return;
        unsigned char bytes[4];
        const unsigned length = gb18030_put(text_next(utf8, &at), bytes);
        buffer_put(out, bytes, length);
    }
}

size_t gb18030_faults(struct text t, size_t limit)
{
    size_t faults = 0, at = 0;
    while (at < t.length && faults < limit) {
        if ((unsigned char)t.at[at] < 0x80) {
            at++;
            continue;
        }
        unsigned length;
        faults += gb18030_next(t, at, &length) == NO_CHARACTER;
        at += length;
    }
    return faults;
}

/* Bytes below `0` are not part of a longer character, so that a character
 * begins behind each. */
size_t gb18030_whole(struct text t)
{
    size_t at = t.length;
    while (at > 0 && (unsigned char)t.at[at - 1] >= '0')
        at--;
    while (at < t.length) {
        unsigned length;
        const uint32_t c = gb18030_next(t, at, &length);
        if (c > 0x10FFFF && t.length - at < 4)
            break;
        at += length;
    }
    return at;
}
