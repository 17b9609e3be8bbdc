/*
 * figures.h -- figures over the rows of a table: <figures> of a region.
 *
 * Each figure belongs to a level: `rows` (computed for every row), `all` (one
 * value), or one made by <by> (a value for each set of keys). An aggregate over
 * a level, as sum(rows, cost), is a figure of its own that the reader puts
 * before the one that asks for it. Values are exact decimals.
 */
#ifndef COMPILE_FIGURES_FIGURES_H
#define COMPILE_FIGURES_FIGURES_H

#include "compile/read/document.h"
#include "compile/read/table.h"

#define LEVELS_MAX 10
#define LEVEL_ROWS 0
#define LEVEL_ALL 1
#define FIGURES_MAX 256

struct level {
    struct text name;
    uint32_t columns;               /* bits: the columns that are its keys */
    uint32_t keys[LOOKUP_KEYS_MAX]; /* numbers of figures: text columns */
    unsigned key_count;
    uint32_t shown;       /* the text column that names a group, or PACK_NONE */
    unsigned slots, sums; /* figures and aggregates of the level */
};

enum figure_kind { FIGURE_COLUMN, FIGURE_SET, FIGURE_LET, FIGURE_AGGREGATE };
enum aggregate { SUM_OF, COUNT_OF, MEAN_OF, SD_OF, MIN_OF, MAX_OF };

/* Its number is that of its variable. */
struct figure {
    struct text name, label, fill;
    uint8_t kind; /* enum figure_kind */
    uint8_t level;
    uint8_t over, operation; /* of an aggregate: level, enum aggregate */
    int8_t round;
    bool text;                /* a column of texts */
    bool known;               /* while running: its values are there */
    uint32_t lacks;           /* while running: the column that the table does
                                 not have and this rests on, or PACK_NONE */
    unsigned slot;            /* of its level: among values, or among sums */
    unsigned bit;             /* of a column */
    uint32_t expr, condition; /* PACK_NONE: none */
    bool given; /* of a set: `number` was told on the command line */
    int128 number;
};

/* A number for a set, told on the command line. */
struct told {
    struct text name;
    int128 number;
    bool used; /* a set has this name */
};

struct figures {
    struct region *region; /* of the file */
    const xmlNode *node;   /* <figures> */
    struct build build;    /* its names and expressions */
    struct text name, label;
    struct told *told;
    unsigned told_count;
    struct level levels[LEVELS_MAX];
    unsigned level_count;
    struct figure list[FIGURES_MAX];
    uint32_t count;
    struct heading headings[FIGURES_MAX]; /* of columns, by bit */
    struct text also[FIGURES_MAX]; /* how another edition of the table, as a
                                      workbook, calls them; empty: the same */
    unsigned columns;
};

/* Reads a <figures> element; `told` gives numbers to its sets, and `used` notes
 * which were taken. Faults are added to those of the region; false after any.
 */
bool figures_open(struct figures *f, struct region *region, const xmlNode *node,
                  struct told *told, unsigned told_count);
void figures_close(struct figures *f);

/* Number of a level by its name, LEVELS_MAX if there is none. */
unsigned figures_level(const struct figures *f, struct text name);

/* True if, for each group of level `from`, figures of level `what` have one
 * value. */
bool figures_sees(const struct figures *f, unsigned from, unsigned what);

/* Adds a figure; NULL after a fault. */
struct figure *figures_add(struct figures *f, const xmlNode *node,
                           struct figure figure, unsigned type);

/* Compiles an expression as seen from a level; PACK_NONE after a fault. */
uint32_t figures_expr(struct figures *f, const xmlNode *node, struct text name,
                      struct text source, unsigned level, unsigned type);

/* Adds the aggregates of an expression as figures of `level` and writes the
 * expression with their names to *out (aggregates.c). */
bool figures_aggregates(struct figures *f, const xmlNode *node,
                        struct text name, struct text source, unsigned level,
                        struct buffer *out);

/* Adds the faults of a <figures> element of a region. */
void region_figures(struct region *r, const xmlNode *node);

#endif
