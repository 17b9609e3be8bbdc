#include "batch/sums/summary.h"

#include "batch/sums/pairs.h"
#include "batch/sums/tags.h"
#include "common/command.h"
#include "common/put.h"
#include "pack/own-checks.h"
#include "report/json.h"

/* ---- histograms ---------------------------------------------------------- */

/* Lower edges of the bins, in hundredths. */
static const int64_t score_edges[] = {
    0,     5000,   10000,  20000,  30000,  40000,  50000,  60000,
    80000, 100000, 120000, 150000, 200000, 300000, 500000, 1000000};
static const int64_t cost_edges[] = {
    0,       50000,   100000,  200000,   300000,  400000,
    500000,  600000,  800000,  1000000,  1200000, 1500000,
    2000000, 3000000, 5000000, 10000000, 20000000};
static const int64_t ratio_edges[] = {
    0,   10,  20,  30,  40,  50,  60,  70,  80,  90,  100, 110, 120,
    130, 140, 150, 160, 170, 180, 190, 200, 250, 300, 400, 500, 1000};
static const int64_t day_edges[] = {0,    100,  200,  300,  400,  500,
                                    600,  700,  800,  1000, 1200, 1500,
                                    2000, 3000, 6000, 9000};
static const int64_t margin_edges[] = {
    -2000000, -1000000, -500000, -300000, -200000, -100000, -50000, 0,
    50000,    100000,   200000,  300000,  500000,  1000000, 2000000};

#define EDGES(name, edges)                                                     \
    {                                                                          \
        name, edges, COUNT_OF(edges)                                           \
    }
static const struct {
    const char *name;
    const int64_t *edges;
    size_t count;
} histograms[HISTOGRAMS] = {
    [HISTOGRAM_SCORE] = EDGES("score", score_edges),
    [HISTOGRAM_COST] = EDGES("cost", cost_edges),
    [HISTOGRAM_RATIO] = EDGES("ratio", ratio_edges),
    [HISTOGRAM_DAYS] = EDGES("days", day_edges),
    [HISTOGRAM_MARGIN] = EDGES("margin", margin_edges),
};

size_t summary_edges(enum summary_histogram which)
{
    return histograms[which].count;
}

static int128 edge(size_t which, size_t bin)
{
    return (int128)histograms[which].edges[bin] * (DECIMAL_ONE / 100);
}

int128 summary_edge(enum summary_histogram which, size_t bin)
{
    return edge(which, bin);
}

static void count_value(struct summary *s, size_t which, int128 n)
{
    struct histogram *h = &s->histograms[which];
    size_t bin = 0;

    while (bin < histograms[which].count && n >= edge(which, bin))
        bin++;
    if (bin == 0)
        h->below++;
    else
        h->bins[bin - 1]++;
}

/* ---- rows ---------------------------------------------------------------- */

static uint64_t count_at_start(struct text t)
{
    uint64_t n = 0;

    for (size_t i = 0; i < t.length && t.at[i] >= '0' && t.at[i] <= '9'; i++)
        n = n * 10 + (uint64_t)(t.at[i] - '0');
    return n;
}

static void read_sums(const struct text *cells, struct tally *out)
{
    static const enum case_column columns[SUMS] = {
        [SUM_SCORE] = CASES_SCORE,
        [SUM_POINTS] = CASES_POINTS,
        [SUM_COST] = CASES_COST,
        [SUM_STANDARD] = CASES_STANDARD,
        [SUM_FUND] = CASES_FUND,
        [SUM_PATIENT] = CASES_PATIENT,
        [SUM_MARGIN] = CASES_MARGIN,
        [SUM_DAYS] = CASES_DAYS,
        [SUM_BILLED] = CASES_COST,
        [SUM_DRUG] = CASES_FEE_DRUG,
        [SUM_MATERIAL] = CASES_FEE_MATERIAL,
        [SUM_EXAM] = CASES_FEE_EXAM,
        [SUM_LAB] = CASES_FEE_LAB,
        [SUM_SURGERY] = CASES_FEE_SURGERY,
        [SUM_NURSING] = CASES_FEE_NURSING,
        [SUM_COST_INDEX] = CASES_COST_INDEX,
        [SUM_DAYS_INDEX] = CASES_DAYS_INDEX,
        [SUM_ICU_HOURS] = CASES_ICU_HOURS,
        [SUM_WEIGHT] = CASES_WEIGHT};
    const bool billed = cells[CASES_DRUG_SHARE].length != 0;

    for (int i = 0; i < SUMS; i++)
        out->known[i] = decimal_parse(cells[columns[i]], &out->sums[i]);
    for (int i = SUM_BILLED; !billed && i <= SUM_NURSING; i++)
        out->known[i] = 0, out->sums[i] = 0;
}

