/*
 * html-table.h -- tables of report.html made of tallies: a row a key, a column
 * a measure, a bar behind the one they are ordered by.
 */
#ifndef BATCH_PAGE_HTML_TABLE_H
#define BATCH_PAGE_HTML_TABLE_H

#include "batch/page/picks.h"
#include "batch/sums/tally-columns.h"

/* A column of tally-columns.h, so that each says here what it says in the
 * workbook and the database; and some that only this page has. */
enum measure {
    MEASURE_END = TALLY_KEY, /* of a list; as an order: by key */
#define MEASURE_COUNT(id) MEASURE_##id = TALLY_COUNTS + COUNT_##id
    MEASURE_COUNT(RECORDS),
    MEASURE_COUNT(WITH_ERROR),
    MEASURE_COUNT(WITH_WARNING),
    MEASURE_COUNT(ERRORS),
    MEASURE_COUNT(WARNINGS),
    MEASURE_COUNT(NORMAL),
    MEASURE_COUNT(LOW),
    MEASURE_COUNT(HIGH),
    MEASURE_COUNT(EXTREME),
    MEASURE_COUNT(DEATH),
    MEASURE_COUNT(TRANSFER),
    MEASURE_COUNT(AGAINST_ADVICE),
    MEASURE_COUNT(READMITTED),
    MEASURE_COUNT(SPLIT),
#define MEASURE_SUM(id) MEASURE_##id = TALLY_SUMS + SUM_##id
    MEASURE_SUM(SCORE),
    MEASURE_SUM(COST),
    MEASURE_SUM(STANDARD),
    MEASURE_SUM(FUND),
    MEASURE_SUM(MARGIN),
#define MEASURE_RATE(id, rate) MEASURE_##id = TALLY_RATES + RATE_##rate
    MEASURE_RATE(ERROR_RATE, WITH_ERROR),
    MEASURE_RATE(ERRORS_PER_100, ERRORS),
    MEASURE_RATE(GROUPED_RATE, GROUPED),
    MEASURE_RATE(CMI, CMI),
    MEASURE_RATE(SCORE_MEAN, SCORE),
    MEASURE_RATE(COST_MEAN, COST),
    MEASURE_RATE(DAYS_MEAN, DAYS),
    MEASURE_RATE(MARGIN_MEAN, MARGIN),
    MEASURE_RATE(COST_INDEX, COST_INDEX),
    MEASURE_RATE(DAYS_INDEX, DAYS_INDEX),
    MEASURE_RATE(DEVIATION_RATE, DEVIATION),
    MEASURE_RATE(DEATH_RATE, DEATH),
    MEASURE_RATE(TRANSFER_RATE, TRANSFER),
    MEASURE_RATE(READMISSION_RATE, READMISSION),
    MEASURE_RATE(DRUG, DRUG),
    MEASURE_RATE(MATERIAL, MATERIAL),
    MEASURE_RATE(EXAM, EXAM),
    MEASURE_RATE(LAB, LAB),
    MEASURE_RATE(SURGERY, SURGERY),
    MEASURE_RATE(NURSING, NURSING),
    MEASURE_SHARE = TALLY_COLUMNS, /* of all that have a key, percent */
    MEASURE_PRICED_COST,           /* of the cases that have a payment */
    MEASURE_COST_RATE,             /* of it and the payment, percent */
    MEASURES
};

/* The exact value of a measure, a share in percent: it is rounded but once,
 * where it is shown. `whole`: of how many records MEASURE_SHARE is. False if it
 * is not known. */
bool measure_value(const struct tally *t, enum measure m, uint64_t whole,
                   int128 *out);

/* Appends such a value with its unit. */
void measure_show(struct buffer *out, enum measure m, int128 n);

/* The heading of its column; *sample says if its values depend on the pack's.
 */
const char *measure_heading(enum measure m, bool *sample);

/* What all tables are of. */
struct html_view {
    const struct summary *summary;
    struct tally all; /* records; what is no page has no part in it */
    struct picks *picks;
    bool sample; /* mark what depends on the pack's values */
};

/* Writes a key for people. */
typedef void html_label(struct buffer *out, const struct tally_entry *e);

struct html_table {
    enum summary_by by;
    const char *id, *title, *key; /* headings */
    html_label *label;
    const enum measure *measures; /* END at the end */
    enum measure order;           /* the greatest first */
    bool least;                   /* the least first */
    uint32_t limit;               /* rows; the others in one */
    const char *chart;            /* see report.js; NULL: none */
};

/* Fewer records than this stand behind the others, without a bar, where the
 * order is that of a rate: one bad page of two is no habit. */
#define HTML_RATE_FROM 10u

/* Of pairs a department has at most so many rows, and only those that lose;
 * where there are none, no table. */
#define HTML_PAIRS_EACH 5u

/* The keys in their order, and behind them those without a row of their own
 * in one, and what has no key: it is no part of shares and bars. */
void html_table(struct buffer *out, const struct html_table *spec,
                const struct html_view *view);

/* `<section class="part">` with a heading, the place of a chart, and the
 * beginning of a table: the caller writes its rows. */
void html_part_open(struct buffer *out, const char *id, const char *title,
                    const char *chart);

/* Its end; that many of its rows do not go to paper (report.css), which it
 * says there. */
void html_part_close(struct buffer *out, uint32_t unprinted);

/* Rows of class "key" that go to paper, and of the comparison. */
#define HTML_PRINTED 12u
#define HTML_PRINTED_COMPARED 18u

/* What marks a heading of invented values. */
#define HTML_SAMPLE "<span class=\"sample\">示例</span>"

/* The row of headings, NULL at the end, and the beginning of the body. Signs
 * before a heading: `#` its column sorts by the cells' data-v, `*` it comes of
 * the pack's values and is marked if they are a sample. An empty heading is
 * none. */
void html_heads(struct buffer *out, bool sample, const char *const *heads);

/* A number's cell: its value for scripts, and the bar behind it (0 to 1000;
 * none: -1). The caller writes what is shown and `</td>`. */
void html_number_open(struct buffer *out, const char *extra, int128 value,
                      int bar);

/* Whole cells: no number; a count; part of a whole; a measure's value. */
void html_none(struct buffer *out);
void html_count_cell(struct buffer *out, uint64_t n, int bar);
void html_percent_cell(struct buffer *out, uint64_t part, uint64_t whole);
void html_measure_cell(struct buffer *out, enum measure m, bool known, int128 n,
                       int bar);

/* Two cells of exact values: how much one has grown, percents in points; and
 * by how many percent of what it was, none where that was 0. */
void html_change_cells(struct buffer *out, enum measure m, bool known,
                       int128 before, int128 after);

#endif
