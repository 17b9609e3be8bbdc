/*
 * start.h -- a first region.xml from a bureau's tables: what each column is,
 * which marks part the codes in a cell, how long the keys are, as the rows
 * themselves show it; `pack start` tells it and writes it.
 */
#ifndef START_START_H
#define START_START_H

#include "compile/read/table.h"

enum start_role {
    AS_NONE,
    AS_GROUP,
    AS_NAME,
    AS_KIND,
    AS_DX,
    AS_DX_NAME,
    AS_MAIN_OP,
    AS_RELATED_OP,
    AS_OTHER_DX,
    AS_SCORE,
    AS_MEAN_COST,
    AS_MEAN_DAYS,
    AS_FACTOR,
    AS_COUNT
};

struct start_column {
    struct text heading;         /* as region.xml is to call it */
    int place;                   /* in the table, from 0 */
    enum start_role role, heard; /* what it is; what its heading says */
    char factor[32];             /* AS_FACTOR: its name */
    bool joined; /* its operations go to those of the column before */
    bool named;  /* its cells are codes with names behind them */
    /* How many of its cells are so. */
    uint32_t filled, numbers, diagnoses, categories, full, operations, sure,
        lists, combined, names, marked, rising, kinds, distinct;
};

struct start_sheet {
    const char *path;
    struct text name; /* empty: no workbook */
    bool hidden;
    struct table table;
};

enum start_what {
    IS_UNUSED,
    IS_CATALOGUE,
    IS_MEANS,
    IS_CODES,
    IS_GRAY,
    IS_CROSSWALK
};

/* Why a table cannot be read as it stands. */
enum start_why {
    WHY_BETWEEN = 1,  /* other rows between its own */
    WHY_BELOW = 2,    /* another table above it */
    WHY_LOW = 4,      /* its headings */
    WHY_NAMED = 8,    /* codes and names in one cell */
    WHY_JOINED = 16,  /* more than two columns of operations */
    WHY_MARKED = 32,  /* numbers with commas or units */
    WHY_WORDS = 64,   /* only words tell its comprehensive rows */
    WHY_ENDLESS = 128 /* nothing tells where it ends */
};

/* A table on a sheet: its own headings, its own rows. */
struct start_table {
    const struct start_sheet *sheet;
    enum start_what what;
    uint32_t head, end;    /* rows: of the headings, behind the last */
    int from, to;          /* columns */
    bool beside;           /* another table stands beside it */
    bool again;            /* another one stands above it */
    struct buffer columns; /* struct start_column */
    struct buffer strange; /* uint32_t: rows that are no row of it */
    struct text until;     /* what the first row behind it says */
    bool failed;           /* memory was lacking */
    bool mixed;  /* comprehensive rows that only words tell from others */
    bool copied; /* as it stands it cannot be read: a copy is */
    unsigned why;
    const char *origin; /* of a copy: the file it was made of, else NULL */
    const char *system; /* of codes: diagnosis, procedure */
    int code, other;    /* columns: of codes; names, or what they become */
    int kind;           /* of codes: the class of operation, or -1 */
    uint32_t known;     /* rows whose code the catalogue or table has */
};

/* What a cell of the group's code holds behind its diagnosis. */
#define START_TAILS 32
#define START_GUESSED 16 /* added to a class that no word tells */

struct start_tail {
    struct text text; /* :SS, -SS-I */
    uint32_t rows;    /* of comprehensive rows */
    int class;        /* enum op_class; -1: nothing tells */
    unsigned level;   /* of I, II, III; 0: none */
    double sum;       /* of their scores */
};

#define START_CLASSES 12 /* words for classes in one column */

#define START_KINDS 24

struct start_value {
    struct text text;
    uint32_t rows, wide; /* all; those that look comprehensive */
    const char *is;
    bool unsure;
};

#define START_NOTHINGS 4

