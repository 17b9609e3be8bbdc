/*
 * compare.h -- our results against the platform's.
 */
#ifndef COMPARE_COMPARE_H
#define COMPARE_COMPARE_H

#include "common/tree.h"
#include "official/official.h"
#include "pack/pack.h"

/* The first step at which our answer and the platform's differ, in the order of
 * the steps. */
enum compare_step {
    COMPARE_AGREE,
    COMPARE_ABSENT,    /* the platform has no such stay, or several */
    COMPARE_PENDING,   /* not uploaded */
    COMPARE_NOTHING,   /* the platform has the stay, and nothing to compare */
    COMPARE_FAILED,    /* the platform did not group it; we did */
    COMPARE_UNGROUPED, /* we did not group it; the platform did */
    COMPARE_GROUP,     /* another group */
    COMPARE_SCORE,     /* the same group, another score */
    COMPARE_UNPRICED,  /* the platform has money, we have none */
    COMPARE_DEVIATION, /* another class of deviation; from here on the same
                          group and score */
    COMPARE_POINTS,
    COMPARE_POINT_VALUE,
    COMPARE_STANDARD,
    COMPARE_FUND,
    COMPARE_PATIENT,
    COMPARE_COST,
    COMPARE_STEPS
};

/* "group" ..., and in Chinese; in a word, what the step compares. */
const char *compare_step_name(enum compare_step step);
const char *compare_step_words(enum compare_step step);
const char *compare_step_noun(enum compare_step step);

/* One number of both sides. */
struct compare_amount {
    int128 ours, official;
    bool here, there;
};

struct compare_named {
    struct text name, value;
};

/* One of our results beside the platform's row; texts are in the arena, those
 * of the platform in its own. */
struct comparison {
    enum compare_step step;
    uint32_t compared; /* bits of the steps at which both sides had something */
    struct text source, index, record, settlement; /* whose */
    struct text group, score, official_group, official_score;
    struct text reason; /* which setting or step differs, in words */
    struct compare_amount amounts[COMPARE_STEPS]; /* of steps with numbers */

    /* By these, cases are sorted when causes are looked for. */
    struct text kind, layer, deviation, official_deviation, auxiliary;
    struct text insurance, month, insurance_month, point_value;
    int128 ratio; /* cost over the reference */
    bool has_ratio;
    struct compare_named *steps; /* of the region's settlement */
    uint32_t step_count;
    struct text unpriced; /* why we have no money */

    int128 money; /* the platform's less ours, in yuan */
    bool has_money, estimated;
    struct text word, what, setting; /* of the cause of another group */
    uint32_t cause;                  /* number from 1; 0: none */
};

/* How far a step was compared. */
struct step_count {
    uint32_t compared, agreed;
    uint32_t official_lacks, ours_lacks; /* reached, and one side has nothing */
};

/* All comparisons, to be shown. */
struct comparisons {
    struct buffer rows; /* struct comparison */
    struct arena arena;
    const struct pack *pack; /* NULL: none */
    const struct official *official;
    struct buffer causes; /* struct cause (causes.h), most money first */
    struct step_count steps[COMPARE_STEPS];
    uint32_t counts[COMPARE_STEPS];
    uint32_t total;
    uint32_t left;         /* rows of the platform without a result of ours */
    uint32_t with_factors; /* agree with our points, not with the bare score */
    uint32_t with_money;   /* agree, and in money, too */
};

/* Compares one line of our results; *row is the partner, NULL without; the
 * pack explains more if the results are its own. False without memory. */
bool compare_result(struct comparisons *all, const json_t *result,
                    const struct official_row *row, struct comparison *out);

/* ---- money (compare-money.c) --------------------------------------------- */

/* What both sides give, besides the group. */
void compare_amounts(struct arena *arena, const struct official *o,
                     const json_t *result, const struct official_row *row,
                     struct comparison *out);

/* The first step from SCORE on that differs, AGREE without; *out says what was
 * compared. */
enum compare_step compare_money(struct comparisons *all,
                                struct comparison *out);

/* How much money the difference is, if that can be said. */
void compare_value(struct comparison *c);

/* How far apart two numbers of a step may be. */
int128 compare_tolerance(const struct official *o, enum compare_step step);

/* The column of a step; OFFICIAL_COLUMNS of one without. */
enum official_column compare_column(enum compare_step step);

/* Counts the comparison at each step that it reached. */
void compare_count(struct comparisons *all, const struct comparison *c);

/* ---- groups (compare-groups.c, compare-catalogue.c)
 * ---------------------------------------- */

/* Why the platform has another group, and the setting that this points to. */
void compare_group(struct comparisons *all, const json_t *result,
                   struct comparison *c);

/* True if the result was made with this pack; false without one. */
bool compare_same_pack(const json_t *result, const struct pack *pack);

/* Why a group of the platform may be no candidate here, by the two rows of
 * the catalogues; NULL if they do not say. `text` holds the words. */
#define CATALOGUE_WORDS 256
const char *compare_catalogue(const struct pack *pack, struct text ours,
                              struct text official, char text[CATALOGUE_WORDS]);

/* Settlement number (with `check --record` only), record number and count of
 * admissions of our result. */
void compare_key(const json_t *result, struct text *settlement,
                 struct text *record, struct text *admission);

/* A text made in the arena. */
struct text compare_say(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* ---- shown --------------------------------------------------------------- */

void compare_show_text(const struct comparisons *all, struct buffer *out);
void compare_show_json(const struct comparisons *all, struct buffer *out);
void compare_show_csv(const struct comparisons *all, struct buffer *out);

#endif
