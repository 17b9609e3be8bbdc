/*
 * tally.h -- counts and exact sums of cases, in all and by a key (department,
 * group, rule ...). Adding is the same in any order, so tallies of shards can
 * be joined.
 */
#ifndef BATCH_SUMS_TALLY_H
#define BATCH_SUMS_TALLY_H

#include "base/buffer.h"
#include "base/decimal.h"

enum tally_sum {
    SUM_SCORE,
    SUM_POINTS,
    SUM_COST,
    SUM_STANDARD,
    SUM_FUND,
    SUM_PATIENT,
    SUM_MARGIN,
    SUM_DAYS,
    SUM_BILLED, /* cost of the cases whose bill is known by items */
    SUM_DRUG,
    SUM_MATERIAL,
    SUM_EXAM,
    SUM_LAB,
    SUM_SURGERY,
    SUM_NURSING,
    SUM_COST_INDEX,
    SUM_DAYS_INDEX,
    SUM_ICU_HOURS,
    SUM_WEIGHT,
    SUMS
};

enum tally_count {
    COUNT_RECORDS,
    COUNT_WITH_ERROR,   /* records with at least one error */
    COUNT_WITH_WARNING, /* no error, but a warning */
    COUNT_ERRORS,
    COUNT_WARNINGS,
    COUNT_INFOS, /* findings */
    COUNT_GROUPED,
    COUNT_EXCLUDED,
    COUNT_UNGROUPED,
    COUNT_PRICED,
    COUNT_NORMAL,
    COUNT_LOW,
    COUNT_HIGH,
    COUNT_EXTREME, /* deviation */
    COUNT_DEATH,
    COUNT_TRANSFER,
    COUNT_AGAINST_ADVICE,
    COUNT_DAY_SURGERY,
    COUNT_HIGH_LEVEL, /* operations of level 3 or 4 */
    COUNT_SPECIAL,    /* 特病单议 */
    COUNT_READMITTED, /* came back soon: BAT003 */
    COUNT_SPLIT,      /* of these, for the same category of diagnosis */
    COUNTS
};

/* What counts and sums are called in summary.json. */
extern const char *const tally_counts[COUNTS];
extern const char *const tally_sums[SUMS];

struct tally {
    uint64_t counts[COUNTS];
    int128 sums[SUMS];
    uint64_t known[SUMS];        /* cases that have the amount */
    bool beyond;                 /* a sum left the range of decimals */
    uint8_t first_day, last_day; /* of a month: with a discharge; 0: none */
};

void tally_add(struct tally *to, const struct tally *from);

/* Tallies by key. */
struct tally_entry {
    struct text key, name;
    char *texts; /* where both lie */
    uint64_t hash;
    struct tally tally;
};

/*
 * At most TALLY_KEYS keys are kept: those with the smallest hashes, so that the
 * choice does not depend on their order. The others count together in `rest`.
 */
#define TALLY_KEYS 20000u

struct tally_table {
    struct tally_entry *entries;
    uint32_t *slots; /* entry + 1, 0 free; a power of two */
    uint32_t count, room, slot_count;
    uint64_t limit; /* keys with a greater hash are of the rest */
    bool limited;
    struct tally rest;
    uint64_t rest_keys; /* 0: none; else there are some */
    bool failed;        /* no memory */
};

/* The tally of a key; `name` is kept with the first one. NULL without
 * memory. */
struct tally *tally_of(struct tally_table *t, struct text key,
                       struct text name);

/* Keeps TALLY_KEYS and sorts by the bytes of the key; the table is then only
 * read. */
void tally_finish(struct tally_table *t);

/* The entry of a key of a finished table, NULL if it has none. */
const struct tally_entry *tally_find(const struct tally_table *t,
                                     struct text key);

/* All keys together. */
struct tally tally_total(const struct tally_table *t);

void tally_free(struct tally_table *t);

#endif