/* What is read out of a catalogue. */
struct start_catalogue {
    struct start_table *table;
    bool from_code; /* diagnosis and operations are parts of the code */
    char part[8];   /* the marks that part them */
    bool glued;     /* nothing does */
    bool remarks;   /* operations have words in brackets behind them */
    struct text nothing[START_NOTHINGS]; /* words for no operation */
    uint32_t nothing_count;
    struct start_value kinds[START_KINDS];
    uint32_t kind_count;
    bool all_wide; /* the table is called comprehensive, or looks so */
    const struct start_column *class; /* tells that of comprehensive rows */
    bool kind_by_part; /* the kind is told by what the code ends in */
    uint32_t rows, wide, serious; /* all; comprehensive; code-1 of others */
    uint32_t cells, read;         /* of operations; those that can be read */
    uint32_t odd_row;             /* a line that cannot */
    uint32_t keys[8];             /* of core rows, by the length of their key */
    uint32_t wide_keys[8];
    uint32_t turned; /* pairs of rows that differ in order only */
    uint32_t costs;  /* rows with a mean cost */
    uint32_t ratio;  /* those of one ratio of cost and score */
    double cost_a_point;
};

struct start {
    struct compile_faults faults;
    struct build build;
    struct arena arena;
    struct buffer sheets;     /* struct start_sheet *, */
    struct buffer tables;     /* struct start_table */
    struct buffer catalogues; /* struct start_catalogue */
    char or_marks[16], and_marks[16];
    uint32_t or_pairs, and_pairs, or_alike, and_alike;
    struct start_tail tails[START_TAILS];
    uint32_t tail_count, tails_lost;
    char id[64], generation[4]; /* of the region */
    unsigned year;              /* 0: nothing tells it */
    struct text name;
};

/* How region.xml may be read in more than one way. */
struct start_reading {
    unsigned dx_key; /* 3, 4; 0: own */
    bool listed;     /* the order of operations in a cell counts */
};

/* Reads the tables of a file; false after saying why they are not read. */
bool start_open(struct start *s);
bool start_file(struct start *s, const char *path);
void start_close(struct start *s);

/* Finds the tables on the sheets (tables.c) and what their columns are
 * (roles.c). */
void start_tables(struct start *s);
void start_sheet_tables(struct start *s, const struct start_sheet *sheet);
void start_roles(struct start *s);
void start_table_roles(struct start_table *t);

/* Which of the tables belong to each other (tables' codes stand in one
 * another: together.c), then what the rows of the catalogues say
 * (catalogue.c). False, with *why, if there is no catalogue to begin with. */
bool start_together(struct start *s, struct buffer *why);
void start_catalogues(struct start *s);

/* Mean costs of the groups, in which column, and what a point costs
 * (means.c); the table that has them, NULL: the catalogue itself, or none. */
void start_means(struct start *s);
const struct start_table *start_means_of(const struct start *s,
                                         const struct start_catalogue *c);

/* region.xml (region.c); `folder` is where it will lie. */
void start_region(struct start *s, const struct start_reading *reading,
                  const char *folder, struct buffer *xml);

/* True if some catalogue has mean costs. */
bool start_has_costs(const struct start *s);

/* True if a catalogue has rows of the kind. */
bool start_has_kind(const struct start *s, const char *kind);

/* Rows of the catalogues that are none, and where they end. Tables that cannot
 * be read as they are become unused, and copies in `folder` take their places
 * (copy.c). False after saying why not. */
void start_ends(struct start *s);
bool start_copies(struct start *s, const char *folder);

/* True if what was found is not all, for lack of memory. */
bool start_failed(const struct start *s);

/* Whose catalogue it is, of which year and version (place.c). */
void start_place(struct start *s);

/* The file of a table, and its sheet where that has a name (told.c). */
void put_sheet_name(const struct start_table *t, struct buffer *out);

/* What was found, in words; the questions that are left (told.c). */
void start_tell(struct start *s, struct buffer *out);
uint32_t start_questions(struct start *s, const struct start_reading *reading,
                         struct buffer *out, const char *before);

#endif
