#include <string.h>

#include "pack/format.h"
#include "record/read.h"

#define DIGITS_MAX 40
/* No part of an age is larger, whatever its unit. */
#define PART_MAX (10000 * DECIMAL_ONE)
#define MONTH_DAYS 30 /* the 2012 form counts an infant's months in n/30 */

/* A comma that parts thousands: digits before it, exactly three behind. */
static bool separates(struct text t, size_t at)
{
    return at > 0 && is_digit(t.at[at - 1]) && at + 3 < t.length &&
           is_digit(t.at[at + 1]) && is_digit(t.at[at + 2]) &&
           is_digit(t.at[at + 3]) &&
           (at + 4 == t.length || !is_digit(t.at[at + 4]));
}

/*
 * A number at the start of t: sign, digits with thousands separators, point.
 * Returns the bytes read, 0 if there is none; *separated if a comma stood.
 */
static size_t leading_number(struct text t, int128 *out, bool *separated)
{
    char digits[DIGITS_MAX];
    size_t n = 0, at = 0;

    if (t.length <= DIGITS_MAX && decimal_parse(t, out))
        return t.length;
    for (; at < t.length && n < DIGITS_MAX; at++) {
        const char c = t.at[at];
        if (c == ',' && (*separated || n <= 3) && separates(t, at)) {
            *separated = true;
            continue;
        }
        if (!is_digit(c) && c != '.' && (at > 0 || (c != '-' && c != '+')))
            break;
        digits[n++] = c;
    }
    /* `.5` is written by some databases. */
    if (n > 0 && digits[0] == '.' && n < DIGITS_MAX) {
        memmove(digits + 1, digits, n++);
        digits[0] = '0';
    }
    while (n > 1 && digits[n - 1] == '.')
        n--;
    return decimal_parse((struct text){digits, n}, out) ? at : 0;
}

bool read_plain_number(struct text t, struct cell *cell)
{
    return t.length <= LIMIT_DIGITS && decimal_parse(t, &cell->number);
}

enum cell_state read_number(struct text t, struct cell *cell)
{
    bool separated = false;
    const size_t n = leading_number(t, &cell->number, &separated);
    const struct text unit = text_trim(text_behind(t, n));

    if (n == 0 ||
        (unit.length != 0 &&
         !read_one_of(unit, "元\0天\0日\0次\0时\0小时\0点\0分\0分钟\0")))
        return CELL_BAD;
    if (separated || unit.length != 0)
        cell->flags |= CELL_DRESSED;
    return CELL_GIVEN;
}

/* 1/13/24: one day, 13 hours, 24 minutes. */
static bool read_day_hour_minute(struct text t, int128 *hours)
{
    static const int64_t minutes[3] = {24 * 60, 60, 1};
    int128 sum = 0, part, product;

    for (unsigned i = 0; i < 3; i++) {
        const char *slash = memchr(t.at, '/', t.length);
        const size_t n = slash != NULL ? (size_t)(slash - t.at) : t.length;
        const size_t cut = n + (slash != NULL);

        if ((slash != NULL) != (i < 2) ||
            !decimal_parse(text_head(t, n), &part) || part < 0 ||
            !decimal_multiply(part, decimal_from_int(minutes[i]), &product) ||
            !decimal_add(sum, product, &sum))
            return false;
        t = text_behind(t, cut);
    }
    return decimal_divide(sum, decimal_from_int(60), hours);
}

enum cell_state read_duration(struct text t, struct cell *cell)
{
    if (memchr(t.at, '/', t.length) != NULL)
        return read_day_hour_minute(t, &cell->number) ? CELL_GIVEN : CELL_BAD;
    return read_number(t, cell);
}

enum cell_state read_weight(struct text t, struct cell *cell)
{
    bool separated = false;
    const size_t n = leading_number(t, &cell->number, &separated);
    const struct text unit = text_trim(text_behind(t, n));

    if (n == 0)
        return CELL_BAD;
    if (unit.length == 0)
        return CELL_GIVEN;
    cell->flags |= CELL_DRESSED;
    if (read_one_of(unit, "g\0G\0克\0"))
        return CELL_GIVEN;
    if (!read_one_of(unit, "kg\0KG\0Kg\0千克\0公斤\0") ||
        !decimal_multiply(cell->number, decimal_from_int(1000), &cell->number))
        return CELL_BAD;
    return CELL_GIVEN;
}

/* An age in parts, as `2岁3月`, `3 15/30` or `10天` say it. */
struct age {
    int128 years, months, days;
    bool bare;     /* one number without a unit, in `years` */
    bool fraction; /* n/30 stood */
};

/* Adds one part with its unit to age; bytes read, 0 if it is none. */
static size_t age_part(struct text t, struct age *age)
{
    bool separated = false;
    int128 number;
    size_t n = leading_number(t, &number, &separated);
    const struct text rest = text_behind(t, n);

    if (n == 0 || separated || number < 0 || number > PART_MAX)
        return 0;
    if (text_starts(rest, TEXT("/30"))) {
        age->days += number;
        age->fraction = true;
        return n + 3;
    }
    if (text_starts(rest, TEXT("岁")) || text_starts(rest, TEXT("Y"))) {
        age->years += number;
        return n + (rest.at[0] == 'Y' ? 1 : strlen("岁"));
    }
    if (text_starts(rest, TEXT("个月"))) {
        age->months += number;
        return n + strlen("个月");
    }
    if (text_starts(rest, TEXT("月"))) {
        age->months += number;
        return n + strlen("月");
    }
    if (text_starts(rest, TEXT("天")) || text_starts(rest, TEXT("日"))) {
        age->days += number;
        return n + strlen("天");
    }
    if (text_starts(rest, TEXT("小时")))
        return n + strlen("小时");
    age->years += number;
    age->bare = true;
    return n;
}

static bool read_age_parts(struct text t, struct age *age)
{
    *age = (struct age){0};
    for (int parts = 0; t.length != 0; parts++) {
        const size_t n = parts < 3 ? age_part(t, age) : 0;
        if (n == 0)
            return false;
        t = text_trim(text_behind(t, n));
        /* A bare number is the whole text, or the months before n/30. */
        if (age->bare && t.length != 0 && !text_contains(t, TEXT("/30")))
            return false;
    }
    return true;
}

enum cell_state read_age(struct text t, struct cell *cell)
{
    struct age age;

    if (!read_age_parts(t, &age))
        return CELL_BAD;
    cell->number = age.fraction && age.bare ? 0 : age.years;
    if (!age.bare || age.fraction)
        cell->flags |= CELL_DRESSED;
    return CELL_GIVEN;
}

enum cell_state read_infant_age(struct text t, unsigned unit, struct cell *cell)
{
    struct age age;
    int128 months;

    if (!read_age_parts(t, &age))
        return CELL_BAD;
    months = age.months;
    if (age.bare && (unit == UNIT_MONTHS || age.fraction)) {
        months += age.years;
        age.years = 0;
    }
    cell->number = months * MONTH_DAYS + age.days +
                   (age.bare ? age.years : age.years * 365);
    return CELL_GIVEN;
}
