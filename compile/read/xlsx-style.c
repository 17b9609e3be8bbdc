/* Which numbers of a workbook are dates or percentages: the formats of its
 * styles. */
#include <stdio.h>
#include <string.h>

#include "base/decimal.h"
#include "compile/read/xlsx.h"

#define DAY_SECONDS 86400

/* ---- formats ------------------------------------------------------------- */

/* Behind what stands in quotes or brackets, or behind a backslash, at `at`;
 * `at` itself where nothing is quoted. */
static size_t behind_quoted(struct text t, size_t at)
{
    const char c = t.at[at];
    const char *close;

    if (c == '\\' || c == '_' || c == '*')
        return at + 2 < t.length ? at + 2 : t.length;
    if (c != '"' && c != '[')
        return at;
    close = memchr(t.at + at + 1, c == '"' ? '"' : ']', t.length - at - 1);
    return close == NULL ? t.length : (size_t)(close - t.at) + 1;
}

/* [h]:mm, hours that may be more than a day's. */
static bool is_elapsed(struct text t)
{
    return t.length > 1 && t.at[0] == '[' &&
           (t.at[1] == 'h' || t.at[1] == 'm' || t.at[1] == 's');
}

enum xlsx_look xlsx_format(struct text code)
{
    bool day = false, time = false, month = false, percent = false;
    size_t at = 0;

    if (text_equal_fold(code, TEXT("General")))
        return XLSX_PLAIN;
    while (at < code.length && code.at[at] != ';') {
        const size_t behind = behind_quoted(code, at);
        const char c = (char)(code.at[at] | 0x20);

        if (behind != at) {
            time = time || is_elapsed(text_behind(code, at));
            at = behind;
            continue;
        }
        day = day || c == 'y' || c == 'd';
        time = time || c == 'h' || c == 's';
        month = month || c == 'm';
        percent = percent || code.at[at] == '%';
        at++;
    }
    day = day || (month && !time);
    return day && time ? XLSX_MOMENT
           : day       ? XLSX_DAY
           : time      ? XLSX_TIME
           : percent   ? XLSX_PERCENT
                       : XLSX_PLAIN;
}

/* What the numbers of formats mean that no file writes down (ECMA-376,
 * 18.8.30, with those of Chinese). */
static enum xlsx_look usual_format(uint32_t id)
{
    if (id == 22)
        return XLSX_MOMENT;
    if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 ||
        (id >= 50 && id <= 54) || id == 57 || id == 58)
        return XLSX_DAY;
    if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) ||
        (id >= 45 && id <= 47) || id == 55 || id == 56)
        return XLSX_TIME;
    return id == 9 || id == 10 ? XLSX_PERCENT : XLSX_PLAIN;
}

/* ---- the styles ---------------------------------------------------------- */

struct own_format {
    uint32_t id;
    enum xlsx_look look;
};

struct styles {
    struct xlsx *xlsx;
    struct buffer formats; /* struct own_format */
    bool cells;            /* in <cellXfs> */
};

static uint32_t read_id(struct text t)
{
    uint32_t n = 0;

    for (size_t i = 0; i < t.length && i < 9 && is_digit(t.at[i]); i++)
        n = n * 10 + (uint32_t)(t.at[i] - '0');
    return n;
}

static enum xlsx_look look_of(const struct styles *s, uint32_t id)
{
    BUFFER_EACH (f, &s->formats, const struct own_format)
        if (f->id == id)
            return f->look;
    return usual_format(id);
}

static void on_style_start(void *user, struct text name,
                           const struct xlsx_attributes *a)
{
    struct styles *s = user;

    if (text_equal(name, TEXT("numFmt"))) {
        const struct own_format f = {
            read_id(xlsx_attribute(a, "numFmtId")),
            xlsx_format(xlsx_attribute(a, "formatCode"))};

        buffer_put(&s->formats, &f, sizeof f);
    } else if (text_equal(name, TEXT("cellXfs"))) {
        s->cells = true;
    } else if (s->cells && text_equal(name, TEXT("xf"))) {
        const uint8_t look =
            (uint8_t)look_of(s, read_id(xlsx_attribute(a, "numFmtId")));

        buffer_put(&s->xlsx->looks, &look, sizeof look);
    }
}

