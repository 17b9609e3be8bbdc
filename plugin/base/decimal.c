#include "base/decimal.h"

#define MAX ((int128)(~(uint128)0 >> 1))

struct wide { /* 256 bits */
    uint128 high, low;
};

static uint128 magnitude(int128 n)
{
    return n < 0 ? -(uint128)n : (uint128)n;
}

/* Result of a rounded magnitude with its sign; false beyond the range. */
static bool signed_result(uint128 n, bool negative, int128 *out)
{
    if (n > (uint128)MAX)
        return false;
    *out = negative ? -(int128)n : (int128)n;
    return true;
}

int128 decimal_from_int(int64_t n)
{
    return (int128)n * DECIMAL_ONE;
}

bool decimal_add(int128 a, int128 b, int128 *out)
{
    int128 sum;

    if (__builtin_add_overflow(a, b, &sum) || sum < -MAX)
        return false;
    *out = sum;
    return true;
}

bool decimal_subtract(int128 a, int128 b, int128 *out)
{
    int128 difference;

    if (__builtin_sub_overflow(a, b, &difference) || difference < -MAX)
        return false;
    *out = difference;
    return true;
}

static struct wide multiply_wide(uint128 a, uint128 b)
{
    const uint64_t a0 = (uint64_t)a, a1 = (uint64_t)(a >> 64);
    const uint64_t b0 = (uint64_t)b, b1 = (uint64_t)(b >> 64);
    const uint128 low = (uint128)a0 * b0;
    const uint128 m1 = (uint128)a1 * b0 + (uint64_t)(low >> 64);
    const uint128 m2 = (uint128)a0 * b1 + (uint64_t)m1;

    return (struct wide){(uint128)a1 * b1 + (m1 >> 64) + (m2 >> 64),
                         m2 << 64 | (uint64_t)low};
}

/* Quotient of n / d, with *rest; false if it needs more than 128 bits. Bit by
 * bit: only amounts beyond 128 bits come here. */
static bool divide_wide(struct wide n, uint128 d, uint128 *quotient,
                        uint128 *rest)
{
    uint128 r = n.high, q = 0;

    if (n.high >= d)
        return false;
    for (int bit = 127; bit >= 0; bit--) {
        const bool carry = r >> 127 != 0;
        r = r << 1 | (n.low >> bit & 1);
        q <<= 1;
        if (carry || r >= d) {
            r -= d;
            q |= 1;
        }
    }
    *quotient = q;
    *rest = r;
    return true;
}

/* n / d rounded half up; false beyond the range. */
static bool divide_rounded(struct wide n, uint128 d, bool negative, int128 *out)
{
    uint128 q, rest;

    if (n.high == 0) {
        q = n.low / d;
        rest = n.low % d;
    } else if (!divide_wide(n, d, &q, &rest)) {
        return false;
    }
    if (rest >= d - rest)
        q++;
    return signed_result(q, negative, out);
}

bool decimal_multiply(int128 a, int128 b, int128 *out)
{
    return divide_rounded(multiply_wide(magnitude(a), magnitude(b)),
                          (uint128)DECIMAL_ONE, (a < 0) != (b < 0), out);
}

bool decimal_divide(int128 a, int128 b, int128 *out)
{
    if (b == 0)
        return false;
    return divide_rounded(multiply_wide(magnitude(a), (uint128)DECIMAL_ONE),
                          magnitude(b), (a < 0) != (b < 0), out);
}

static uint64_t power_of_ten(unsigned n)
{
    uint64_t p = 1;

    while (n-- > 0)
        p *= 10;
    return p;
}

int128 decimal_round(int128 n, unsigned places)
{
    const uint64_t unit =
        places < DECIMAL_PLACES ? power_of_ten(DECIMAL_PLACES - places) : 1;
    const uint128 m = magnitude(n);
    const uint128 rest = m % unit;
    uint128 rounded = m - rest;

    if (rest != 0 && rest >= unit - rest && rounded <= (uint128)MAX - unit)
        rounded += unit;
    return n < 0 ? -(int128)rounded : (int128)rounded;
}

/* Adds digit to *n at the next place; false beyond the range. */
static bool append_digit(uint128 *n, char c)
{
    if (*n > ((uint128)MAX - 9) / 10)
        return false;
    *n = *n * 10 + (unsigned)(c - '0');
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Reads digits behind the point into *n, which then has 12 places. */
static bool parse_fraction(struct text t, size_t at, uint128 *n)
{
    unsigned places = 0;
    bool up = false;

    for (; at < t.length && is_digit(t.at[at]); at++, places++) {
        if (places < DECIMAL_PLACES && !append_digit(n, t.at[at]))
            return false;
        if (places == DECIMAL_PLACES)
            up = t.at[at] >= '5';
    }
    if (places == 0 || at != t.length)
        return false;
    for (; places < DECIMAL_PLACES; places++)
        if (!append_digit(n, '0'))
            return false;
    *n += up;
    return true;
}

bool decimal_parse(struct text t, int128 *out)
{
    const bool negative = t.length > 0 && t.at[0] == '-';
    size_t at = t.length > 0 && (t.at[0] == '-' || t.at[0] == '+');
    const size_t start = at;
    uint128 n = 0;

    for (; at < t.length && is_digit(t.at[at]); at++)
        if (!append_digit(&n, t.at[at]))
            return false;
    if (at == start)
        return false;
    if (at < t.length)
        return t.at[at] == '.' && parse_fraction(t, at + 1, &n) &&
               signed_result(n, negative, out);
    for (unsigned i = 0; i < DECIMAL_PLACES; i++)
        if (!append_digit(&n, '0'))
            return false;
    return signed_result(n, negative, out);
}

size_t decimal_text(int128 n, char *out)
{
    char digits[DECIMAL_TEXT_MAX];
    size_t at = sizeof(digits), length;
    uint128 rest = magnitude(n);
    unsigned place = 0;

    for (; place < DECIMAL_PLACES && rest % 10 == 0; place++)
        rest /= 10;
    for (; place < DECIMAL_PLACES; place++, rest /= 10) {
        digits[--at] = (char)('0' + (unsigned)(rest % 10));
        if (place + 1 == DECIMAL_PLACES)
            digits[--at] = '.';
    }
    do {
        digits[--at] = (char)('0' + (unsigned)(rest % 10));
        rest /= 10;
    } while (rest != 0);
    if (n < 0)
        digits[--at] = '-';
    length = sizeof(digits) - at;
    for (size_t i = 0; i < length; i++)
        out[i] = digits[at + i];
    return length;
}

int64_t decimal_to_int(int128 n, bool *exact)
{
    const int128 whole = n / DECIMAL_ONE;

    *exact = n % DECIMAL_ONE == 0 && whole <= INT64_MAX && whole >= INT64_MIN;
    if (whole > INT64_MAX)
        return INT64_MAX;
    return whole < INT64_MIN ? INT64_MIN : (int64_t)whole;
}
