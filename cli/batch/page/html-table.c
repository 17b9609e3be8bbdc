#include "batch/page/html-table.h"

#include <stdio.h>
#include <stdlib.h>

#include "batch/page/html.h"
#include "common/put.h"

/* ---- measures ------------------------------------------------------------ */

static const struct {
    const char *heading; /* with its marks (html_heads) */
    enum { COUNT, PERCENT, AMOUNT, MEAN } shown;
} measures[MEASURES] = {
    [MEASURE_RECORDS] = {"#份数", COUNT},
    [MEASURE_SHARE] = {"#占比", PERCENT},
    [MEASURE_WITH_ERROR] = {"#有错误的份数", COUNT},
    [MEASURE_ERROR_RATE] = {"#错误率", PERCENT},
    [MEASURE_WITH_WARNING] = {"#仅有警告的份数", COUNT},
    [MEASURE_ERRORS] = {"#错误", COUNT},
    [MEASURE_WARNINGS] = {"#警告", COUNT},
    [MEASURE_GROUPED_RATE] = {"#入组率", PERCENT},
    [MEASURE_SCORE] = {"#*病种分值合计", AMOUNT},
    [MEASURE_SCORE_MEAN] = {"#*例均分值", MEAN},
    [MEASURE_DAYS_MEAN] = {"#平均住院日", MEAN},
    [MEASURE_COST_MEAN] = {"#次均费用", MEAN},
    [MEASURE_COST] = {"#总费用", AMOUNT},
    [MEASURE_STANDARD] = {"#*支付标准", AMOUNT},
    [MEASURE_MARGIN] = {"#*结余", AMOUNT},
    [MEASURE_MARGIN_MEAN] = {"#*例均结余", MEAN},
    [MEASURE_COST_RATE] = {"#*费用占支付标准", PERCENT},
    [MEASURE_NORMAL] = {"#*正常", COUNT},
    [MEASURE_LOW] = {"#*费用过低", COUNT},
    [MEASURE_HIGH] = {"#*费用过高", COUNT},
    [MEASURE_EXTREME] = {"#*费用极高", COUNT},
    [MEASURE_DEVIATION_RATE] = {"#*偏差率", PERCENT},
};

static bool sum(const struct tally *t, enum tally_sum which, int128 *out)
{
    *out = t->sums[which];
    return t->known[which] != 0 && !t->beyond;
}

static bool mean(const struct tally *t, enum tally_sum which, int128 *out)
{
    return sum(t, which, out) &&
           decimal_divide(*out, decimal_from_int((int64_t)t->known[which]),
                          out);
}

/* The cost of the cases that have a payment: 结余 is 支付标准 less it. */
static bool priced_cost(const struct tally *t, int128 *out)
{
    return sum(t, SUM_STANDARD, out) && sum(t, SUM_MARGIN, out) &&
           t->known[SUM_STANDARD] == t->known[SUM_MARGIN] &&
           decimal_subtract(t->sums[SUM_STANDARD], t->sums[SUM_MARGIN], out);
}

static bool cost_rate(const struct tally *t, int128 *out)
{
    return priced_cost(t, out) &&
           decimal_multiply(*out, 100 * DECIMAL_ONE, out) &&
           decimal_divide(*out, t->sums[SUM_STANDARD], out);
}

static bool derived(const struct tally *t, enum measure m, uint64_t whole,
                    int128 *out)
{
    const uint64_t *n = t->counts;
    const uint64_t off = n[COUNT_LOW] + n[COUNT_HIGH] + n[COUNT_EXTREME];

    switch (m) {
    case MEASURE_SHARE:
        return html_percent(n[COUNT_RECORDS], whole, out);
    case MEASURE_ERROR_RATE:
        return html_percent(n[COUNT_WITH_ERROR], n[COUNT_RECORDS], out);
    case MEASURE_GROUPED_RATE:
        return html_percent(n[COUNT_GROUPED], n[COUNT_RECORDS], out);
    case MEASURE_DEVIATION_RATE:
        return html_percent(off, off + n[COUNT_NORMAL], out);
    case MEASURE_COST:
        return priced_cost(t, out);
    case MEASURE_COST_RATE:
        return cost_rate(t, out);
    default:
        return false;
    }
}

bool measure_value(const struct tally *t, enum measure m, uint64_t whole,
                   int128 *out)
{
    static const int counts[MEASURES] = {
        [MEASURE_RECORDS] = 1 + COUNT_RECORDS,
        [MEASURE_WITH_ERROR] = 1 + COUNT_WITH_ERROR,
        [MEASURE_WITH_WARNING] = 1 + COUNT_WITH_WARNING,
        [MEASURE_ERRORS] = 1 + COUNT_ERRORS,
        [MEASURE_WARNINGS] = 1 + COUNT_WARNINGS,
        [MEASURE_NORMAL] = 1 + COUNT_NORMAL,
        [MEASURE_LOW] = 1 + COUNT_LOW,
        [MEASURE_HIGH] = 1 + COUNT_HIGH,
        [MEASURE_EXTREME] = 1 + COUNT_EXTREME};
    static const int sums[MEASURES] = {[MEASURE_SCORE] = 1 + SUM_SCORE,
                                       [MEASURE_STANDARD] = 1 + SUM_STANDARD,
                                       [MEASURE_MARGIN] = 1 + SUM_MARGIN};
    static const int means[MEASURES] = {[MEASURE_SCORE_MEAN] = 1 + SUM_SCORE,
                                        [MEASURE_DAYS_MEAN] = 1 + SUM_DAYS,
                                        [MEASURE_COST_MEAN] = 1 + SUM_COST,
                                        [MEASURE_MARGIN_MEAN] = 1 + SUM_MARGIN};

    if (counts[m] != 0)
        *out = decimal_from_int((int64_t)t->counts[counts[m] - 1]);
    else if (sums[m] != 0)
        return sum(t, (enum tally_sum)(sums[m] - 1), out);
    else if (means[m] != 0)
        return mean(t, (enum tally_sum)(means[m] - 1), out);
    else
        return derived(t, m, whole, out);
    return true;
}