static void read_problems(const struct text *cells, uint64_t *counts)
{
    counts[COUNT_ERRORS] = count_at_start(cells[CASES_ERRORS]);
    counts[COUNT_WARNINGS] = count_at_start(cells[CASES_WARNINGS]);
    counts[COUNT_INFOS] = count_at_start(cells[CASES_INFOS]);
}

static void read_counts(const struct text *cells, uint64_t *counts)
{
    const struct text status = cells[CASES_STATUS],
                      deviation = cells[CASES_DEVIATION];

    counts[COUNT_RECORDS] = 1;
    counts[COUNT_WITH_ERROR] = counts[COUNT_ERRORS] != 0;
    counts[COUNT_WITH_WARNING] =
        counts[COUNT_ERRORS] == 0 && counts[COUNT_WARNINGS] != 0;
    counts[COUNT_GROUPED] = text_equal(status, TEXT("grouped"));
    counts[COUNT_EXCLUDED] = text_equal(status, TEXT("excluded"));
    counts[COUNT_UNGROUPED] = text_equal(status, TEXT("ungrouped"));
    counts[COUNT_PRICED] = text_equal(cells[CASES_SETTLEMENT], TEXT("priced"));
    counts[COUNT_NORMAL] = text_equal(deviation, TEXT("normal"));
    counts[COUNT_LOW] = text_equal(deviation, TEXT("low"));
    counts[COUNT_HIGH] = text_equal(deviation, TEXT("high"));
    counts[COUNT_EXTREME] = text_equal(deviation, TEXT("extreme"));
    counts[COUNT_DEATH] = text_equal(cells[CASES_DEATH], TEXT("1"));
    counts[COUNT_TRANSFER] = text_equal(cells[CASES_TRANSFER], TEXT("1"));
    counts[COUNT_AGAINST_ADVICE] =
        text_equal(cells[CASES_AGAINST_ADVICE], TEXT("1"));
    counts[COUNT_DAY_SURGERY] = text_equal(cells[CASES_DAY_SURGERY], TEXT("1"));
    counts[COUNT_HIGH_LEVEL] = text_equal(cells[CASES_OP_LEVEL], TEXT("3")) ||
                               text_equal(cells[CASES_OP_LEVEL], TEXT("4"));
    counts[COUNT_SPECIAL] = text_equal(cells[CASES_SPECIAL_CASE], TEXT("1"));
}

/* The day of `2025-03-10`, 0 if it is not known. */
static uint8_t day_of_month(struct text date)
{
    return date.length == 10
               ? (uint8_t)count_at_start((struct text){date.at + 8, 2})
               : 0;
}

static void add_to(struct summary *s, enum summary_by by, struct text key,
                   struct text name, const struct tally *one)
{
    struct tally *t = tally_of(&s->by[by], key, name);

    if (t != NULL)
        tally_add(t, one);
}

static void count_amounts(struct summary *s, const struct tally *one,
                          struct text ratio)
{
    static const struct {
        enum summary_histogram histogram;
        enum tally_sum sum;
    } values[] = {{HISTOGRAM_SCORE, SUM_SCORE},
                  {HISTOGRAM_COST, SUM_COST},
                  {HISTOGRAM_DAYS, SUM_DAYS},
                  {HISTOGRAM_MARGIN, SUM_MARGIN}};
    int128 n;

    for (size_t i = 0; i < COUNT_OF(values); i++)
        if (one->known[values[i].sum] != 0)
            count_value(s, values[i].histogram, one->sums[values[i].sum]);
    if (decimal_parse(ratio, &n))
        count_value(s, HISTOGRAM_RATIO, n);
}