static void on_style_end(void *user, struct text name)
{
    struct styles *s = user;

    s->cells = s->cells && !text_equal(name, TEXT("cellXfs"));
}

static void on_style_text(void *user, struct text t)
{
    (void)user, (void)t;
}

bool xlsx_styles(struct xlsx *x, struct text path)
{
    static const struct xlsx_events events = {on_style_start, on_style_end,
                                              on_style_text};
    struct styles s = {.xlsx = x};
    const enum xlsx_outcome outcome = xlsx_part(x, path, &events, &s);

    x->looks.failed = x->looks.failed || s.formats.failed;
    buffer_free(&s.formats);
    return outcome != XLSX_FAULT;
}

/* ---- dates --------------------------------------------------------------- */

/* Days and seconds of plain digits; false for anything else. */
static bool take_serial(struct text t, int64_t *days, int64_t *seconds)
{
    int64_t unit = 1000000000000, part = 0;
    size_t at = 0;

    *days = 0;
    for (; at < t.length && is_digit(t.at[at]) && *days < 10000000; at++)
        *days = *days * 10 + (t.at[at] - '0');
    if (at == 0 || (at < t.length && t.at[at] != '.'))
        return false;
    for (at++; at < t.length; at++) {
        if (!is_digit(t.at[at]))
            return false;
        unit /= 10;
        part += unit * (t.at[at] - '0');
    }
    *seconds = (part * DAY_SECONDS + 500000000000) / 1000000000000;
    *days += *seconds / DAY_SECONDS;
    *seconds %= DAY_SECONDS;
    return true;
}

/* Year, month and day of a day counted from the first of March of year 0. */
static int put_day(int64_t day, char out[XLSX_NUMBER])
{
    const int64_t era = day / 146097, of_era = day % 146097;
    const int64_t year =
        (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    const int64_t month = (5 * of_year + 2) / 153;

    return snprintf(out, XLSX_NUMBER, "%04d-%02d-%02d",
                    (int)(year + era * 400 + (month > 9)),
                    (int)(month < 10 ? month + 3 : month - 9),
                    (int)(of_year - (153 * month + 2) / 5 + 1));
}

#define DAY_1899_12_30 693899 /* from the first of March of year 0 */
#define DAY_1904_01_01 695361
#define SERIALS 2958466 /* up to the end of the year 9999 */

/* The day of a serial number; 0 where there is none. In the year 1900 the
 * count has a 29th of February, which never was. */
static int64_t day_of_serial(int64_t serial, bool from_1904)
{
    if (serial >= SERIALS)
        return 0;
    if (from_1904)
        return DAY_1904_01_01 + serial;
    if (serial == 0 || serial == 60)
        return 0;
    return DAY_1899_12_30 + serial + (serial < 60);
}

size_t xlsx_date(struct text plain, enum xlsx_look look, bool from_1904,
                 char out[XLSX_NUMBER])
{
    int64_t days, seconds;
    int length = 0;

    if (look == XLSX_PLAIN || look == XLSX_PERCENT ||
        !take_serial(plain, &days, &seconds))
        return 0;
    if (look != XLSX_TIME || days > 0) {
        const int64_t day = day_of_serial(days, from_1904);

        if (day == 0)
            return 0;
        length = put_day(day, out);
    }
    if (look == XLSX_DAY && seconds == 0)
        return (size_t)length;
    length +=
        snprintf(out + length, XLSX_NUMBER - (size_t)length, "%s%02d:%02d:%02d",
                 length > 0 ? " " : "", (int)(seconds / 3600),
                 (int)(seconds / 60 % 60), (int)(seconds % 60));
    return (size_t)length;
}

/* ---- percentages --------------------------------------------------------- */

size_t xlsx_percent(struct text plain, enum xlsx_look look,
                    char out[XLSX_NUMBER])
{
    size_t length;
    int128 n;

    if (look != XLSX_PERCENT || !decimal_parse(plain, &n) ||
        !decimal_multiply(n, decimal_from_int(100), &n))
        return 0;
    length = decimal_text(n, out);
    out[length++] = '%';
    return length;
}
