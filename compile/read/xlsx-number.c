/* Numbers in workbooks: binary fractions written with 17 digits, large and
 * small ones with an exponent. */
#include "compile/read/xlsx.h"

#define DIGITS 15u /* a spreadsheet shows no more */

/* 0.digits times 10 to the power of `point`, without leading zeros. */
struct number {
    char digits[XLSX_NUMBER];
    unsigned count;
    int point;
    bool minus;
};

static bool read_power(struct text t, size_t at, int *out)
{
    bool minus;
    int n = 0;

    if (at == t.length)
        return true;
    if (t.at[at++] != 'E' && t.at[at - 1] != 'e')
        return false;
    minus = at < t.length && t.at[at] == '-';
    if (at < t.length && (t.at[at] == '-' || t.at[at] == '+'))
        at++;
    if (at == t.length || t.length - at > 3)
        return false;
    for (; at < t.length; at++) {
        if (!is_digit(t.at[at]))
            return false;
        n = n * 10 + (t.at[at] - '0');
    }
    *out = minus ? -n : n;
    return true;
}

static void add_digit(struct number *n, char c, bool fraction)
{
    if (n->count == 0 && c == '0')
        n->point -= fraction;
    else if (n->count < XLSX_NUMBER)
        n->digits[n->count++] = c;
    if (!fraction && n->count > 0)
        n->point++;
}

/* False for what is no number; *exponent says if one was written. */
static bool take_apart(struct text t, struct number *n, bool *exponent)
{
    size_t at = t.length > 0 && t.at[0] == '-', start = at;
    bool fraction = false;
    int power = 0;

    *n = (struct number){.minus = at > 0};
    for (; at < t.length && (is_digit(t.at[at]) || t.at[at] == '.'); at++) {
        if (t.at[at] != '.')
            add_digit(n, t.at[at], fraction);
        else if (fraction)
            return false;
        else
            fraction = true;
    }
    *exponent = at < t.length;
    if (at == start || n->count == XLSX_NUMBER || !read_power(t, at, &power))
        return false;
    n->point += power;
    return true;
}

/* Half up in decimal digits; trailing zeros go. */
static void round_digits(struct number *n)
{
    unsigned keep = n->count;

    if (n->count > DIGITS) {
        keep = DIGITS;
        if (n->digits[DIGITS] >= '5') {
            while (keep > 0 && n->digits[keep - 1] == '9')
                keep--;
            if (keep > 0) {
                n->digits[keep - 1]++;
            } else {
                n->digits[keep++] = '1';
                n->point++;
            }
        }
    }
    while (keep > 0 && n->digits[keep - 1] == '0')
        keep--;
    n->count = keep;
}

/* Plain digits; 0 if they would be too many. */
static size_t write_number(const struct number *n, char out[XLSX_NUMBER])
{
    const int count = (int)n->count;
    size_t length = 0;

    if (count == 0) {
        out[0] = '0';
        return 1;
    }
    if (n->point < -20 || n->point > 40)
        return 0;
    if (n->minus)
        out[length++] = '-';
    if (n->point <= 0)
        out[length++] = '0';
    for (int i = 0; i < n->point; i++)
        out[length++] = i < count ? n->digits[i] : '0';
    if (n->point < count)
        out[length++] = '.';
    for (int i = n->point; i < count; i++)
        out[length++] = i < 0 ? '0' : n->digits[i];
    return length;
}

size_t xlsx_number(struct text t, char out[XLSX_NUMBER])
{
    struct number n;
    bool exponent;

    if (!take_apart(t, &n, &exponent) || (!exponent && n.count <= DIGITS))
        return 0;
    round_digits(&n);
    return write_number(&n, out);
}
