#include "batch/page/html-table.h"

#include <stdio.h>
#include <stdlib.h>

#include "batch/page/html.h"
#include "batch/sums/pairs.h"
#include "common/put.h"

/* ---- measures ------------------------------------------------------------ */

enum shown { COUNT, PERCENT, AMOUNT };

/* Those whose values are the pack's. */
static bool is_of_pack(enum measure m)
{
    switch (m) {
    case MEASURE_NORMAL:
    case MEASURE_LOW:
    case MEASURE_HIGH:
    case MEASURE_EXTREME:
    case MEASURE_SCORE:
    case MEASURE_STANDARD:
    case MEASURE_FUND:
    case MEASURE_MARGIN:
    case MEASURE_CMI:
    case MEASURE_SCORE_MEAN:
    case MEASURE_MARGIN_MEAN:
    case MEASURE_COST_INDEX:
    case MEASURE_DAYS_INDEX:
    case MEASURE_DEVIATION_RATE:
    case MEASURE_COST_RATE:
        return true;
    default:
        return false;
    }
}

static enum shown shown_as(enum measure m)
{
    if (m >= TALLY_COLUMNS)
        return m == MEASURE_PRICED_COST ? AMOUNT : PERCENT;
    switch (tally_columns[m].type) {
    case COLUMN_SHARE:
        return PERCENT;
    case COLUMN_COUNT:
        return COUNT;
    default:
        return AMOUNT;
    }
}

/* The cost of the cases that have a payment: 结余 is 支付标准 less it. */
static bool priced_cost(const struct tally *t, int128 *out)
{
    return !t->beyond && t->known[SUM_STANDARD] != 0 &&
           t->known[SUM_STANDARD] == t->known[SUM_MARGIN] &&
           decimal_subtract(t->sums[SUM_STANDARD], t->sums[SUM_MARGIN], out);
}

static bool cost_rate(const struct tally *t, int128 *out)
{
    return priced_cost(t, out) &&
           decimal_multiply(*out, 100 * DECIMAL_ONE, out) &&
           decimal_divide(*out, t->sums[SUM_STANDARD], out);
}

bool measure_value(const struct tally *t, enum measure m, uint64_t whole,
                   int128 *out)
{
    switch (m) {
    case MEASURE_SHARE:
        return html_percent(t->counts[COUNT_RECORDS], whole, out);
    case MEASURE_PRICED_COST:
        return priced_cost(t, out);
    case MEASURE_COST_RATE:
        return cost_rate(t, out);
    default:
        if (!tally_exact(t, m, out))
            return false;
        *out *= shown_as(m) == PERCENT ? 100 : 1;
        return true;
    }
}

static unsigned places_of(enum measure m)
{
    return shown_as(m) == COUNT ? 0 : 2;
}

void measure_show(struct buffer *out, enum measure m, int128 n)
{
    html_decimal(out, n, places_of(m));
    put(out, shown_as(m) == PERCENT ? "%" : "");
}

const char *measure_heading(enum measure m, bool *of_pack)
{
    static const char *const own[] = {"占比", "算出支付的总费用",
                                      "费用占支付标准"};

    *of_pack = is_of_pack(m);
    return m >= TALLY_COLUMNS ? own[m - TALLY_COLUMNS]
                              : tally_columns[m].heading;
}

/* ---- pieces -------------------------------------------------------------- */

static void put_head(struct buffer *out, const char *class, const char *words,
                     bool sample)
{
    put(out, "<th scope=\"col\" class=\"", class, "\">", words,
        sample ? HTML_SAMPLE : "", "</th>");
}

void html_heads(struct buffer *out, bool sample, const char *const *heads)
{
    put(out, "<thead><tr>");
    for (; *heads != NULL; heads++) {
        const size_t marks = strspn(*heads, "#*");
        const bool number = memchr(*heads, '#', marks) != NULL;
        const bool of_pack = memchr(*heads, '*', marks) != NULL;

        if (**heads != '\0')
            put_head(out, number ? "n" : "w", *heads + marks,
                     sample && of_pack);
    }
    put(out, "</tr></thead><tbody>\n");
}

