#include "base/decimal.h"

#include <string.h>

/* Digits and a point that are sure to fit in 64 bits. */
#define SHORT_MAX 19
/* A hundredth. */
#define CENT 10000000000u

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
    if (n > (uint128)DECIMAL_MAX)
        return false;
    *out = negative ? -(int128)n : (int128)n;
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
    /* The largest result is smaller by far, so q + 1 does not wrap. */
    if (q > (uint128)DECIMAL_MAX)
        return false;
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

int128 decimal_root(int128 n)
{
    int128 root = n > DECIMAL_ONE ? n : DECIMAL_ONE, next, quotient;

    while (n > 0 && decimal_divide(n, root, &quotient)) {
        next = (root + quotient) / 2;
        if (next >= root) /* it falls until it is there */
            return root;
        root = next;
    }
    return 0;
}

/* n is at most DECIMAL_PLACES. */
static uint64_t power_of_ten(unsigned n)
{
    static const uint64_t powers[DECIMAL_PLACES + 1] = {
        1,           10,           100,          1000,      10000,
        100000,      1000000,      10000000,     100000000, 1000000000,
        10000000000, 100000000000, 1000000000000};

    return powers[n];
}

int128 decimal_round(int128 n, unsigned places)
{
    const uint64_t unit =
        places < DECIMAL_PLACES ? power_of_ten(DECIMAL_PLACES - places) : 1;
    const uint128 m = magnitude(n);
    const uint128 rest = m % unit;
    uint128 rounded = m - rest;

    if (rest != 0 && rest >= unit - rest &&
        rounded <= (uint128)DECIMAL_MAX - unit)
        rounded += unit;
    return n < 0 ? -(int128)rounded : (int128)rounded;
}

/* Adds digit to *n at the next place; false beyond the range. */
static bool append_digit(uint128 *n, char c)
{
    if (*n > ((uint128)DECIMAL_MAX - 9) / 10)
        return false;
    *n = *n * 10 + (unsigned)(c - '0');
    return true;
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

/* The usual number: digits that fit in 64 bits, a point perhaps, no more
 * than 12 places. False where decimal_parse has to look closer. */
static bool parse_short(struct text t, int128 *out)
{
    uint64_t n = 0;
    size_t at = 0, point = 0;

    if (t.length == 0 || t.length > SHORT_MAX || !is_digit(t.at[0]))
        return false;
    for (; at < t.length; at++) {
        if (is_digit(t.at[at]))
            n = n * 10 + (uint64_t)(t.at[at] - '0');
        else if (t.at[at] == '.' && point == 0)
            point = at + 1;
        else
            return false;
    }
    if (point == t.length || (point != 0 && at - point > DECIMAL_PLACES))
        return false;
    *out = (int128)n * power_of_ten(DECIMAL_PLACES -
                                    (unsigned)(point != 0 ? at - point : 0));
    return true;
}

bool decimal_parse(struct text t, int128 *out)
{
    const bool negative = t.length > 0 && t.at[0] == '-';
    size_t at = t.length > 0 && (t.at[0] == '-' || t.at[0] == '+');
    const size_t start = at;
    uint128 n = 0;

    if (parse_short(t, out))
        return true;
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

/* Writes two digits before `end`. */
static char *put_digit_pair(char *end, unsigned pair)
{
    static const char pairs[] =
        "00010203040506070809101112131415161718192021222324"
        "25262728293031323334353637383940414243444546474849"
        "50515253545556575859606162636465666768697071727374"
        "75767778798081828384858687888990919293949596979899";

    *--end = pairs[pair * 2 + 1];
    *--end = pairs[pair * 2];
    return end;
}

/* Writes the point and what follows it before `end`, without trailing zeros;
 * fraction has 12 places and is not 0. */
static char *put_fraction(char *end, uint64_t fraction)
{
    unsigned places = DECIMAL_PLACES;

    if (fraction % CENT == 0) { /* most amounts */
        fraction /= CENT;
        places = 2;
    }
    for (; fraction % 10 == 0; places--)
        fraction /= 10;
    for (; places > 1; places -= 2, fraction /= 100)
        end = put_digit_pair(end, (unsigned)(fraction % 100));
    if (places != 0)
        *--end = (char)('0' + fraction);
    *--end = '.';
    return end;
}

static char *put_whole_digits(char *end, uint128 whole)
{
    uint64_t rest;

    for (; whole > UINT64_MAX; whole /= 10)
        *--end = (char)('0' + (unsigned)(whole % 10));
    for (rest = (uint64_t)whole; rest > 9; rest /= 100)
        end = put_digit_pair(end, (unsigned)(rest % 100));
    if (rest != 0 || whole == 0)
        *--end = (char)('0' + rest);
    return end;
}

/* Splits m; most amounts fit in 64 bits, which are divided much faster. */
static uint128 parts_of(uint128 m, uint64_t *fraction)
{
    const uint64_t one = (uint64_t)DECIMAL_ONE, few = (uint64_t)m;
    const uint128 whole = m == few ? few / one : m / one;

    *fraction = (uint64_t)(m - whole * one);
    return whole;
}

size_t decimal_text(int128 n, char *out)
{
    char digits[DECIMAL_TEXT_MAX], *end = digits + sizeof(digits), *at = end;
    uint64_t fraction;
    const uint128 whole = parts_of(magnitude(n), &fraction);

    if (fraction != 0)
        at = put_fraction(at, fraction);
    at = put_whole_digits(at, whole);
    if (n < 0)
        *--at = '-';
    memcpy(out, at, (size_t)(end - at));
    return (size_t)(end - at);
}

size_t decimal_money_text(int128 n, char *out)
{
    size_t length = decimal_text(n, out);
    const char *point = memchr(out, '.', length);

    if (point == NULL)
        out[length++] = '.';
    for (size_t have = point != NULL ? length - (size_t)(point - out) - 1 : 0;
         have < 2; have++)
        out[length++] = '0';
    return length;
}

unsigned decimal_digits(int128 n)
{
    char text[DECIMAL_TEXT_MAX];
    const size_t length = decimal_text(n, text);
    unsigned digits = 0;

    for (size_t i = 0; i < length; i++)
        digits += is_digit(text[i]) && (digits > 0 || text[i] != '0');
    return digits;
}

int64_t decimal_to_int(int128 n, bool *exact)
{
    const int128 whole = n / DECIMAL_ONE;

    *exact = n % DECIMAL_ONE == 0 && whole <= INT64_MAX && whole >= INT64_MIN;
    if (whole > INT64_MAX)
        return INT64_MAX;
    return whole < INT64_MIN ? INT64_MIN : (int64_t)whole;
}