/* `SEX009 STR012*3` */
static void add_rules(struct summary *s, struct text rules,
                      enum tally_count severity, bool is_page)
{
    for (size_t at = 0; at < rules.length;) {
        struct text word = {rules.at + at, 0};
        struct tally one = {.counts = {[COUNT_RECORDS] = 1}};
        size_t id = 0;
        while (at < rules.length && rules.at[at] != ' ')
            at++, word.length++;
        at++;
        while (id < word.length && word.at[id] != '*')
            id++;
        const uint64_t count =
            id < word.length ? count_at_start((struct text){
                                   word.at + id + 1, word.length - id - 1})
                             : 1;
        if (count == 0) /* told of the batch */
            continue;
        one.counts[severity] = count;
        word.length = id;
        if (filter_is_failure(word))
            *(own_check_find(word) == NOTE_UNFINISHED ? &s->unfinished
                                                      : &s->unreadable) += 1;
        add_to(s, BY_RULE, word, TEXT(""), &one);
        if (!is_page)
            add_to(s, BY_OUTSIDE, word, TEXT(""), &one);
    }
}

uint64_t summary_rows(const struct summary *s)
{
    return s->all.counts[COUNT_RECORDS] + s->no_page;
}

/* Rows of one source stand together and are numbered upwards. */
static void count_source(struct summary *s, const struct text *cells)
{
    const uint64_t index = count_at_start(cells[CASES_INDEX]);

    if (summary_rows(s) == 0 || index <= s->last_index ||
        !text_equal(cells[CASES_SOURCE], buffer_view(&s->last)))
        s->sources++;
    s->last_index = index;
    buffer_reset(&s->last);
    buffer_text(&s->last, cells[CASES_SOURCE]);
}

/* Adds to the whole and to all parts that a row of cases.csv is of. */
static void add_to_all(struct summary *s, const struct text *cells,
                       const struct tally *one)
{
    static const struct {
        enum summary_by by;
        enum case_column key, name;
    } keys[] = {
        {BY_DEPARTMENT, CASES_DEPARTMENT, CASES_DEPARTMENT_NAME},
        {BY_CODER, CASES_CODER, CASES_CODER},
        {BY_DOCTOR, CASES_DOCTOR, CASES_DOCTOR},
        {BY_GROUP, CASES_GROUP, CASES_GROUP_NAME},
        {BY_KIND, CASES_KIND, CASES_KIND},
        {BY_LAYER, CASES_LAYER, CASES_LAYER},
        {BY_INSURANCE, CASES_INSURANCE, CASES_INSURANCE},
        {BY_DEVIATION, CASES_DEVIATION, CASES_DEVIATION},
        {BY_MONTH, CASES_MONTH, CASES_MONTH},
        {BY_PACK, CASES_PACK, CASES_PACK},
        {BY_ORGANIZATION, CASES_ORGANIZATION, CASES_ORGANIZATION_NAME},
        {BY_WARD, CASES_WARD, CASES_WARD},
        {BY_CAUSE, CASES_CAUSE, CASES_CAUSE},
        {BY_SEX, CASES_SEX, CASES_SEX},
        {BY_AGE, CASES_AGE_BAND, CASES_AGE_BAND},
    };

    tally_add(&s->all, one);
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        add_to(s, keys[i].by, cells[keys[i].key], cells[keys[i].name], one);
}

static void add_pair(struct summary *s, const struct text *cells,
                     const struct tally *one)
{
    if (cells[CASES_GROUP].length == 0 || cells[CASES_DEPARTMENT].length == 0)
        return;
    add_to(s, BY_PAIR,
           pair_join(&s->pair_key, cells[CASES_GROUP], cells[CASES_DEPARTMENT]),
           pair_join(&s->pair_name, cells[CASES_GROUP_NAME],
                     cells[CASES_DEPARTMENT_NAME]),
           one);
}

bool summary_tells_why(struct text rule)
{
    if (!text_equal(text_cut(rule, 3), TEXT("STR"))) /* most are not */
        return false;
    const enum note n = own_check_find(rule);
    return n == NOTE_BROKEN || (n >= NOTE_CUT && n <= NOTE_TABLE_LACKING);
}

/* What the first check is called that tells why a row has no page, or not all
 * of it; where none is listed, why it has no group. */
static struct text why_bad(const struct text *cells)
{
    const struct text rules = cells[CASES_ERROR_RULES];