void html_number_open(struct buffer *out, const char *extra, int128 value,
                      int bar)
{
    char style[64];

    put(out, "<td class=\"n", extra,
        bar >= 0 ? " bar\" data-v=\"" : "\" data-v=\"", decimal_round(value, 4),
        "\"");
    if (bar >= 0) {
        snprintf(style, sizeof(style), " style=\"--w:%d.%d%%\"", bar / 10,
                 bar % 10);
        put(out, style);
    }
    put(out, ">");
}

void html_none(struct buffer *out)
{
    put(out, "<td class=\"n none\">—</td>");
}

void html_count_cell(struct buffer *out, uint64_t n, int bar)
{
    html_number_open(out, "", decimal_from_int((int64_t)n), bar);
    html_count(out, n);
    put(out, "</td>");
}

void html_percent_cell(struct buffer *out, uint64_t part, uint64_t whole)
{
    int128 percent;

    if (!html_percent(part, whole, &percent)) {
        html_none(out);
        return;
    }
    html_number_open(out, "", percent, -1);
    html_decimal(out, percent, 2);
    put(out, "%</td>");
}

void html_measure_cell(struct buffer *out, enum measure m, bool known, int128 n,
                       int bar)
{
    if (!known) {
        html_none(out);
        return;
    }
    html_number_open(out, n < 0 ? " minus" : "", n, bar);
    measure_show(out, m, n);
    put(out, "</td>");
}

static void put_growth_cell(struct buffer *out, int128 before, int128 change)
{
    int128 percent;

    if (!decimal_multiply(change, 100 * DECIMAL_ONE, &percent) ||
        !decimal_divide(percent, before < 0 ? -before : before, &percent)) {
        html_none(out);
        return;
    }
    html_number_open(out, "", percent, -1);
    put(out, decimal_round(percent, 2) > 0 ? "+" : "");
    html_decimal(out, percent, 2);
    put(out, "%</td>");
}

/* What is shown as 0 has neither sign nor arrow. */
static void put_change_cell(struct buffer *out, enum measure m, int128 change)
{
    const int128 shown = decimal_round(change, places_of(m));

    html_number_open(out, "", change, -1);
    put(out, shown > 0 ? "▲ +" : shown < 0 ? "▼ " : "");
    html_decimal(out, change, places_of(m));
    put(out, shown_as(m) == PERCENT ? " 个百分点</td>" : "</td>");
}

void html_change_cells(struct buffer *out, enum measure m, bool known,
                       int128 before, int128 after)
{
    int128 change;

    if (!known || !decimal_subtract(after, before, &change)) {
        html_none(out);
        html_none(out);
        return;
    }
    put_change_cell(out, m, change);
    put_growth_cell(out, before, change);
}

void html_part_open(struct buffer *out, const char *id, const char *title,
                    const char *chart)
{
    put(out, "<section class=\"part\" aria-labelledby=\"", id, "-h\"><h3 id=\"",
        id, "-h\">", title, "</h3><div class=\"pair\">");
    if (chart != NULL)
        put(out, "<figure class=\"chart\" hidden data-of=\"", id,
            "\" data-chart=\"", chart, "\"><canvas role=\"img\" aria-label=\"",
            title, "（图，数据见同名的表）\"></canvas></figure>");
    put(out,
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
        "aria-label=\"",
        title, "（表）\"><table id=\"", id, "\">");
}

void html_part_close(struct buffer *out, uint32_t unprinted)
{
    put(out, "</tbody></table>");
    if (unprinted != 0)
        put(out, "<span class=\"paper\">另有 ", unprinted, " 行未印</span>");
    put(out, "</div></div></section>\n");
}

/* ---- tables -------------------------------------------------------------- */

struct row {
    const struct tally_entry *entry;
    int128 value;
    bool known;
    bool few; /* records: what they have by the hundred says little */
};

static int by_value(const void *a, const void *b)
{
    const struct row *x = a, *y = b;

    if (x->few != y->few)
        return x->few ? 1 : -1;
    if (x->known != y->known)
        return x->known ? -1 : 1;
    if (x->value != y->value)
        return x->value > y->value ? -1 : 1;
    return text_compare(x->entry->key, y->entry->key);
}

