/*
 * record.h -- one front page in memory.
 *
 * A record is cells: one per scalar field, and rows of cells for the lists
 * (diagnoses, procedures ...). Which fields there are is the pack's field
 * table. A list without rows costs nothing while a record is read.
 * A record belongs to one thread; its texts lie in its arena and live until
 * record_reset.
 */
#ifndef RECORD_RECORD_H
#define RECORD_RECORD_H

#include "base/arena.h"
#include "base/calendar.h"
#include "base/code.h"
#include "base/decimal.h"
#include "base/limits.h"
#include "base/text.h"
#include "pack/pack.h"
#include "record/own.h"

/* What stands in a cell. The order matters: from CELL_BAD on there is something
 * in it. */
enum cell_state {
    CELL_ABSENT, /* no such tag in the input */
    CELL_BLANK,  /* the tag is there, nothing in it */
    CELL_MARKER, /* an empty marker: - / 无 未归 NULL ... or a null date */
    CELL_BAD,    /* something that cannot be read as the field's type */
    CELL_GIVEN   /* a value */
};

/* What was mended while reading, and marks of codes. */
enum cell_flag {
    CELL_DAGGER = 1,      /* code carries + */
    CELL_ASTERISK = 2,    /* code carries * */
    CELL_WIDE = 4,        /* full-width characters became ASCII */
    CELL_CASE = 8,        /* a code's letters changed case */
    CELL_TRIMMED = 16,    /* blanks cut that are no layout of the XML */
    CELL_ILL_FORMED = 32, /* readable, but not in the form of its type */
    CELL_COMPANION = 64,  /* `companion` holds a second code */
    CELL_DRESSED = 128,   /* number with separators or a unit: 1,200元 3200g */
    CELL_DERIVED = 256,   /* follows from other cells (record/derive.h) */
    CELL_DIGITS = 512,    /* a number, but of more than LIMIT_DIGITS */
    CELL_SIGNS = 1024,    /* a code's look-alike signs or blanks were mended */
    CELL_JOINED = 2048,   /* the companion is another code of its own */
    CELL_MASKED = 4096,   /* a number of a document with * or the like in it */
    CELL_HELD = 8192      /* put there by record_hold */
};

/* The first part of a bad date that was not understood. */
enum date_part {
    DATE_YEAR,
    DATE_MONTH,
    DATE_DAY,
    DATE_HOUR,
    DATE_MINUTE,
    DATE_SECOND,
    DATE_REST /* what stands behind them */
};

struct cell {
    uint8_t state;     /* enum cell_state */
    uint8_t precision; /* of a date: enum calendar_precision; of a bad one:
                          enum date_part */
    uint16_t flags;    /* enum cell_flag */
    uint32_t line;     /* in the input, 0 if absent */
    struct text text;  /* as it stands, repaired to UTF-8, ends trimmed */
    struct text tag;   /* as it stands; empty if absent */
    union {
        int128 number;  /* count amount weight age infant-age(days) hour
                           duration(hours) */
        int64_t moment; /* date time */
        struct {
            struct code code;      /* key, marks and companion cut */
            struct code companion; /* code behind + in the same field */
        };
    };
    struct text plain; /* normalised text of text, choice, code and id; of a
                          bad cell the text that could not be read */
};

/* Names and words: record/lists.h. */
enum record_list {
    LIST_NONE,
    LIST_DIAGNOSES,
    LIST_PROCEDURES,
    LIST_TCM_DIAGNOSES,
    LIST_ICU_STAYS,
    LIST_OUTPATIENT_CHRONIC, /* 门诊慢特病 */
    LIST_TRANSFUSIONS,
    LIST_CHARGES,
    LIST_FUND_PAYMENTS,
    LIST_COUNT
};

struct record_rows {
    struct cell *cells; /* LIMIT_ROWS x columns */
    uint32_t columns;
    uint32_t count; /* highest row used, 0 if none */
    uint64_t given; /* bit r-1: something is given in row r */
};

/* Words of which it was asked whether the pack knows them. */
struct word_asked {
    uint64_t hash;
    bool known;
};
#define WORDS_ASKED 16

