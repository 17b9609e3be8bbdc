#include "base/personal.h"

#define DIGITS_MAX 20 /* more are no number of anybody */
#define STARS_MAX 8   /* the length of an address tells something too */

/* ---- digits -------------------------------------------------------------- */

/* ASCII for the character at t[*at], which may be in full width; 0 at the end
 * and for all others. */
static char take_ascii(struct text t, size_t *at)
{
    uint32_t c;

    if (*at >= t.length)
        return '\0';
    c = text_next(t, at);
    if (c >= 0xFF01 && c <= 0xFF5E)
        c -= 0xFEE0;
    return c < 0x80 ? (char)c : '\0';
}

static bool take_digit(struct text t, size_t *at, char *digit)
{
    size_t behind = *at;

    *digit = take_ascii(t, &behind);
    if (!is_digit(*digit))
        return false;
    *at = behind;
    return true;
}

struct number {
    char digits[DIGITS_MAX];
    unsigned count;
    size_t end; /* in the text */
};

/* The digits from n->end on join the number; how many. */
static unsigned take_digits(struct text t, struct number *n)
{
    const unsigned before = n->count;

    while (n->count < DIGITS_MAX &&
           take_digit(t, &n->end, &n->digits[n->count]))
        n->count++;
    return n->count - before;
}

/* The same behind a hyphen, a blank or the end of a bracket. */
static unsigned take_group(struct text t, struct number *n)
{
    size_t behind = n->end;
    const char sign = take_ascii(t, &behind);

    if (sign != '-' && sign != ' ' && sign != ')')
        return 0;
    n->end = behind;
    return take_digits(t, n);
}

/* The check letter of an ID number. */
static void take_letter(struct text t, struct number *n)
{
    size_t behind = n->end;
    const char c = take_ascii(t, &behind);

    if (n->count != 17 || (c != 'x' && c != 'X'))
        return;
    n->digits[n->count++] = 'X';
    n->end = behind;
}

/* ---- kinds of number ----------------------------------------------------- */

static unsigned two_digits(const char *digits)
{
    return (unsigned)(digits[0] - '0') * 10 + (unsigned)(digits[1] - '0');
}

/* Area, birthday, serial number, check. One that is miswritten must not be
 * shown either, so no more of the birthday is asked than its century. 12 is
 * Tianjin, whose areas all begin with 120; the credit code of a hospital has
 * a province behind it. */
static bool is_new_id(const struct number *n)
{
    return n->count == 18 && n->digits[0] != '0' &&
           (two_digits(n->digits) != 12 || n->digits[2] == '0') &&
           two_digits(n->digits + 6) >= 18 && two_digits(n->digits + 6) <= 20;
}

static bool is_old_id(const struct number *n)
{
    const unsigned month = n->count == 15 ? two_digits(n->digits + 8) : 0;
    const unsigned day = month != 0 ? two_digits(n->digits + 10) : 0;

    return n->digits[0] != '0' && month >= 1 && month <= 12 && day >= 1 &&
           day <= 31;
}

/* With 86 before it or not. */
static bool is_mobile(const struct number *n)
{
    static const char country[] = "0086";
    const unsigned more = n->count > 11 ? n->count - 11 : 0;
    const char *d = n->digits + more;

    return n->count >= 11 && (more == 0 || more == 2 || more == 4) &&
           memcmp(n->digits, country + 4 - more, more) == 0 && d[0] == '1' &&
           d[1] >= '3';
}

/* H13010200123: the code of a hospital or, with P, of a pharmacy. */
static bool is_institution(struct text t, size_t at, const struct number *n)
{
    return n->count == 11 && at > 0 &&
           (t.at[at - 1] == 'H' || t.at[at - 1] == 'P') &&
           (at == 1 || !is_letter(t.at[at - 2]));
}

/* 010, 02x or 0xxx, and seven or eight digits. */
static bool is_landline(const struct number *n)
{
    const char *d = n->digits;
    const unsigned area = (d[1] == '1' && d[2] == '0') || d[1] == '2' ? 3
                          : d[1] >= '3'                               ? 4
                                                                      : 0;

    return n->count >= 10 && d[0] == '0' && area != 0 && d[area] >= '2' &&
           n->count >= area + 7 && n->count <= area + 8;
}

/* ---- numbers ------------------------------------------------------------- */

static bool number_ends(struct text t, const struct number *n)
{
    size_t behind = n->end;
    char digit;

    return !take_digit(t, &behind, &digit);
}