/* A key that is not filled in. */
static const struct tally_entry *unfilled(const struct tally_table *t)
{
    return t->count != 0 && t->entries[0].key.length == 0 ? t->entries : NULL;
}

/* Of how many records MEASURE_SHARE is. */
static uint64_t whole_of(const struct tally_table *t, const struct tally *all)
{
    const struct tally_entry *none = unfilled(t);

    return all->counts[COUNT_RECORDS] -
           (none != NULL ? none->tally.counts[COUNT_RECORDS] : 0);
}

/* 新生儿, 不满1岁, 1～6岁 ...: `newborn`, `infant`, `1to6` */
static int128 rank_of_age(struct text band)
{
    int128 years = 0;
    size_t digits = 0;

    while (digits < band.length && band.at[digits] >= '0' &&
           band.at[digits] <= '9')
        digits++;
    if (decimal_parse((struct text){band.at, digits}, &years))
        return years;
    return text_equal(band, TEXT("newborn")) ? -1 : 0;
}

/* Of a table in the order of a rate. */
static bool is_few(const struct html_table *spec, const struct tally *t)
{
    return spec->order >= TALLY_RATES && spec->order < TALLY_COLUMNS &&
           t->counts[COUNT_RECORDS] < HTML_RATE_FROM;
}

/* The rows of a table in its order, without what is not filled in; NULL
 * without memory. */
static struct row *arrange(const struct html_table *spec,
                           const struct tally_table *t, uint64_t whole,
                           uint32_t *count)
{
    struct row *rows = calloc(t->count + 1u, sizeof(*rows));

    *count = 0;
    for (uint32_t i = unfilled(t) != NULL; rows != NULL && i < t->count; i++) {
        struct row *row = &rows[(*count)++];

        row->entry = &t->entries[i];
        row->few = is_few(spec, &row->entry->tally);
        if (spec->by == BY_AGE)
            row->value = -rank_of_age(row->entry->key);
        if (spec->order == MEASURE_END)
            continue;
        row->known =
            measure_value(&row->entry->tally, spec->order, whole, &row->value);
        if (!row->known)
            row->value = 0;
        else if (spec->least)
            row->value = -row->value;
    }
    if (rows != NULL && (spec->order != MEASURE_END || spec->by == BY_AGE))
        qsort(rows, *count, sizeof(*rows), by_value);
    return rows;
}

/* Of pairs in their order those that lose, and few of each department. */
static uint32_t keep_few(const struct html_table *spec, struct row *rows,
                         uint32_t count)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < count && kept < spec->limit && rows[i].value > 0;
         i++) {
        const struct text mine = pair_second(rows[i].entry->key);
        uint32_t same = 0;

        for (uint32_t k = 0; k < kept; k++)
            same += text_equal(pair_second(rows[k].entry->key), mine);
        if (same < HTML_PAIRS_EACH)
            rows[kept++] = rows[i];
    }
    return kept;
}

/* Behind whose numbers the bars are. */
static enum measure barred_measure(const struct html_table *spec)
{
    return spec->order != MEASURE_END ? spec->order : spec->measures[0];
}

/* How long the bar of n is, when that of `most` is 1000. */
static int bar_of(int128 n, int128 most)
{
    n = n < 0 ? -n : n;
    most = most < 0 ? -most : most;
    return most == 0 || n > most ? 0 : (int)(n / (most / 1000 + 1));
}

static void put_measures(struct buffer *out, const struct html_table *spec,
                         const struct tally *t, uint64_t whole, int128 most)
{
    for (const enum measure *m = spec->measures; *m != MEASURE_END; m++) {
        int128 n = 0;
        const bool known = measure_value(t, *m, whole, &n);
        const bool barred = *m == barred_measure(spec) && most != 0;

        html_measure_cell(out, *m, known, n, barred ? bar_of(n, most) : -1);
    }
    put(out, "</tr>\n");
}

static void put_measure_heads(struct buffer *out, const struct html_table *spec,
                              bool sample)
{
    put(out, "<thead><tr>");
    put_head(out, "w", spec->key, false);
    for (const enum measure *m = spec->measures; *m != MEASURE_END; m++) {
        bool of_pack;
        const char *words = measure_heading(*m, &of_pack);

        put_head(out, "n", words, sample && of_pack);
    }
    put(out, "</tr></thead><tbody>\n");
}