struct record {
    const struct pack *pack;
    struct arena arena;
    struct cell *scalars; /* by field id; cells of list fields unused */
    uint32_t fields;
    struct record_rows lists[LIST_COUNT];
    uint16_t *filled; /* ids of the scalars that are not empty */
    uint32_t filled_count;
    struct cell **listed; /* the cells of lists that are not empty */
    uint32_t listed_count;
    uint16_t *by_list; /* ids of the list fields, list by list, in the order
                          of their columns; list l from first_of[l] on */
    uint32_t first_of[LIST_COUNT + 1];
    uint16_t *timed; /* ids of the scalar times that have an hour field */
    uint32_t timed_count;
    struct own own;
    struct word_asked *asked; /* WORDS_ASKED, kept from record to record */
    uint32_t line;            /* the record begins here in its source */
    bool with_identity;       /* show identity unmasked (record/identity.h) */
    bool lasting;             /* texts given to record_set outlive the content:
                                 they need no copy; until record_reset */
};

/* The cell of a scalar field. */
static inline const struct cell *record_scalar(const struct record *r,
                                               uint32_t field)
{
    return &r->scalars[field];
}

/* The cell of row (from 1) and column of a list; NULL beyond the last row. */
static inline const struct cell *record_item(const struct record *r,
                                             enum record_list list,
                                             uint32_t row, uint32_t column)
{
    const struct record_rows *rows = &r->lists[list];

    if (row == 0 || row > rows->count || column >= rows->columns)
        return NULL;
    return &rows->cells[(size_t)(row - 1) * rows->columns + column];
}

/* The cell of any field: row 0 for scalars; NULL beyond the last row. */
static inline const struct cell *record_cell(const struct record *r,
                                             uint32_t field, uint32_t row)
{
    const struct pack_field *f = pack_field(r->pack, field);

    return f->list == LIST_NONE
               ? record_scalar(r, field)
               : record_item(r, (enum record_list)f->list, row, f->column);
}

/* The same if a value is given there; NULL for none, and for a field that the
 * pack does not have. */
static inline const struct cell *record_given(const struct record *r,
                                              uint32_t field, uint32_t row)
{
    const struct cell *cell =
        field != PACK_NO_FIELD ? record_cell(r, field, row) : NULL;

    return cell != NULL && cell->state == CELL_GIVEN ? cell : NULL;
}

/* The text that stands there; empty for none. */
static inline struct text record_given_text(const struct record *r,
                                            uint32_t field, uint32_t row)
{
    const struct cell *cell = record_given(r, field, row);

    return cell != NULL ? cell->text : TEXT("");
}

static inline bool record_row_given(const struct record *r,
                                    enum record_list list, uint32_t row)
{
    return row > 0 && row <= r->lists[list].count &&
           (r->lists[list].given >> (row - 1) & 1) != 0;
}

/* Makes an empty record for a pack's fields; false without memory. */
bool record_open(struct record *r, const struct pack *pack);

/* Forgets the content, keeps the memory. */
void record_reset(struct record *r);

void record_close(struct record *r);

/*
 * Puts the raw text of a field in its cell: row 0 for scalars. `unit` is the
 * dialect's (enum tag_unit); `meant`, if not NULL, is what the raw text means
 * in our words (a mapped code, a part of it) and is read in its place. The
 * texts are copied unless `lasting` is set; the tag is not and must outlive the
 * record's content. Returns the cell. The first text with more than blanks in
 * it stays; a second one is refused with NULL, as is a row beyond LIMIT_ROWS.
 * Types are read here (record/read.h).
 */
const struct cell *record_set_as(struct record *r, uint32_t field, uint32_t row,
                                 unsigned unit, struct text tag, uint32_t line,
                                 struct text raw, const struct text *meant);

static inline const struct cell *record_set(struct record *r, uint32_t field,
                                            uint32_t row, unsigned unit,
                                            struct text tag, uint32_t line,
                                            struct text raw)
{
    return record_set_as(r, field, row, unit, tag, line, raw, NULL);
}

/*
 * Values that stand in place of the page's. What is held, even nothing, is not
 * changed by record_set; record_found tells where the page has the field, the
 * first time; record_release ends it and gives the cell. Its text is copied.
 * The row is one of the field, at most LIMIT_ROWS.
 */
void record_hold(struct record *r, uint32_t field, uint32_t row,
                 struct text value);
/* False, and nothing is done, if the cell is not held. The tag must outlive the
 * record's content. */
bool record_found(struct record *r, uint32_t field, uint32_t row,
                  struct text tag, uint32_t line);
const struct cell *record_release(struct record *r, uint32_t field,
                                  uint32_t row);

/* Puts row order[0] of a list first, and so on; each of its rows stands in
 * `order` once. */
void record_order(struct record *r, enum record_list list,
                  const uint32_t *order, uint32_t count);

/* After the last record_set: joins dates with their hour fields and counts
 * which rows hold something. */
void record_finish(struct record *r);

#endif
