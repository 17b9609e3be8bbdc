#include "base/calendar.h"

#define YEAR_MIN 1800
#define YEAR_MAX 2200

static bool is_leap(int32_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int32_t days_in_month(int32_t year, int32_t month)
{
    static const int32_t days[] = {31, 28, 31, 30, 31, 30,
                                   31, 31, 30, 31, 30, 31};

    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Days since 1970-01-01 of a valid date: eras of 400 years that begin on
 * 1 March, so that the leap day is the last of its year. */
static int32_t day_number(int32_t year, int32_t month, int32_t day)
{
    const int32_t y = month <= 2 ? year - 1 : year;
    const int32_t era = y / 400;
    const int32_t year_of_era = y - era * 400;
    const int32_t day_of_year =
        (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * 146097 + year_of_era * 365 + year_of_era / 4 -
           year_of_era / 100 + day_of_year - 719468;
}

bool calendar_day(int32_t year, int32_t month, int32_t day, int32_t *out)
{
    if (year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > 12 ||
        day < 1 || day > days_in_month(year, month))
        return false;
    *out = day_number(year, month, day);
    return true;
}

bool calendar_day_read(struct text t, int32_t *out)
{
    int32_t part[3] = {0, 0, 0};

    if (t.length != 10)
        return false;
    for (size_t i = 0, which = 0; i < t.length; i++) {
        if (i == 4 || i == 7) {
            which++;
            if (t.at[i] != '-')
                return false;
        } else if (t.at[i] >= '0' && t.at[i] <= '9')
            part[which] = part[which] * 10 + (t.at[i] - '0');
        else
            return false;
    }
    return calendar_day(part[0], part[1], part[2], out);
}

bool calendar_moment(const struct calendar *c, int64_t *out)
{
    int32_t day;

    if (!calendar_day(c->year, c->month, c->day, &day) || c->hour < 0 ||
        c->hour > 23 || c->minute < 0 || c->minute > 59 || c->second < 0 ||
        c->second > 59)
        return false;
    *out = (int64_t)day * SECONDS_PER_DAY + c->hour * 3600 + c->minute * 60 +
           c->second;
    return true;
}

int32_t calendar_day_of(int64_t moment)
{
    const int64_t day = moment / SECONDS_PER_DAY;

    return (int32_t)(moment % SECONDS_PER_DAY < 0 ? day - 1 : day);
}

struct calendar calendar_of(int64_t moment)
{
    const int32_t days = calendar_day_of(moment);
    const int32_t second = (int32_t)(moment - (int64_t)days * SECONDS_PER_DAY);
    const int32_t shifted = days + 719468;
    const int32_t era = shifted / 146097;
    const int32_t doe = shifted - era * 146097;
    const int32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    const int32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    const int32_t mp = (5 * doy + 2) / 153;
    const int32_t month = mp < 10 ? mp + 3 : mp - 9;

    return (struct calendar){yoe + era * 400 + (month <= 2),
                             month,
                             doy - (153 * mp + 2) / 5 + 1,
                             second / 3600,
                             second / 60 % 60,
                             second % 60};
}

int32_t calendar_years(int32_t birth, int32_t on)
{
    const struct calendar b = calendar_of((int64_t)birth * SECONDS_PER_DAY);
    const struct calendar o = calendar_of((int64_t)on * SECONDS_PER_DAY);
    const bool before_birthday =
        o.month < b.month || (o.month == b.month && o.day < b.day);

    return o.year - b.year - before_birthday;
}

static void put_digits(int32_t n, int width, char *out)
{
    for (int i = width - 1; i >= 0; i--, n /= 10)
        out[i] = (char)('0' + n % 10);
}

size_t calendar_text(int64_t moment, enum calendar_precision precision,
                     char *out)
{
    const struct calendar c = calendar_of(moment);

    put_digits(c.year, 4, out);
    out[4] = out[7] = '-';
    put_digits(c.month, 2, out + 5);
    put_digits(c.day, 2, out + 8);
    if (precision == CALENDAR_DAY)
        return 10;
    out[10] = ' ';
    put_digits(c.hour, 2, out + 11);
    out[13] = ':';
    put_digits(c.minute, 2, out + 14);
    if (precision < CALENDAR_SECOND || c.second == 0)
        return 16;
    out[16] = ':';
    put_digits(c.second, 2, out + 17);
    return 19;
}