/* The keys that have no row of their own, in one. */
static void put_rest(struct buffer *out, const struct html_table *spec,
                     const struct tally_table *t, const struct row *rows,
                     uint32_t count, uint64_t whole)
{
    struct tally rest = t->rest;

    if (count <= spec->limit && t->rest_keys == 0)
        return;
    for (uint32_t i = spec->limit; i < count; i++)
        tally_add(&rest, &rows[i].entry->tally);
    put(out, "<tr class=\"rest\"><th scope=\"row\">其余");
    if (t->rest_keys == 0) {
        put(out, " ");
        html_count(out, count - spec->limit);
        put(out, " 项");
    }
    put(out, "</th>");
    put_measures(out, spec, &rest, whole, 0);
}

/* The greatest of the bars' values; 0 where there is nothing to compare. */
static int128 find_most(const struct html_table *spec, const struct row *rows,
                        uint32_t count, uint64_t whole)
{
    int128 most = 0, n;

    for (uint32_t i = 0; count > 1 && i < count; i++) {
        if (rows[i].few || !measure_value(&rows[i].entry->tally,
                                          barred_measure(spec), whole, &n))
            continue;
        n = n < 0 ? -n : n;
        most = n > most ? n : most;
    }
    return most;
}

static void put_label(struct buffer *out, const struct html_table *spec,
                      const struct html_view *view, const struct tally_entry *e)
{
    const bool linked = picks_open(view->picks, out, spec->by, e);

    spec->label(out, e);
    put(out, linked ? "</a></th>" : "</th>");
}

/* Whose rows all go to paper: one looks for one's own there. */
static bool is_printed_whole(const struct html_table *spec)
{
    return spec->by == BY_DEPARTMENT || spec->by == BY_MONTH;
}

static uint32_t unprinted(const struct html_table *spec, uint32_t count)
{
    const uint32_t rows = count < spec->limit ? count : spec->limit;

    return rows > HTML_PRINTED && !is_printed_whole(spec) ? rows - HTML_PRINTED
                                                          : 0;
}

static const char *row_class(const struct html_table *spec,
                             const struct row *row)
{
    if (is_printed_whole(spec))
        return row->few ? "all few" : "all";
    return row->few ? "key few" : "key";
}

static void put_rows(struct buffer *out, const struct html_table *spec,
                     const struct html_view *view, const struct row *rows,
                     uint32_t count)
{
    const struct tally_table *t = &view->summary->by[spec->by];
    const uint64_t whole = whole_of(t, &view->all);
    const int128 most = find_most(spec, rows, count, whole);
    const struct tally_entry *none = unfilled(t);

    for (uint32_t i = 0; i < count && i < spec->limit; i++) {
        picks_row(view->picks, out, spec->by, rows[i].entry,
                  row_class(spec, &rows[i]));
        put(out, "<th scope=\"row\">");
        put_label(out, spec, view, rows[i].entry);
        put_measures(out, spec, &rows[i].entry->tally, whole,
                     rows[i].few ? 0 : most);
    }
    put_rest(out, spec, t, rows, count, whole);
    if (none == NULL)
        return;
    picks_row(view->picks, out, spec->by, none, "rest");
    put(out, "<th scope=\"row\">");
    put_label(out, spec, view, none);
    put_measures(out, spec, &none->tally, 0, 0);
}

void html_table(struct buffer *out, const struct html_table *spec,
                const struct html_view *view)
{
    const struct tally_table *t = &view->summary->by[spec->by];
    uint32_t count;
    struct row *rows = arrange(spec, t, whole_of(t, &view->all), &count);

    if (rows == NULL) {
        out->failed = true;
        return;
    }
    if (spec->by != BY_PAIR || (count = keep_few(spec, rows, count)) != 0) {
        html_part_open(out, spec->id, spec->title, spec->chart);
        put_measure_heads(out, spec, view->sample);
        put_rows(out, spec, view, rows, count);
        html_part_close(out, unprinted(spec, count));
    }
    free(rows);
}
