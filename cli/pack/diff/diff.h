/*
 * diff.h -- what changes from one pack to another: shared by the files of
 * `pack diff`.
 *
 * Everything found is a line of a few cells, in the order in which it is
 * shown. The money of a case goes from the old standard to the new one in
 * steps, each of which has a line: the catalogue's numbers or the move to
 * another group at the old settlement, then the settlement's sets one by one,
 * then the rest of the settlement. Amounts are rounded to fen before they are
 * subtracted, so that the lines sum to the difference.
 */
#ifndef PACK_DIFF_DIFF_H
#define PACK_DIFF_DIFF_H

#include "base/arena.h"
#include "common/lanes.h"

enum diff_part {
    PART_SETTING, /* of the region: before, after */
    PART_REMOVED,
    PART_ADDED,
    PART_RENAMED, /* the same rows under another code */
    PART_CHANGED, /* one thing of a group */
    /* Money: */
    PART_SCORES,  /* what the catalogue says of the case's group */
    PART_MOVED,   /* another group */
    PART_SET,     /* a value of the settlement */
    PART_FORMULA, /* the rest of the settlement: formulas, tables */
    PART_UNSPLIT, /* the old settlement has no answer for the new group */
    PART_LOST,    /* a standard before, none after */
    PART_WON,
    PART_TOTAL,
    PARTS
};

/* What a line says, as the columns of CSV and the members of JSON. */
enum diff_cell {
    CELL_OLD, /* codes and names of groups */
    CELL_OLD_NAME,
    CELL_NEW,
    CELL_NEW_NAME,
    CELL_WHAT,
    CELL_BEFORE,
    CELL_AFTER,
    CELL_CASES,
    CELL_MONEY,
    DIFF_CELLS
};

struct diff_line {
    enum diff_part part;
    struct text cells[DIFF_CELLS]; /* of the packs, or in `texts` */
};

/* Of a row of GROUP: rows of one disease have the same `disease` in both
 * packs; `first` is the first row of its code. */
struct diff_place {
    uint32_t first, disease;
};

struct diff_sum {
    uint64_t cases;
    int128 money;
};

enum diff_side { SIDE_OLD, SIDE_NEW, DIFF_SIDES };

struct diff {
    const struct pack *packs[DIFF_SIDES];
    struct arena texts;
    struct buffer scratch;                           /* the text being made */
    struct buffer lines;                             /* struct diff_line */
    struct diff_place *places[DIFF_SIDES];           /* by row of GROUP */
    uint32_t renamed, changed, added, removed, same; /* groups */
    struct pack mixed;                               /* diff_mix */
    struct buffer money;                             /* of cases.c */
    uint64_t records, moved;                         /* cases */
    struct diff_sum standards[DIFF_SIDES]; /* of those that have one */
    struct diff_sum sums[PARTS];
    bool beyond; /* a sum of money is out of range */
};

/* Adds a line: diff_add(d, &(struct diff_line){PART_LOST, {...}}). */
void diff_add(struct diff *d, const struct diff_line *line);

/* What was put into `scratch`, kept; the scratch is empty then. */
struct text diff_text(struct diff *d);

/* Adds what the settings of the packs differ in (settings.c). */
void diff_settings(struct diff *d);

/* Finds which groups are the same, and adds those that came, went, changed or
 * have another code (groups.c). False without memory. */
bool diff_groups(struct diff *d);

/* A factor of a row by its column's name; INT64_MIN: none (mixed.c). */
int64_t diff_factor(const struct pack *pack, const struct pack_group *g,
                    struct text name);

/* Makes `mixed`: the old pack's settlement over the new pack's catalogue, to
 * price only (mixed.c). False without memory. */
bool diff_mix(struct diff *d);
void diff_mix_free(struct diff *d);

/* Groups the records of a file, or of all files of a folder, by both packs
 * and counts them in (cases.c). False after saying what was not read, or
 * without memory. */
bool diff_read(struct diff *d, const struct packs *packs, const char *path);

/* Adds the lines of the money; the sums are complete then. */
void diff_money_lines(struct diff *d);

/* Shows the lines (show.c): for people, an object a line, CSV. */
enum diff_form { DIFF_TEXT, DIFF_JSON, DIFF_CSV };
void diff_show(const struct diff *d, enum diff_form form, struct buffer *out);

#endif