/* 138 0013 8000, 0375-4965123, 110101 19900307 7475. */
static bool is_grouped(struct text t, struct number *n)
{
    const unsigned first = n->count;
    const unsigned second = first <= 6 ? take_group(t, n) : 0;

    if (second == 0 || !number_ends(t, n))
        return false;
    if (first == 3 || first == 4) {
        if (is_landline(n) || (first == 3 && is_mobile(n)))
            return true;
        return first == 3 && second == 4 && take_group(t, n) == 4 &&
               number_ends(t, n) && is_mobile(n);
    }
    if (first != 6 || second != 8 || take_group(t, n) < 3)
        return false;
    take_letter(t, n);
    return number_ends(t, n) && is_new_id(n);
}

size_t personal_number(struct text t, size_t at)
{
    struct number n = {.count = 0, .end = at};

    if (take_digits(t, &n) < 3)
        return 0;
    take_letter(t, &n);
    if (!number_ends(t, &n))
        return 0;
    if (is_new_id(&n) || is_old_id(&n) || is_landline(&n) ||
        (is_mobile(&n) && !is_institution(t, at, &n)) || is_grouped(t, &n))
        return n.end - at;
    return 0;
}

bool personal_number_in(struct text t)
{
    enum personal_sort before = PERSONAL_OTHER;

    for (size_t at = 0; at < t.length;) {
        size_t behind = at;
        const enum personal_sort sort = personal_sort(t, &behind, before);

        if (sort == PERSONAL_DIGIT && before != sort &&
            personal_number(t, at) != 0)
            return true;
        before = sort;
        at = behind;
    }
    return false;
}

/* ---- names --------------------------------------------------------------- */

bool personal_is_han(uint32_t c)
{
    return (c >= 0x3400 && c <= 0x9FFF) || c == 0x3007 ||
           (c >= 0xE000 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

/* Bytes of the Chinese character at t[at], 0 if it is another. Nearly all have
 * a lead byte of their own. */
static size_t han_at(struct text t, size_t at)
{
    const unsigned char lead = (unsigned char)t.at[at];
    size_t behind = at;

    if (lead >= 0xE4 && lead <= 0xE9 && t.length - at >= 3)
        return 3;
    return lead >= 0xE3 && personal_is_han(text_next(t, &behind)) ? behind - at
                                                                  : 0;
}

size_t personal_han(struct text t, size_t at, size_t *count)
{
    size_t end = at, length;

    *count = 0;
    for (; end < t.length && (length = han_at(t, end)) != 0; end += length)
        ++*count;
    return end - at;
}

/* ---- characters ---------------------------------------------------------- */

enum personal_sort personal_sort(struct text t, size_t *at,
                                 enum personal_sort before)
{
    const char c = t.at[*at];
    uint32_t wide;

    if ((unsigned char)c < 0x80) {
        ++*at;
        return is_digit(c) || (c == '.' && before == PERSONAL_DIGIT)
                   ? PERSONAL_DIGIT
                   : PERSONAL_OTHER;
    }
    wide = text_next(t, at);
    if (wide >= 0xFF10 && wide <= 0xFF19)
        return PERSONAL_DIGIT;
    return personal_is_han(wide) ? PERSONAL_HAN : PERSONAL_OTHER;
}

/* ---- what is shown ------------------------------------------------------- */

static size_t last_character(struct text t)
{
    size_t at = t.length;

    while (at > 0 && ((unsigned char)t.at[at - 1] & 0xC0) == 0x80)
        at--;
    return at > 0 ? at - 1 : 0;
}

size_t personal_mask(struct text t, char *out)
{
    const size_t characters = text_characters(t);
    const size_t tail = characters > 2 ? last_character(t) : t.length;
    const size_t stars = characters > STARS_MAX + 2 ? STARS_MAX
                         : characters > 2           ? characters - 2
                                                    : 1;
    size_t head = 0;

    if (characters > 1)
        text_next(t, &head);
    memcpy(out, t.at, head);
    memset(out + head, '*', stars);
    memcpy(out + head + stars, t.at + tail, t.length - tail);
    return head + stars + t.length - tail;
}

/* ---- shapes -------------------------------------------------------------- */

static struct text shape_of_character(const char *at, uint32_t c)
{
    static const char kept[] = "-/:. ";

    if (c >= 0x80)
        return TEXT("汉");
    if (is_digit(*at))
        return TEXT("9");
    if (is_letter(*at))
        return TEXT("A");
    return c != 0 && strchr(kept, *at) != NULL ? (struct text){at, 1}
                                               : TEXT("*");
}

size_t personal_shape(struct text value, char out[PERSONAL_SHAPE])
{
    const size_t most = PERSONAL_SHAPE / 3 - 1;
    size_t length = 0;

    for (size_t at = 0, i = 0; at < value.length && i <= most; i++) {
        const char *from = value.at + at;
        const uint32_t c = text_next(value, &at);
        const struct text one =
            i == most ? TEXT("…") : shape_of_character(from, c);

        memcpy(out + length, one.at, one.length);
        length += one.length;
    }
    return length;
}
