#include <string.h>

#include "pack/format.h"
#include "record/read.h"

#define HOME_ZONE 480         /* minutes east of Greenwich: the hospital's */
#define TICK_DIGITS 15u       /* of milliseconds: more are no date of anybody */
#define SUMMER_TIME_LAST 1991 /* the last year of it in China */

enum half { HALF_NONE, HALF_MORNING, HALF_AFTERNOON };

/* A date as it is written. */
struct dated {
    struct calendar c;
    uint8_t precision;
    uint8_t half; /* enum half of its day */
    uint8_t part; /* enum date_part that is not understood */
};

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

/* The part that follows n digits of yyyyMMddHHmmss. */
static uint8_t part_behind(size_t n)
{
    return n < 4 ? DATE_YEAR : n > 14 ? DATE_REST : (uint8_t)((n - 2) / 2);
}

/* yyyyMMdd, with HH, HHmm or HHmmss behind it. */
static bool read_compact(struct text t, struct dated *d)
{
    struct calendar *const c = &d->c;

    if (t.length != 8 && t.length != 10 && t.length != 12 && t.length != 14) {
        d->part = part_behind(t.length);
        return false;
    }
    c->year = digits_at(t.at, 4);
    c->month = digits_at(t.at + 4, 2);
    c->day = digits_at(t.at + 6, 2);
    if (t.length >= 10)
        c->hour = digits_at(t.at + 8, 2);
    if (t.length >= 12)
        c->minute = digits_at(t.at + 10, 2);
    if (t.length == 14)
        c->second = digits_at(t.at + 12, 2);
    d->precision = (uint8_t)((t.length - 8) / 2);
    return true;
}

/* Length of the word of the list that t begins with; 0 for none. */
static size_t word_length(struct text t, const char *words)
{
    while (*words != '\0' && !text_starts(t, text_of(words)))
        words += strlen(words) + 1;
    return strlen(words);
}

/* The parts between numbers: `-` `/` `.` `T` `:` blanks, 年月日时分秒 点, and
 * the half of the day. */
static size_t separator_span(struct text t, size_t at, struct dated *d)
{
    const size_t start = at;

    while (at < t.length && !is_digit(t.at[at])) {
        const struct text rest = text_behind(t, at);
        size_t n = memchr("-/.T: ", t.at[at], 6) != NULL;
        if (n == 0)
            n = word_length(rest, "年\0月\0日\0时\0分\0秒\0点\0");
        if (n == 0 && (n = word_length(rest, "上午\0AM\0am\0")) != 0)
            d->half = HALF_MORNING;
        if (n == 0 && (n = word_length(rest, "下午\0PM\0pm\0")) != 0)
            d->half = HALF_AFTERNOON;
        if (n == 0)
            return 0;
        at += n;
    }
    return at - start;
}

/* Numbers with separators: year month day [hour [minute [second]]]; what
 * stands behind the seconds (fractions) does not count. */
static bool read_separated(struct text t, struct dated *d)
{
    int32_t *const parts[] = {&d->c.year, &d->c.month,  &d->c.day,
                              &d->c.hour, &d->c.minute, &d->c.second};
    size_t at = 0;

    for (d->part = DATE_YEAR; at < t.length && d->part < DATE_REST;) {
        const size_t n = digit_span(t, at);
        size_t gap;
        if (d->part == DATE_YEAR && n != 4) {
            d->part = part_behind(n);
            return false;
        }
        if (n == 0 || (d->part != DATE_YEAR && n > 2))
            return false;
        *parts[d->part++] = digits_at(t.at + at, n);
        at += n;
        gap = separator_span(t, at, d);
        if (gap == 0 && at < t.length)
            return false;
        at += gap;
    }
    if (d->part <= DATE_DAY || at + digit_span(t, at) != t.length)
        return false;
    d->precision = (uint8_t)(d->part - DATE_HOUR);
    return true;
}