    for (size_t at = 0; at < rules.length; at++) {
        struct text rule = {rules.at + at, 0};

        while (at < rules.length && rules.at[at] != ' ')
            at++, rule.length++;
        const char *count = memchr(rule.at, '*', rule.length);
        if (count != NULL)
            rule.length = (size_t)(count - rule.at);
        if (summary_tells_why(rule))
            return text_of(own_check(own_check_find(rule)).title);
    }
    return cells[CASES_WHY];
}

void summary_add(struct summary *s, const struct text cells[CASE_COLUMNS])
{
    const bool is_page = cells[CASES_DIALECT].length != 0;
    const uint64_t bad = s->unreadable + s->unfinished;
    struct tally one = {0};

    count_source(s, cells);
    read_problems(cells, one.counts);
    if (!is_page) {
        s->no_page++;
        tally_add(&s->all, &one);
    } else {
        read_counts(cells, one.counts);
        read_sums(cells, &one);
        one.first_day = one.last_day = day_of_month(cells[CASES_DISCHARGED]);
        add_to_all(s, cells, &one);
        add_pair(s, cells, &one);
        tags_add(&s->by[BY_TAG], cells[CASES_DIALECT],
                 cells[CASES_UNKNOWN_TAGS]);
        count_amounts(s, &one, cells[CASES_RATIO]);
    }
    add_rules(s, cells[CASES_ERROR_RULES], COUNT_ERRORS, is_page);
    add_rules(s, cells[CASES_WARNING_RULES], COUNT_WARNINGS, is_page);
    add_rules(s, cells[CASES_INFO_RULES], COUNT_INFOS, is_page);
    one.counts[COUNT_RECORDS] = is_page;
    if (!is_page || s->unreadable + s->unfinished != bad ||
        text_equal(cells[CASES_CAUSE], TEXT("unfinished")))
        add_to(s, BY_BAD, cells[CASES_SOURCE], why_bad(cells), &one);
}

void summary_add_across(struct summary *s,
                        const struct text of_case[CASE_COLUMNS],
                        uint64_t offset,
                        const struct text cells[FINDING_COLUMNS])
{
    const bool error = text_equal(cells[FINDINGS_SEVERITY], TEXT("error"));
    const enum tally_count kind = error ? COUNT_ERRORS : COUNT_WARNINGS;
    struct tally one = {.counts = {[COUNT_RECORDS] = 1}};

    one.counts[kind] = 1;
    add_to(s, BY_RULE, cells[FINDINGS_RULE], TEXT(""), &one);
    if (s->across != offset) {
        s->across = offset;
        s->error = count_at_start(of_case[CASES_ERRORS]) != 0;
        s->warning = count_at_start(of_case[CASES_WARNINGS]) != 0;
    }
    one.counts[COUNT_RECORDS] = 0;
    one.counts[COUNT_READMITTED] =
        text_equal(cells[FINDINGS_RULE], text_of(own_check(NOTE_SOON).id));
    one.counts[COUNT_SPLIT] =
        one.counts[COUNT_READMITTED] != 0 &&
        text_equal(cells[FINDINGS_PAIR_SAME_DX], TEXT("1"));
    one.counts[COUNT_WITH_ERROR] = error && !s->error;
    if (!s->error && error && s->warning)
        one.counts[COUNT_WITH_WARNING] = UINT64_MAX; /* one less */
    else if (!s->error && !error && !s->warning)
        one.counts[COUNT_WITH_WARNING] = 1;
    s->error = s->error || error;
    s->warning = s->warning || !error;
    add_to_all(s, of_case, &one);
}

bool summary_finish(struct summary *s)
{
    bool good = !s->last.failed && !s->pair_key.failed && !s->pair_name.failed;

    for (int i = 0; i < BYS; i++) {
        tally_finish(&s->by[i]);
        good = good && !s->by[i].failed;
    }
    return good;
}

int summary_status(const struct summary *s, const struct gate *gate)
{
    const struct tally_table *rules = &s->by[BY_RULE];
    bool fault = false;

    for (uint32_t i = 0; i < rules->count; i++) {
        const uint64_t *counts = rules->entries[i].tally.counts;
        if (gate->error || gate->warning)
            fault = fault || counts[COUNT_ERRORS] != 0;
        if (gate->warning)
            fault = fault || counts[COUNT_WARNINGS] != 0;
        fault = fault || filter_matches(&gate->rules, rules->entries[i].key);
    }
    if (s->unreadable != 0 || s->unfinished != 0)
        return EXIT_FAILED;
    return fault ? EXIT_FAULT : EXIT_FINE;
}

