#include "base/code.h"

bool code_key(struct text t, struct code *out)
{
    struct code key = {0, 0};

    for (unsigned i = 0; i < CODE_MAX && i < t.length; i++) {
        unsigned char b = (unsigned char)t.at[i];
        if (b >= 'a' && b <= 'z')
            b = (unsigned char)(b - 32);
        if (i < 8)
            key.high |= (uint64_t)b << (56 - 8 * i);
        else
            key.low |= (uint64_t)b << (120 - 8 * i);
    }
    *out = key;
    return t.length > 0 && t.length <= CODE_MAX;
}

int code_order(const void *a, const void *b)
{
    return code_compare(*(const struct code *)a, *(const struct code *)b);
}

struct code code_prefix(struct code c, unsigned length)
{
    if (length >= CODE_MAX)
        return c;
    if (length >= 8) {
        c.low =
            length == 8 ? 0 : c.low >> (128 - 8 * length) << (128 - 8 * length);
        return c;
    }
    c.low = 0;
    c.high = length == 0 ? 0 : c.high >> (64 - 8 * length) << (64 - 8 * length);
    return c;
}

unsigned code_length(struct code c)
{
    const uint64_t last = c.low != 0 ? c.low : c.high;

    if (last == 0)
        return 0;
    return (c.low != 0 ? 16u : 8u) - (unsigned)__builtin_ctzll(last) / 8;
}

char code_mark(struct code c)
{
    const unsigned n = code_length(c);
    const char last = n == 0 ? '\0' : code_at(c, n - 1);

    return last == '+' || last == '*' ? last : '\0';
}

struct code code_unmarked(struct code c)
{
    return code_mark(c) == '\0' ? c : code_prefix(c, code_length(c) - 1);
}

struct code code_marked(struct code c, char mark)
{
    const unsigned n = code_length(c);

    if (n < 8)
        c.high |= (uint64_t)(unsigned char)mark << (56 - 8 * n);
    else if (n < CODE_MAX)
        c.low |= (uint64_t)(unsigned char)mark << (120 - 8 * n);
    return c;
}

struct code_range code_range_of(struct code first, struct code last)
{
    const unsigned n = code_length(last);
    struct code_range r = {first, last};

    if (n < 8) {
        r.to.high |= ~(uint64_t)0 >> (8 * n);
        r.to.low = ~(uint64_t)0;
    } else if (n < CODE_MAX) {
        r.to.low |= ~(uint64_t)0 >> (8 * (n - 8));
    }
    return r;
}

bool code_in_range(struct code c, struct code_range r)
{
    return code_compare(r.from, c) <= 0 && code_compare(c, r.to) <= 0;
}

size_t code_text(struct code c, char *out)
{
    const unsigned n = code_length(c);

    for (unsigned i = 0; i < n; i++) {
        out[i] = code_at(c, i);
        if (i >= 3 && out[i] == 'X')
            out[i] = 'x';
    }
    return n;
}

uint32_t code_hash(struct code c)
{
    uint64_t h = (c.high ^ c.low * 0x9E3779B97F4A7C15u) * 0xD6E8FEB86659FD93u;

    h ^= h >> 32;
    h *= 0xD6E8FEB86659FD93u;
    return (uint32_t)(h >> 32);
}