void measure_show(struct buffer *out, enum measure m, int128 n)
{
    static const unsigned places[] = {
        [COUNT] = 0, [PERCENT] = 1, [AMOUNT] = 2, [MEAN] = 2};

    html_decimal(out, n, places[measures[m].shown]);
    put(out, measures[m].shown == PERCENT ? "%" : "");
}

const char *measure_heading(enum measure m, bool *of_pack)
{
    const char *heading = measures[m].heading;

    *of_pack = heading[1] == '*';
    return heading + strspn(heading, "#*");
}

/* ---- pieces -------------------------------------------------------------- */

void html_heads(struct buffer *out, bool sample, const char *const *heads)
{
    put(out, "<thead><tr>");
    for (; *heads != NULL; heads++) {
        const size_t marks = strspn(*heads, "#*-");
        const bool number = memchr(*heads, '#', marks) != NULL;
        const bool of_pack = memchr(*heads, '*', marks) != NULL;
        const bool minor = memchr(*heads, '-', marks) != NULL;

        if (**heads == '\0')
            continue;
        put(out, "<th scope=\"col\" class=\"", number ? "n" : "w",
            minor ? " minor\">" : "\">", *heads + marks,
            sample && of_pack ? HTML_SAMPLE : "", "</th>");
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
    html_decimal(out, percent, 1);
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

void html_part_close(struct buffer *out)
{
    put(out, "</tbody></table></div></div></section>\n");
}

/* ---- tables -------------------------------------------------------------- */

struct row {
    const struct tally_entry *entry;
    int128 value;
    bool known;
};

static int by_value(const void *a, const void *b)
{
    const struct row *x = a, *y = b;

    if (x->known != y->known)
        return x->known ? -1 : 1;
    if (x->value != y->value)
        return x->value > y->value ? -1 : 1;
    return text_compare(x->entry->key, y->entry->key);
}

/* The rows of a table in its order; NULL without memory. */
static struct row *arrange(const struct html_table *spec,
                           const struct tally_table *t, uint64_t whole)
{
    struct row *rows = calloc(t->count + 1u, sizeof(*rows));

    for (uint32_t i = 0; rows != NULL && i < t->count; i++) {
        rows[i].entry = &t->entries[i];
        if (spec->order == MEASURE_END)
            continue;
        rows[i].known = measure_value(&t->entries[i].tally, spec->order, whole,
                                      &rows[i].value);
        if (!rows[i].known)
            rows[i].value = 0;
        else if (spec->least)
            rows[i].value = -rows[i].value;
    }
    if (rows != NULL && spec->order != MEASURE_END)
        qsort(rows, t->count, sizeof(*rows), by_value);
    return rows;
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
    const char *heads[MEASURES + 2] = {spec->key};
    size_t count = 1;

    for (const enum measure *m = spec->measures; *m != MEASURE_END; m++)
        heads[count++] = measures[*m].heading;
    html_heads(out, sample, heads);
}

/* The keys that have no row of their own, in one. */
static void put_rest(struct buffer *out, const struct html_table *spec,
                     const struct tally_table *t, const struct row *rows,
                     uint64_t whole)
{
    struct tally rest = t->rest;

    if (t->count <= spec->limit && t->rest_keys == 0)
        return;
    for (uint32_t i = spec->limit; i < t->count; i++)
        tally_add(&rest, &rows[i].entry->tally);
    put(out, "<tr class=\"rest\"><th scope=\"row\">其余");
    if (t->rest_keys == 0) {
        put(out, " ");
        html_count(out, t->count - spec->limit);
        put(out, " 项");
    }
    put(out, "</th>");
    put_measures(out, spec, &rest, whole, 0);
}

/* The greatest of the bars' values. */
static int128 find_most(const struct html_table *spec,
                        const struct tally_table *t, uint64_t whole)
{
    int128 most = 0, n;

    for (uint32_t i = 0; i < t->count; i++) {
        if (!measure_value(&t->entries[i].tally, barred_measure(spec), whole,
                           &n))
            continue;
        n = n < 0 ? -n : n;
        most = n > most ? n : most;
    }
    return most;
}

void html_table(struct buffer *out, const struct html_table *spec,
                const struct tally_table *t, const struct tally *all,
                bool sample)
{
    const uint64_t whole = all->counts[COUNT_RECORDS];
    struct row *rows = arrange(spec, t, whole);
    const int128 most = find_most(spec, t, whole);

    if (rows == NULL) {
        out->failed = true;
        return;
    }
    html_part_open(out, spec->id, spec->title, spec->chart);
    put_measure_heads(out, spec, sample);
    for (uint32_t i = 0; i < t->count && i < spec->limit; i++) {
        put(out, "<tr><th scope=\"row\">");
        spec->label(out, rows[i].entry);
        put(out, "</th>");
        put_measures(out, spec, &rows[i].entry->tally, whole, most);
    }
    put_rest(out, spec, t, rows, whole);
    html_part_close(out);
    free(rows);
}
