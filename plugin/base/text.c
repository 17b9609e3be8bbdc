#include "base/text.h"

#include "base/bytes.h"

#define BOTH(x) [x] = 3
#define FOUR(x) BOTH(x), BOTH((x) + 1), BOTH((x) + 2), BOTH((x) + 3)
#define SIXTEEN(x) FOUR(x), FOUR((x) + 4), FOUR((x) + 8), FOUR((x) + 12)

/* All up to the blank; ends of U+00A0, U+3000 and U+FEFF. */
const unsigned char text_blanks[256] = {
    SIXTEEN(0x00), SIXTEEN(0x10), BOTH(' '),  [0xC2] = 1, [0xE3] = 1,
    [0xEF] = 1,    [0xA0] = 2,    [0x80] = 2, [0xBF] = 2};

struct text text_of(const char *string)
{
    if (string == NULL)
        string = "";
    return (struct text){string, strlen(string)};
}

int text_compare(struct text a, struct text b)
{
    const size_t n = a.length < b.length ? a.length : b.length;
    const int order = n != 0 ? memcmp(a.at, b.at, n) : 0;

    if (order != 0)
        return order;
    return (a.length > b.length) - (a.length < b.length);
}

bool text_starts(struct text whole, struct text head)
{
    return whole.length >= head.length &&
           text_equal(text_head(whole, head.length), head);
}

bool text_ends(struct text whole, struct text tail)
{
    return whole.length >= tail.length &&
           text_equal(text_behind(whole, whole.length - tail.length), tail);
}

size_t text_find(struct text t, char c)
{
    const char *found = t.length > 0 ? memchr(t.at, c, t.length) : NULL;

    return found != NULL ? (size_t)(found - t.at) : t.length;
}

int text_index(struct text t, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal(text_of(words[i]), t))
            return (int)i;
    return -1;
}

struct text text_part(struct text t, unsigned n, char separator)
{
    size_t end = text_find(t, separator);

    for (; n > 1; n--) {
        if (end == t.length)
            return text_head(t, 0);
        t = text_behind(t, end + 1);
        end = text_find(t, separator);
    }
    return text_trim(text_head(t, end));
}

bool text_has_word(struct text list, struct text word)
{
    while (list.length > 0) {
        const size_t end = text_find(list, ' ');

        if (text_equal(text_head(list, end), word))
            return true;
        list = text_behind(list, end + (end < list.length));
    }
    return false;
}

uint32_t text_take_number(struct text *t, size_t digits)
{
    uint32_t number = 0;

    for (; digits > 0 && t->length > 0 && is_digit(t->at[0]); digits--) {
        number = number * 10 + (uint32_t)(t->at[0] - '0');
        *t = text_behind(*t, 1);
    }
    return number;
}

bool text_contains(struct text whole, struct text part)
{
    return part.length == 0 || bytes_find(whole, 0, part) < whole.length;
}

bool text_contains_fold(struct text whole, struct text part)
{
    if (part.length == 0)
        return true;
    for (size_t at = 0; at + part.length <= whole.length; at++)
        if ((whole.at[at] | 0x20) == (part.at[0] | 0x20) &&
            text_equal_fold(text_slice(whole, at, at + part.length), part))
            return true;
    return false;
}

/* Bytes of the blank at the start of s, 0 if there is none. */
static size_t blank_at(const char *s, size_t length)
{
    if (length >= 1 && (s[0] == ' ' || (s[0] >= '\t' && s[0] <= '\r')))
        return 1;
    if (length >= 2 && memcmp(s, "\xC2\xA0", 2) == 0)
        return 2;
    if (length >= 3 && (memcmp(s, "\xE3\x80\x80", 3) == 0 ||
                        memcmp(s, "\xEF\xBB\xBF", 3) == 0))
        return 3;
    return 0;
}

static size_t blank_before_end(struct text t)
{
    for (size_t n = 1; n <= 3 && n <= t.length; n++)
        if (blank_at(t.at + t.length - n, n) == n)
            return n;
    return 0;
}

struct text text_cut_blanks(struct text t)
{
    size_t n;

    while ((n = blank_at(t.at, t.length)) != 0) {
        t.at += n;
        t.length -= n;
    }
    while ((n = blank_before_end(t)) != 0)
        t.length -= n;
    return t;
}

static bool continues(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

size_t text_characters(struct text t)
{
    const uint64_t ones = 0x0101010101010101u;
    size_t more = 0, at = 0;
    uint64_t word;

    for (; t.length - at >= sizeof(word); at += sizeof(word)) {
        memcpy(&word, t.at + at, sizeof(word));
        more += ((word >> 7 & ~word >> 6 & ones) * ones) >> 56;
    }
    for (; at < t.length; at++)
        more += continues(t.at[at]);
    return t.length - more;
}

struct text text_cut(struct text t, size_t limit)
{
    if (t.length <= limit)
        return t;
    while (limit > 0 && continues(t.at[limit]))
        limit--;
    t.length = limit;
    return t;
}

/* Length a lead byte announces, 0 if it is none. */
static size_t announced(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead < 0xC2 || lead > 0xF4)
        return 0;
    return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

uint32_t text_next(struct text t, size_t *at)
{
    static const uint32_t smallest[5] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *p = (const unsigned char *)t.at + *at;
    const size_t n = announced(p[0]);
    uint32_t c;

    if (n == 1) {
        *at += 1;
        return p[0];
    }
    if (n == 0 || n > t.length - *at) {
        *at += 1;
        return 0xFFFD;
    }
    c = p[0] & (0xFFu >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xC0) != 0x80) {
            *at += 1;
            return 0xFFFD;
        }
        c = c << 6 | (p[i] & 0x3Fu);
    }
    if (c < smallest[n] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) {
        *at += 1;
        return 0xFFFD;
    }
    *at += n;
    return c;
}

size_t text_put(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

static unsigned char upper(char c)
{
    const unsigned char u = (unsigned char)c;

    return u >= 'a' && u <= 'z' ? (unsigned char)(u - 32) : u;
}

uint32_t text_hash(struct text t, uint32_t seed)
{
    uint32_t h = seed ^ 0x811C9DC5u;

    for (size_t i = 0; i < t.length; i++)
        h = (h ^ upper(t.at[i])) * 0x01000193u;
    h ^= h >> 15;
    return h * 0x2C1B3C6Du ^ h >> 12;
}

bool text_equal_fold(struct text a, struct text b)
{
    if (a.length != b.length)
        return false;
    for (size_t i = 0; i < a.length; i++)
        if (upper(a.at[i]) != upper(b.at[i]))
            return false;
    return true;
}
