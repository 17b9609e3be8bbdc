/*
 * calibration.h -- a hospital's stays, what the platform made of them, and the
 * pack by which ours is made; shared by the files of this room.
 */
#ifndef CALIBRATE_CALIBRATION_H
#define CALIBRATE_CALIBRATION_H

#include "common/stays.h"
#include "knobs.h"
#include "official/official.h"

/* What the platform says of a stay's group. */
enum official_answer {
    ANSWER_NONE,      /* no row for it, or one that is pending */
    ANSWER_UNGROUPED, /* it has no group */
    ANSWER_GROUP,     /* a group of the catalogue */
    ANSWER_STRANGE    /* a group that the catalogue does not have */
};

struct calib_case {
    uint32_t stay;                  /* of stays.list */
    struct text record, group;      /* 病案号; the platform's group */
    const struct official_row *row; /* NULL: none */
    uint32_t month;                 /* of discharge, yyyymm; 0: unknown */
    uint32_t wanted;                /* of ANSWER_GROUP: code_row of its rows */
    uint8_t answer;                 /* enum official_answer */
    bool held_out;                  /* nothing is fitted on it */
};

struct calibration {
    struct buffer bytes; /* the pack's, which knobs change */
    struct pack *pack;
    struct knobs knobs;
    struct stays stays;
    struct official official;
    struct buffer cases; /* struct calib_case, as the pages were given */
    struct arena texts;
    struct text code, name; /* of the hospital, as the first page has them */
    struct result result;   /* of the case at hand */
    uint32_t *code_row; /* of each row of GROUP: the first with the same code */
    uint32_t *by_code;  /* rows of GROUP, by code */
    uint32_t unmatched; /* rows of the platform without a page */
};

/* ---- the cases (cases.c) --------------------------------------------------
 */

/* Reads pages or lines of `check --record`, and joins the platform's rows to
 * them. False after saying why. */
bool cases_read(struct calibration *c, const char *results);

/* Puts the case into c->result. */
void case_load(struct calibration *c, const struct calib_case *one);

/* Groups what is there, as the knobs stand. */
void case_group(struct calibration *c);

/* The group that it has: code_row of its row; PACK_NONE without. */
uint32_t case_code_row(const struct calibration *c);

/* True if it is the group that the platform gave; false where it gave none. */
bool case_agrees(struct calibration *c, const struct calib_case *one);

/* True if the platform said anything of the case's group. */
static inline bool case_answered(const struct calib_case *one)
{
    return one->answer != ANSWER_NONE;
}

/* Rows of the catalogue with a code: the first, or PACK_NONE. */
uint32_t cases_row_of(const struct calibration *c, struct text code);

#endif
