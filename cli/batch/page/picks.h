/*
 * picks.h -- the cases that stand in report.html for a rule, a department, a
 * group ...: the worst few of each. The page is made twice: first only to see
 * which of these it names; their cases then join the worst ones.
 */
#ifndef BATCH_PAGE_PICKS_H
#define BATCH_PAGE_PICKS_H

#include "batch/sums/worst.h"
#include "batch/tables/writer.h"

#define PICK_EACH 5u

struct pick {
    struct worst_place places[PICK_EACH]; /* the worst first */
    unsigned count;
    unsigned number; /* 0: the page does not name it */
    bool placed;     /* a row of the page has its id */
};

struct picks {
    const struct summary *summary;
    struct pick *of[BYS]; /* one an entry; NULL: these have none */
    struct buffer key;    /* of a pair */
    unsigned numbers;
    bool drafting; /* the first time */
};

/* Reads cases.csv; false if it cannot be read. Free it in either case. */
bool picks_read(struct picks *p, const struct batch_rows *rows,
                struct worst *w);

/* The pick of an entry that has cases; NULL if there is none. */
struct pick *picks_of(const struct picks *p, enum summary_by by,
                      const struct tally_entry *e);

/* The next entry that the page names, of those of the summary itself; NULL
 * behind the last. */
const struct tally_entry *picks_next_named(const struct picks *p,
                                           enum summary_by by,
                                           const struct tally_entry *before);

/* The row of an entry begins: `<tr class>`, with an id if it is the first
 * one. */
void picks_row(struct picks *p, struct buffer *out, enum summary_by by,
               const struct tally_entry *e, const char *class);

/* `<a>` to the cases of an entry, if it is named; the caller writes `</a>` if
 * this says so. */
bool picks_open(const struct picks *p, struct buffer *out, enum summary_by by,
                const struct tally_entry *e);

/* Adds the cases of all that is named to those of w, until that is full: one
 * of each, then another ... */
void picks_join(const struct picks *p, struct worst *w);

/* From the draft to the page. */
void picks_again(struct picks *p);

void picks_free(struct picks *p);

#endif
