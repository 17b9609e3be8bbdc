/*
 * html-report.h -- report.html: one file without network, for a screen and for
 * paper. It is whole without its script; the script sorts, pages, finds, and
 * draws charts of what the tables say. docs/batch.md describes it.
 */
#ifndef BATCH_PAGE_HTML_REPORT_H
#define BATCH_PAGE_HTML_REPORT_H

#include "batch/page/former.h"
#include "batch/page/html-table.h"
#include "batch/sums/worst.h"
#include "batch/tables/writer.h"

extern const struct batch_writer report_writer;

/* What the first finding of a rule says. */
struct example {
    size_t at, length; /* in report.words: what one finding says, */
    size_t title;      /* and as many bytes before it: its title */
    bool told;
};

struct report {
    const struct batch_rows *rows;
    const struct summary *summary;
    const struct former *former; /* the first; NULL: none to compare with */
    unsigned formers;            /* how many there are */
    const json_t *packs;         /* of the head of summary.json */
    bool identity;
    struct worst *worst; /* and behind WORST_SHOWN what picks named */
    uint32_t shown;      /* of them in the list of the worst */
    struct html_view view;
    uint64_t page_problems;   /* of sources without a page */
    struct example *examples; /* one a row of the rules' tally_table */
    struct example *reasons;  /* one a row of the bad sources' */
    struct buffer words;
};

/* The sections, in their order. */
void report_overview(const struct report *r, struct buffer *out);
void report_findings(const struct report *r, struct buffer *out);
/* `<style>` with the hospital's name for the head of each printed page. */
void report_page_heads(const struct report *r, struct buffer *out);
/* Within them. */
void report_tags(const struct report *r, struct buffer *out);
void report_scores(const struct report *r, struct buffer *out);
void report_groups(const struct report *r, struct buffer *out);
void report_patients(const struct report *r, struct buffer *out);
void report_payment(const struct report *r, struct buffer *out);
void report_deviations(const struct report *r, struct buffer *out);
void report_compare(const struct report *r, struct buffer *out);
void report_months(const struct report *r, struct buffer *out); /* within */
void report_notes(const struct report *r, struct buffer *out);

/* Which cases a rule, a department ... has. */
void report_picks(const struct report *r, struct buffer *out);

/* The worst cases and their findings; false if the tables cannot be read. */
bool report_cases(const struct report *r, struct buffer *out);

/* Labels of keys: a name as it is; a name and its code; of a group; of a cause
 * in words; department and group of a pair. */
void report_name(struct buffer *out, const struct tally_entry *e);
void report_group(struct buffer *out, const struct tally_entry *e);
void report_cause(struct buffer *out, const struct tally_entry *e);
void report_coded(struct buffer *out, const struct tally_entry *e);
void report_pair(struct buffer *out, const struct tally_entry *e);

/* What a pair is of: the row of its department or group. */
struct tally_entry report_half(const struct tally_entry *pair,
                               enum summary_by by);

/* A month, and its days if it is not whole: at its beginning or end days are
 * without a discharge, more than can be by chance. docs/batch.md says how many.
 */
void report_month(struct buffer *out, const struct tally_entry *e);
bool month_is_partial(const struct tally_entry *e);

/* How many of these rows of the comparison do not go to paper. */
uint32_t report_unprinted(uint32_t rows);

/* The title of a rule that was found; empty if it was not, or has none. */
struct text report_title(const struct report *r, struct text rule);

/* Why a bad source was not read, as its finding tells it. */
struct text report_reason(const struct report *r,
                          const struct tally_entry *bad);

/* How many front pages have the problem; the rest are sources without one. */
uint64_t report_pages(const struct report *r, const struct tally_entry *e);

/* Its title and its number. */
void report_rule(const struct report *r, struct buffer *out, struct text rule);

/* `<section>` with a heading; the caller writes `</section>`. */
void report_open(struct buffer *out, const char *id, const char *title);

/* A row of a table of counts: `n`, and its share of all records unless it has
 * a unit of its own. */
struct report_fact {
    const char *what;
    uint64_t n;
    const char *unit, *remark;
};

/* The headings and rows, the last without `what`. */
void report_facts(struct buffer *out, const struct report_fact *facts,
                  uint64_t whole);

/* Tables; that of hospitals only if there are several. */
void report_tables(const struct report *r, struct buffer *out,
                   const struct html_table *tables, size_t count);

#endif
