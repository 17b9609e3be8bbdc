/*
 * html-table.h -- tables of report.html made of tallies: a row a key, a column
 * a measure, a bar behind the one they are ordered by.
 */
#ifndef BATCH_PAGE_HTML_TABLE_H
#define BATCH_PAGE_HTML_TABLE_H

#include "batch/sums/tally.h"

enum measure {
    MEASURE_END, /* of a list; as an order: by key */
    MEASURE_RECORDS,
    MEASURE_SHARE, /* of all records, percent */
    MEASURE_WITH_ERROR,
    MEASURE_ERROR_RATE, /* percent */
    MEASURE_WITH_WARNING,
    MEASURE_ERRORS,
    MEASURE_WARNINGS,
    MEASURE_GROUPED_RATE, /* percent */
    MEASURE_SCORE,
    MEASURE_SCORE_MEAN,
    MEASURE_DAYS_MEAN,
    MEASURE_COST_MEAN,
    MEASURE_COST, /* of the cases that have a payment */
    MEASURE_STANDARD,
    MEASURE_MARGIN,
    MEASURE_MARGIN_MEAN,
    MEASURE_COST_RATE, /* cost of the payment, percent */
    MEASURE_NORMAL,
    MEASURE_LOW,
    MEASURE_HIGH,
    MEASURE_EXTREME,
    MEASURE_DEVIATION_RATE, /* not normal, percent */
    MEASURES
};

/* The value of a measure; `whole`: of how many records the share is. False if
 * it is not known. */
bool measure_value(const struct tally *t, enum measure m, uint64_t whole,
                   int128 *out);

/* Appends such a value with its unit. */
void measure_show(struct buffer *out, enum measure m, int128 n);

/* The heading of its column; *sample says if its values depend on the pack's.
 */
const char *measure_heading(enum measure m, bool *sample);

/* Writes a key for people. */
typedef void html_label(struct buffer *out, const struct tally_entry *e);

struct html_table {
    const char *id, *title, *key; /* headings */
    html_label *label;
    const enum measure *measures; /* END at the end */
    enum measure order;           /* the greatest first */
    bool least;                   /* the least first */
    uint32_t limit;               /* rows; the others in one */
    const char *chart;            /* see report.js; NULL: none */
};

/* `sample`: mark what depends on the pack's values. */
void html_table(struct buffer *out, const struct html_table *spec,
                const struct tally_table *t, const struct tally *all,
                bool sample);

/* `<section class="part">` with a heading, the place of a chart, and the
 * beginning of a table: the caller writes its rows. */
void html_part_open(struct buffer *out, const char *id, const char *title,
                    const char *chart);
void html_part_close(struct buffer *out);

/* What marks a heading of invented values. */
#define HTML_SAMPLE "<span class=\"sample\">示例</span>"

/* The row of headings, NULL at the end, and the beginning of the body. Signs
 * before a heading: `#` its column sorts by the cells' data-v, `*` it comes of
 * the pack's values and is marked if they are a sample, `-` a narrow screen
 * leaves it out. An empty heading is none. */
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

#endif