void summary_free(struct summary *s)
{
    for (int i = 0; i < BYS; i++)
        tally_free(&s->by[i]);
    buffer_free(&s->last);
    buffer_free(&s->pair_key);
    buffer_free(&s->pair_name);
}

/* ---- JSON ---------------------------------------------------------------- */

static void put_tally(const struct tally *t, struct buffer *out)
{
    for (int i = 0; i < COUNTS; i++)
        json_count_member(out, tally_counts[i], t->counts[i]);
    json_object_member(out, "sums");
    for (int i = 0; i < SUMS; i++)
        json_decimal_member(out, tally_sums[i], t->sums[i], !t->beyond);
    put(out, "}");
    json_object_member(out, "known");
    for (int i = 0; i < SUMS; i++)
        json_count_member(out, tally_sums[i], t->known[i]);
    put(out, "}");
}

static void put_entry(struct text key, struct text name, const struct tally *t,
                      bool is_month, struct buffer *out)
{
    put(out, "\n{");
    json_text_member(out, "key", key, true);
    json_given_member(out, "name", name);
    if (is_month) {
        json_count_member(out, "first_day", t->first_day);
        json_count_member(out, "last_day", t->last_day);
    }
    put_tally(t, out);
    put(out, "}");
}

static void put_table(const struct tally_table *t, const char *name,
                      bool is_month, struct buffer *out)
{
    put(out, "\n");
    json_list_member(out, name);
    for (uint32_t i = 0; i < t->count; i++) {
        const struct tally_entry *e = &t->entries[i];

        put(out, i != 0 ? "," : "");
        put_entry(e->key, e->name, &e->tally, is_month, out);
    }
    if (t->rest_keys != 0) {
        put(out, ",");
        put_entry(TEXT(""), TEXT("其余"), &t->rest, false, out);
    }
    put(out, "]");
}

static void put_bin(struct buffer *out, size_t which, size_t bin, uint64_t n)
{
    const bool first = bin == 0, last = bin == histograms[which].count;

    json_item(out);
    json_decimal_member(out, "from", first ? 0 : edge(which, bin - 1), !first);
    json_decimal_member(out, "to", last ? 0 : edge(which, bin), !last);
    json_count_member(out, "records", n);
    put(out, "}");
}

static void put_histograms(const struct summary *s, struct buffer *out)
{
    put(out, "\n");
    json_object_member(out, "histograms");
    for (size_t i = 0; i < HISTOGRAMS; i++) {
        const struct histogram *h = &s->histograms[i];
        put(out, i != 0 ? "\n" : "");
        json_key(out, histograms[i].name);
        put(out, "[");
        put_bin(out, i, 0, h->below);
        for (size_t bin = 1; bin <= histograms[i].count; bin++)
            put_bin(out, i, bin, h->bins[bin - 1]);
        put(out, "]");
    }
    put(out, "}");
}

void summary_put(const struct summary *s, const struct summary_facts *facts,
                 struct buffer *out)
{
    static const char *const names[BY_TAG] = {
        "departments", "coders",  "doctors",    "groups",
        "kinds",       "layers",  "insurances", "deviations",
        "months",      "regions", "rules",      "organizations",
        "wards",       "causes",  "sexes",      "ages"};

    put(out, facts->head, "\n\"files\":", facts->files);
    json_count_member(out, "bytes", facts->bytes);
    json_count_member(out, "left_out", facts->left_out);
    json_count_member(out, "status", (uint64_t)facts->status);
    json_key(out, "results");
    put(out, "[", facts->results, "],\n\"inputs\":[", facts->inputs,
        "],\n\"sources\":", s->sources);
    json_count_member(out, "unreadable", s->unreadable);
    json_count_member(out, "no_page", s->no_page);
    json_count_member(out, "unfinished", s->unfinished);
    json_object_member(out, "totals");
    put_tally(&s->all, out);
    put(out, "}");
    for (int i = 0; i < BY_TAG; i++)
        put_table(&s->by[i], names[i], i == BY_MONTH, out);
    put_table(&s->by[BY_OUTSIDE], "rules_outside", false, out);
    tags_put(&s->by[BY_TAG], out);
    put_histograms(s, out);
    put(out, "}\n");
}
