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
    COMPARE_FAILED,    /* the platform did not group it; we did */
    COMPARE_UNGROUPED, /* we did not group it; the platform did */
    COMPARE_GROUP,     /* another group */
    COMPARE_SCORE,     /* the same group, another score */
    COMPARE_STEPS
};

/* "group" ..., and in Chinese. */
const char *compare_step_name(enum compare_step step);
const char *compare_step_words(enum compare_step step);

/* One of our results beside the platform's row; texts are in the arena. */
struct comparison {
    enum compare_step step;
    struct text source, index, record, settlement; /* whose */
    struct text group, score, official_group, official_score;
    struct text reason; /* which setting or step differs, in words */
};

/* Compares one line of our results; *row is the partner, NULL without; `pack`
 * explains more if the results are its own, NULL without. False without
 * memory. */
bool compare_result(struct arena *arena, const struct pack *pack,
                    const json_t *result, const struct official_row *row,
                    struct comparison *out);

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

/* All comparisons, to be shown. */
struct comparisons {
    struct buffer rows; /* struct comparison */
    struct arena arena;
    const struct pack *pack; /* NULL: none */
    uint32_t counts[COMPARE_STEPS];
    uint32_t total;
    uint32_t left;         /* rows of the platform without a result of ours */
    uint32_t with_factors; /* agree with our points, not with the bare score */
};

void compare_show_text(const struct comparisons *all, struct buffer *out);
void compare_show_json(const struct comparisons *all, struct buffer *out);

#endif
