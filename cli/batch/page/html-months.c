/* Months in report.html: which are whole, and what they are beside earlier
 * ones. */
#include "batch/page/html-report.h"

#include <stdio.h>

#include "base/calendar.h"
#include "batch/page/html.h"
#include "common/put.h"

/* ---- whole or not -------------------------------------------------------- */

#define GAP_LEAST 4    /* days: fewer may be without a discharge by chance */
#define MISSED_LEAST 5 /* stays that such days would have had */

/* `2025-03` as year and month; false if it is none. */
static bool read_month(struct text key, int32_t *year, int32_t *month)
{
    if (key.length != 7)
        return false;
    for (size_t i = 0; i < 7; i++)
        if (i == 4 ? key.at[i] != '-' : key.at[i] < '0' || key.at[i] > '9')
            return false;
    *year = (key.at[0] - '0') * 1000 + (key.at[1] - '0') * 100 +
            (key.at[2] - '0') * 10 + key.at[3] - '0';
    *month = (key.at[5] - '0') * 10 + key.at[6] - '0';
    return *month >= 1 && *month <= 12;
}

/* How many days a month has; 0 if it is none. */
static int32_t days_of(struct text key)
{
    int32_t year, month, first, next;

    if (!read_month(key, &year, &month) ||
        !calendar_day(year, month, 1, &first) ||
        !calendar_day(year + month / 12, month % 12 + 1, 1, &next))
        return 0;
    return next - first;
}

bool month_is_partial(const struct tally_entry *e)
{
    const int32_t first = e->tally.first_day, last = e->tally.last_day,
                  before = first - 1, behind = days_of(e->key) - last;
    const int32_t missed =
        (before < GAP_LEAST ? 0 : before) + (behind < GAP_LEAST ? 0 : behind);

    return first != 0 && (uint64_t)missed * e->tally.counts[COUNT_RECORDS] >=
                             (uint64_t)(MISSED_LEAST * (last - first + 1));
}

static void put_days(struct buffer *out, const struct tally *t)
{
    put(out, " <span class=\"soft\">", (uint64_t)t->first_day);
    if (t->last_day != t->first_day)
        put(out, "–", (uint64_t)t->last_day);
    put(out, " 日，不足月</span>");
}

void report_month(struct buffer *out, const struct tally_entry *e)
{
    report_name(out, e);
    if (month_is_partial(e))
        put_days(out, &e->tally);
}

/* ---- beside earlier ones ------------------------------------------------- */

/* `2025-03`, so many months earlier. */
static bool earlier_month(struct text month, int by, char out[8])
{
    int32_t year, number;

    if (!read_month(month, &year, &number))
        return false;
    const int32_t months = year * 12 + number - 1 - by;

    if (months < 0)
        return false;
    snprintf(out, 8, "%04d-%02d", months / 12 % 10000, months % 12 + 1);
    return true;
}

/* Such a month of this run, or of the first former one that has it. */
static const struct tally_entry *month_of(const struct report *r,
                                          struct text month, int by)
{
    char key[8];
    const struct tally_entry *e;

    if (!earlier_month(month, by, key))
        return NULL;
    e = tally_find(&r->summary->by[BY_MONTH], text_of(key));
    for (unsigned i = 0; e == NULL && i < r->formers; i++)
        e = tally_find(&r->former[i].months, text_of(key));
    return e;
}

/* Counts and sums grow only from whole months to whole months. */
static void put_since(struct buffer *out, enum measure m,
                      const struct tally_entry *old,
                      const struct tally_entry *now)
{
    int128 before = 0, after = 0;
    const bool was = old != NULL && measure_value(&old->tally, m, 0, &before);
    const bool is = measure_value(&now->tally, m, 0, &after);
    const bool alike = m >= TALLY_RATES || (was && !month_is_partial(old) &&
                                            !month_is_partial(now));

    html_measure_cell(out, m, was, before, -1);
    html_change_cells(out, m, was && is && alike, before, after);
}

/* Returns its rows. */
static uint32_t put_month(const struct report *r, struct buffer *out,
                          const struct tally_entry *e)
{
    static const enum measure measures[] = {
        MEASURE_RECORDS, MEASURE_ERRORS_PER_100, MEASURE_GROUPED_RATE,
        MEASURE_CMI,     MEASURE_COST_MEAN,      MEASURE_DAYS_MEAN,
        MEASURE_DRUG,    MEASURE_DEATH_RATE,     MEASURE_MARGIN,
        MEASURE_END};
    const struct tally_entry *last = month_of(r, e->key, 1),
                             *year = month_of(r, e->key, 12);
    uint32_t rows = 0;

    for (const enum measure *m = measures; *m != MEASURE_END; m++, rows++) {
        int128 n = 0;
        bool of_pack;
        const bool known = measure_value(&e->tally, *m, 0, &n);

        put(out, "<tr><th scope=\"row\">");
        report_month(out, e);
        put(out, "</th><td>", measure_heading(*m, &of_pack));
        put(out, r->view.sample && of_pack ? HTML_SAMPLE "</td>" : "</td>");
        html_measure_cell(out, *m, known, n, -1);
        put_since(out, *m, last, e);
        put_since(out, *m, year, e);
        put(out, "</tr>\n");
    }
    return rows;
}

/* Those of the last months of this run that are partial, or those that are not.
 * Returns their rows. */
static uint32_t put_some(const struct report *r, struct buffer *out,
                         bool partial)
{
    enum { LIMIT = 12 };
    const struct tally_table *months = &r->summary->by[BY_MONTH];
    const uint32_t first = months->count > LIMIT ? months->count - LIMIT : 0;
    uint32_t rows = 0;

    for (uint32_t i = months->count; i > first; i--) {
        const struct tally_entry *e = &months->entries[i - 1];

        if (e->key.length != 0 && month_is_partial(e) == partial)
            rows += put_month(r, out, e);
    }
    return rows;
}

/* The newest first, as paper has but some of them, beside the month before and
 * a year before; behind them those that are not whole. */
void report_months(const struct report *r, struct buffer *out)
{
    static const char *const heads[] = {
        "出院月份",    "项目",      "#这个月",   "#上个月",     "#环比增减",
        "#环比增长率", "#去年同月", "#同比增减", "#同比增长率", NULL};

    html_part_open(out, "t-since", "各月的环比和同比", NULL);
    html_heads(out, false, heads);
    const uint32_t rows = put_some(r, out, false);
    html_part_close(out, report_unprinted(rows + put_some(r, out, true)));
}
