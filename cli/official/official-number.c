#include "compile/read/number.h"
#include "official.h"

#define NUMBER_MAX 64u
#define CLEAN_PLACES 8u /* what stands further behind is binary dirt */

/* ---- the cell as plain digits -------------------------------------------- */

static bool is_ornament(uint32_t c)
{
    return c == ' ' || c == 0xA0 || c == 0x3000 || c == 0xA5 /* ¥ */ ||
           c == 0xFFE5 || c == 0x5143 /* 元 */ || c == 0x5206 /* 分 */;
}

/* Three digits, and then no fourth, stand behind a separator of thousands. */
static bool thousand_follows(struct text t, size_t at)
{
    const size_t end = at + 3;

    for (size_t i = at; i < end; i++)
        if (i >= t.length || !is_digit(t.at[i]))
            return false;
    return end == t.length || !is_digit(t.at[end]);
}

/* Without ornaments; empty for what holds anything else or is too long. */
static struct text plain_number(struct text t, char room[NUMBER_MAX])
{
    const bool minus = text_starts(t, TEXT("(")) && text_ends(t, TEXT(")"));
    size_t length = 0, at = minus ? 1 : 0;
    const size_t end = t.length - at;

    if (minus)
        room[length++] = '-';
    while (at < end) {
        const uint32_t c = text_next(t, &at);
        if (is_ornament(c))
            continue;
        if ((c == ',' || c == 0xFF0C) &&
            thousand_follows(text_head(t, end), at))
            continue;
        if (c >= 0x80 || length == NUMBER_MAX)
            return TEXT("");
        room[length++] = (char)c;
    }
    return (struct text){room, length};
}

/* ---- its value and digits ------------------------------------------------ */

static bool has_exponent(struct text t)
{
    return text_find(t, 'E') < t.length || text_find(t, 'e') < t.length;
}

static unsigned places_of(int128 n)
{
    unsigned places = 0;

    while (places < DECIMAL_PLACES && decimal_round(n, places) != n)
        places++;
    return places;
}

/* As written: 88.80 has two. What is cut, or was given with an exponent, has as
 * many as are left. */
static unsigned written_places(struct text t, int128 n)
{
    const size_t point = text_find(t, '.');
    const size_t behind = point < t.length ? t.length - point - 1 : 0;

    if (has_exponent(t) || behind > CLEAN_PLACES || behind == 1)
        return places_of(n);
    return (unsigned)behind;
}

bool official_number(struct text cell, int128 *out, unsigned *digits)
{
    char room[NUMBER_MAX];
    const struct text t = plain_number(text_trim(cell), room);
    int64_t millionths = 0;
    int128 n;

    if (has_exponent(t)) {
        if (!number_read(t, &millionths))
            return false;
        n = decimal_from_millionths(millionths);
    } else if (!decimal_parse(t, &n)) {
        return false;
    }
    *out = decimal_round(n, CLEAN_PLACES);
    *digits = written_places(t, *out);
    return true;
}

bool official_amount(const struct official *o, const struct official_row *row,
                     enum official_column column, int128 *out)
{
    unsigned digits;

    return official_number(row->cells[column], out, &digits) &&
           decimal_multiply(*out, decimal_from_int(o->times[column]), out) &&
           *out <= OFFICIAL_MOST && *out >= -OFFICIAL_MOST;
}

int128 official_tolerance(const struct official *o, enum official_column column)
{
    int128 half = DECIMAL_ONE / 2;

    for (unsigned i = 0; i < o->digits[column]; i++)
        half /= 10;
    return half * (int128)o->times[column];
}