/* A time of 12 hours becomes one of 24; false if it is none. */
static bool settle_half(struct dated *d)
{
    int32_t *const hour = &d->c.hour;

    if (d->half == HALF_NONE || d->precision == CALENDAR_DAY)
        return true;
    d->part = DATE_HOUR;
    if (d->half == HALF_AFTERNOON)
        *hour += *hour < 12 ? 12 : 0;
    else if (*hour == 12)
        *hour = 0;
    return d->half == HALF_AFTERNOON || *hour < 12;
}

static bool read_local(struct text t, struct dated *d)
{
    char room[14];

    *d = (struct dated){.precision = CALENDAR_DAY};
    t = unparted(t, room);
    return (digit_span(t, 0) == t.length ? read_compact(t, d)
                                         : read_separated(t, d)) &&
           settle_half(d);
}

/* The minutes of a zone without its sign: 8, 08, 0800, 08:00; -1 if it is none
 * of this earth. */
static int32_t zone_minutes(struct text t)
{
    const size_t n = digit_span(t, 0), rest = t.length - n;
    const struct text last = text_behind(t, t.length - (t.length > 2 ? 2 : 0));
    int32_t hours, minutes;

    if (n == 0 || digit_span(last, 0) != last.length ||
        (rest == 0 ? n == 3 || n > 4 : n > 2 || rest != 3 || t.at[n] != ':'))
        return -1;
    hours = digits_at(t.at, n > 2 ? 2 : n);
    minutes = digits_at(last.at, last.length);
    return hours > 14 || minutes > 59 ? -1 : hours * 60 + minutes;
}

/* Length of the zone that t ends in: Z, +8, +08, +0800, +08:00, -05:00; 0 for
 * none. *east: its minutes. */
static size_t zone_span(struct text t, int32_t *east)
{
    size_t n = 1;

    *east = 0;
    if (t.length > 0 && (t.at[t.length - 1] | 32) == 'z')
        return 1;
    while (n < t.length && n < 6 && t.at[t.length - n] != '+' &&
           t.at[t.length - n] != '-')
        n++;
    if (n >= t.length)
        return 0;
    *east = zone_minutes(text_behind(t, t.length - n + 1));
    if (*east < 0 || (t.at[t.length - n] != '+' && t.at[t.length - n] != '-'))
        return 0;
    *east = t.at[t.length - n] == '-' ? -*east : *east;
    return n;
}

/* A time without the fraction of its seconds, where no separator parts them:
 * 20240601093000.123. */
static struct text whole_seconds(struct text t)
{
    return digit_span(t, 0) == 14 && t.length > 15 && t.at[14] == '.' &&
                   15 + digit_span(t, 15) == t.length
               ? text_head(t, 14)
               : t;
}

/* Dates that databases and programs write for "none"; many were born on that
 * of 1970. */
static bool is_null_date(const struct calendar *c, bool birth)
{
    if (c->month == 1 && c->day == 1)
        return c->year <= 1 || c->year == 1900 || (c->year == 1970 && !birth);
    return c->year == 0 || (c->year == 1899 && c->month == 12 && c->day == 30);
}

/* 24:00, the end of a day, is the beginning of the next. */
static bool end_of_day(struct calendar c, int64_t *moment)
{
    if (c.hour != 24 || c.minute != 0 || c.second != 0)
        return false;
    c.hour = 0;
    if (!calendar_moment(&c, moment))
        return false;
    *moment += SECONDS_PER_DAY;
    return true;
}

static bool moment_of(const struct calendar *c, int64_t *moment)
{
    return calendar_moment(c, moment) || end_of_day(*c, moment);
}

/* The time of a zone becomes the hospital's. Of a day alone no zone says when
 * it began; a day of summer time began at 23 hours of the day before. */
static void shift_zone(struct dated *d, int32_t east, bool day_only)
{
    int64_t moment;

    if (d->precision == CALENDAR_DAY || is_null_date(&d->c, true) ||
        !moment_of(&d->c, &moment))
        return;
    moment += (int64_t)(HOME_ZONE - east) * 60;
    d->c = calendar_of(moment);
    if (day_only && d->c.year <= SUMMER_TIME_LAST && d->c.hour == 23 &&
        d->c.minute == 0 && d->c.second == 0)
        d->c = calendar_of(moment + 3600);
}

