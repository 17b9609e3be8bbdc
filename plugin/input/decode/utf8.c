#include "input/decode/utf8.h"

#include "base/bytes.h"

static bool follows(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

/* What the lead byte says: bytes of the character, 0 for no lead. */
static unsigned length_of(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead < 0xC2 || lead > 0xF4)
        return 0;
    return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/* True if the second byte rules out longer forms than needed, and code
 * points beyond the last one. */
static bool second_fits(unsigned char lead, unsigned char second)
{
    switch (lead) {
    case 0xE0:
        return second >= 0xA0;
    case 0xF0:
        return second >= 0x90;
    case 0xF4:
        return second < 0x90;
    default:
        return true;
    }
}

static uint32_t assemble(const unsigned char *p, unsigned length)
{
    switch (length) {
    case 2:
        return (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
    case 3:
        return (p[0] & 0xFu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    case 4:
        return (p[0] & 0x7u) << 18 | (p[1] & 0x3Fu) << 12 |
               (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
    default:
        return p[0];
    }
}

uint32_t utf8_next(struct text t, size_t at, unsigned *length)
{
    const unsigned char *p = (const unsigned char *)t.at + at;
    const size_t left = t.length - at;
    const unsigned need = length_of(p[0]);
    unsigned have = 1;
    while (have < need && have < left && follows(p[have]) &&
           (have > 1 || second_fits(p[0], p[1])))
        have++;
    *length = have;
    if (have != need)
        return UTF8_BAD;
    const uint32_t c = assemble(p, need);
    return c >= 0xD800 && c <= 0xDFFF ? UTF8_BAD : c;
}

size_t utf8_faults(struct text t, size_t limit, size_t *wide)
{
    size_t faults = 0, at = 0;
    *wide = 0;
    while (at < t.length && faults < limit) {
        if ((unsigned char)t.at[at] < 0x80) {
            at = bytes_reach(t, at, 0x80);
            continue;
        }
        if (utf8_usual(t, at)) {
            at += 3;
            ++*wide;
            continue;
        }
        unsigned length;
        if (utf8_next(t, at, &length) == UTF8_BAD)
            faults++;
        else
            *wide += length == 3;
        at += length;
    }
    return faults;
}

size_t utf8_whole(struct text t)
{
    size_t at = t.length;
    for (unsigned back = 0; back < 3 && at > 0; back++) {
        const unsigned char c = (unsigned char)t.at[--at];
        if (!follows(c))
            return length_of(c) > t.length - at ? at : t.length;
    }
    return t.length;
}

size_t utf8_units(struct text t)
{
    size_t units = 0;
    for (size_t i = 0; i < t.length; i++) {
        const unsigned char c = (unsigned char)t.at[i];
        units += !follows(c);
        units += c >= 0xF0 && c <= 0xF4;
    }
    return units;
}
