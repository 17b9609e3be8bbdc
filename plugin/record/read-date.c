#include <string.h>

#include "pack/format.h"
#include "record/read.h"

static int32_t digits_at(const char *s, size_t n)
{
    int32_t value = 0;

    while (n-- > 0)
        value = value * 10 + (*s++ - '0');
    return value;
}

static size_t digit_span(struct text t, size_t at)
{
    const size_t start = at;

    while (at < t.length && is_digit(t.at[at]))
        at++;
    return at - start;
}

/* yyyyMMdd HHmmss, parted by a blank or T, without it. */
static struct text unparted(struct text t, char room[14])
{
    if (digit_span(t, 0) != 8 || t.length < 11 || t.length > 15 ||
        (t.at[8] != ' ' && t.at[8] != 'T') || digit_span(t, 9) != t.length - 9)
        return t;
    memcpy(room, t.at, 8);
    memcpy(room + 8, t.at + 9, t.length - 9);
    return (struct text){room, t.length - 1};
}

/* yyyyMMdd, with HH, HHmm or HHmmss behind it. */
static bool read_compact(struct text t, struct calendar *c, uint8_t *precision)
{
    if (t.length != 8 && t.length != 10 && t.length != 12 && t.length != 14)
        return false;
    c->year = digits_at(t.at, 4);
    c->month = digits_at(t.at + 4, 2);
    c->day = digits_at(t.at + 6, 2);
    if (t.length >= 10)
        c->hour = digits_at(t.at + 8, 2);
    if (t.length >= 12)
        c->minute = digits_at(t.at + 10, 2);
    if (t.length == 14)
        c->second = digits_at(t.at + 12, 2);
    *precision = (uint8_t)((t.length - 8) / 2);
    return true;
}

/* The parts between numbers: `-` `/` `.` `T` `:` blanks and 年月日时分秒 点. */
static size_t separator_span(struct text t, size_t at)
{
    static const char words[] = "年\0月\0日\0时\0分\0秒\0点\0";
    const size_t start = at;

    while (at < t.length && !is_digit(t.at[at])) {
        const struct text rest = text_behind(t, at);
        const char *word = words;
        if (memchr("-/.T: ", t.at[at], 6) != NULL) {
            at++;
            continue;
        }
        while (*word != '\0' && !text_starts(rest, text_of(word)))
            word += strlen(word) + 1;
        if (*word == '\0')
            return 0;
        at += strlen(word);
    }
    return at - start;
}

/* Numbers with separators: year month day [hour [minute [second]]]; what
 * stands behind the seconds (fractions) does not count. */
static bool read_separated(struct text t, struct calendar *c,
                           uint8_t *precision)
{
    int32_t *const parts[] = {&c->year, &c->month,  &c->day,
                              &c->hour, &c->minute, &c->second};
    size_t at = 0, part = 0;

    while (at < t.length && part < 6) {
        const size_t n = digit_span(t, at);
        size_t gap;
        if (n == 0 || (part == 0 ? n != 4 : n > 2))
            return false;
        *parts[part++] = digits_at(t.at + at, n);
        at += n;
        gap = separator_span(t, at);
        if (gap == 0 && at < t.length)
            return false;
        at += gap;
    }
    if (part < 3 || at + digit_span(t, at) != t.length)
        return false;
    *precision = (uint8_t)(part - 3);
    return true;
}

/* Dates that databases write for "none"; many were born on that of 1970. */
static bool is_null_date(const struct calendar *c, bool birth)
{
    return c->year == 0 || ((c->year == 1900 || (c->year == 1970 && !birth)) &&
                            c->month == 1 && c->day == 1);
}

enum cell_state read_date(struct text t, bool day_only, bool birth,
                          struct cell *cell)
{
    struct calendar c = {0};
    uint8_t precision = CALENDAR_DAY;
    char room[14];
    bool compact;

    t = unparted(t, room);
    compact = digit_span(t, 0) == t.length;
    if (!(compact ? read_compact(t, &c, &precision)
                  : read_separated(t, &c, &precision)))
        return CELL_BAD;
    if (is_null_date(&c, birth))
        return CELL_MARKER;
    if (day_only) {
        c.hour = c.minute = c.second = 0;
        precision = CALENDAR_DAY;
    }
    if (!calendar_moment(&c, &cell->moment))
        return CELL_BAD;
    cell->precision = precision;
    return CELL_GIVEN;
}
