#include "compile/read/number.h"
#include "base/decimal.h"

#define NUMBER_PLACES 6u

/* A whole number from -99 to 99. */
static bool power_of(struct text t, int *out)
{
    const bool minus = t.length > 0 && t.at[0] == '-';
    const size_t sign = minus || (t.length > 0 && t.at[0] == '+');
    int n = 0;

    if (t.length == sign || t.length > sign + 2)
        return false;
    for (size_t i = sign; i < t.length; i++) {
        if (!is_digit(t.at[i]))
            return false;
        n = n * 10 + (t.at[i] - '0');
    }
    *out = minus ? -n : n;
    return true;
}

/* n times 10 to the power of `exponent`. */
static bool shift(int128 *n, int exponent)
{
    const int128 ten = decimal_from_int(10);

    for (; exponent > 0; exponent--)
        if (!decimal_multiply(*n, ten, n))
            return false;
    for (; exponent < 0; exponent++)
        if (!decimal_divide(*n, ten, n))
            return false;
    return true;
}

bool number_read(struct text t, int64_t *out)
{
    size_t end = 0;
    int exponent = 0;
    int128 n;

    while (end < t.length && t.at[end] != 'E' && t.at[end] != 'e')
        end++;
    if (end < t.length && !power_of(text_behind(t, end + 1), &exponent))
        return false;
    if (!decimal_parse(text_head(t, end), &n) || !shift(&n, exponent))
        return false;
    n = decimal_round(n, NUMBER_PLACES) / DECIMAL_MILLIONTH;
    if (n > INT64_MAX || n <= INT64_MIN)
        return false;
    *out = (int64_t)n;
    return true;
}