/* What programs write for each other: a zone, seconds with a fraction in one
 * number. */
static bool read_zoned(struct text t, bool day_only, struct dated *d)
{
    struct dated z;
    int32_t east;
    const size_t zone = zone_span(t, &east);
    const struct text head =
        whole_seconds(text_trim(text_head(t, t.length - zone)));

    if (head.length == t.length || !read_local(head, &z) ||
        (east < 0 && z.precision < CALENDAR_MINUTE))
        return false;
    *d = z;
    if (zone > 0)
        shift_zone(d, east, day_only);
    return true;
}

/* /Date(1717205400000+0800)/: what .NET writes in JSON, the milliseconds of
 * Greenwich since 1970; the zone behind them is only how it shows them. */
static bool read_ticks(struct text t, bool day_only, struct dated *d)
{
    const struct text head = TEXT("/Date("), tail = TEXT(")/");
    const bool inside = text_starts(t, head) && text_ends(t, tail);
    const struct text ticks =
        inside ? text_slice(t, head.length, t.length - tail.length) : TEXT("");
    const size_t from = ticks.length > 0 && ticks.at[0] == '-';
    const size_t n = digit_span(ticks, from);
    int32_t east;
    int64_t value = 0;

    if (n == 0 || n > TICK_DIGITS ||
        (from + n != ticks.length &&
         zone_span(ticks, &east) != ticks.length - from - n))
        return false;
    for (size_t i = from; i < from + n; i++)
        value = value * 10 + (ticks.at[i] - '0');
    value = from != 0 ? -((value + 999) / 1000) : value / 1000;
    *d = (struct dated){.c = calendar_of(value), .precision = CALENDAR_SECOND};
    shift_zone(d, 0, day_only);
    return true;
}

/* -05:00 behind a time would else be seconds, or their fraction. */
static bool may_end_in_west(struct text t)
{
    return t.length > 16 &&
           (t.at[t.length - 5] == '-' || t.at[t.length - 6] == '-');
}

/* The first part that no calendar and no clock has. */
static uint8_t part_out_of_range(const struct calendar *c)
{
    int32_t day;

    if (!calendar_day(c->year, 1, 1, &day))
        return DATE_YEAR;
    if (!calendar_day(c->year, c->month, 1, &day))
        return DATE_MONTH;
    if (!calendar_day(c->year, c->month, c->day, &day))
        return DATE_DAY;
    if (c->hour > 23)
        return DATE_HOUR;
    return c->minute > 59 ? DATE_MINUTE : DATE_SECOND;
}

static enum cell_state unread_date(struct cell *cell, uint8_t part)
{
    cell->precision = part;
    return CELL_BAD;
}

enum cell_state read_date(struct text t, bool day_only, bool birth,
                          struct cell *cell)
{
    struct dated d;

    if (!(may_end_in_west(t) && read_zoned(t, day_only, &d)) &&
        !read_local(t, &d) && !read_zoned(t, day_only, &d) &&
        !read_ticks(t, day_only, &d))
        return unread_date(cell, d.part);
    if (is_null_date(&d.c, birth))
        return CELL_MARKER;
    if (day_only) {
        d.c.hour = d.c.minute = d.c.second = 0;
        d.precision = CALENDAR_DAY;
    }
    if (!moment_of(&d.c, &cell->moment))
        return unread_date(cell, part_out_of_range(&d.c));
    cell->precision = d.precision;
    return CELL_GIVEN;
}

struct text date_part_name(const struct cell *cell)
{
    static const char *const names[] = {
        [DATE_YEAR] = "年",   [DATE_MONTH] = "月",  [DATE_DAY] = "日",
        [DATE_HOUR] = "时",   [DATE_MINUTE] = "分", [DATE_SECOND] = "秒",
        [DATE_REST] = "末尾",
    };

    return text_of(names[cell->precision]);
}
