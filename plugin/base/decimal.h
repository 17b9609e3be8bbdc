/*
 * decimal.h -- exact decimals with 12 places in 128 bits.
 *
 * A number n stands for n / 10^12. Products and quotients are formed in 256
 * bits; every result is rounded half up, away from zero (docs/expressions.md).
 * Range: |value| < 1.7 * 10^26; a function returns false beyond it and leaves
 * *out alone. All functions are pure and may be called from any thread.
 */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* gcc has 128 bits where the machine has 64; clang everywhere, by this name
 * (the division for windows-x86 is packaging/windows/divide.c). */
#ifdef __SIZEOF_INT128__
__extension__ typedef __int128 int128;
__extension__ typedef unsigned __int128 uint128;
#else
typedef _BitInt(128) int128;
typedef unsigned _BitInt(128) uint128;
#endif

#define DECIMAL_PLACES 12
#define DECIMAL_ONE ((int128)1000000000000)
/* Longest text of a decimal: sign, 27 digits, point, 12 digits. */
#define DECIMAL_TEXT_MAX 48

static inline int128 decimal_from_int(int64_t n)
{
    return (int128)n * DECIMAL_ONE;
}

/* Tables of a pack keep numbers in 64 bits, with 6 places. */
#define DECIMAL_MILLIONTH ((int128)1000000)

static inline int128 decimal_from_millionths(int64_t n)
{
    return (int128)n * DECIMAL_MILLIONTH;
}

#define DECIMAL_MAX ((int128)(~(uint128)0 >> 1))

static inline bool decimal_add(int128 a, int128 b, int128 *out)
{
    int128 sum;

    if (__builtin_add_overflow(a, b, &sum) || sum < -DECIMAL_MAX)
        return false;
    *out = sum;
    return true;
}

static inline bool decimal_subtract(int128 a, int128 b, int128 *out)
{
    int128 difference;

    if (__builtin_sub_overflow(a, b, &difference) || difference < -DECIMAL_MAX)
        return false;
    *out = difference;
    return true;
}

bool decimal_multiply(int128 a, int128 b, int128 *out);

/* False for b = 0, too. */
bool decimal_divide(int128 a, int128 b, int128 *out);

/* The square root, cut to 12 places; 0 for a negative n. */
int128 decimal_root(int128 n);

/* Rounded to `places` (0 to 12) digits after the point, half away from 0. */
int128 decimal_round(int128 n, unsigned places);

/*
 * Reads `[+-]digits[.digits]`, the whole text. More than 12 digits after the
 * point are rounded. False for anything else or beyond the range.
 */
bool decimal_parse(struct text t, int128 *out);

/* Plain decimal without trailing zeros after the point: 10080, -6467.97, 0.5.
 * Writes at most DECIMAL_TEXT_MAX bytes, returns the number written. */
size_t decimal_text(int128 n, char *out);

/* The same of money: two digits behind the point, or more. */
size_t decimal_money_text(int128 n, char *out);

/* Digits from the first that is not 0 to the last before trailing zeros behind
 * the point: 100 has three, 0.050 one. */
unsigned decimal_digits(int128 n);

/* The whole part, towards zero; *exact says if nothing was cut. */
int64_t decimal_to_int(int128 n, bool *exact);

#endif
