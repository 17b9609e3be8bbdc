/*
 * table-cut.h -- where the records of a delimited text begin and end.
 *
 * Among its first rows a table has a heading: names that are tags of a
 * dialect, a key tag among them. A second row may give the same columns other
 * names, or part what the row above holds together (其他诊断1 over 编码 and
 * 名称). Rows right below that number the columns or say what they hold are
 * passed over, as is the title above. Each further row is a record, but for
 * blank ones, totals, remarks and the heading repeated. Memory is bounded by
 * one record.
 */
#ifndef INPUT_TABLE_TABLE_CUT_H
#define INPUT_TABLE_TABLE_CUT_H

#include "input/decode/window.h"
#include "input/table/dsv.h"
#include "input/table/heading.h"

#define TABLE_KEYS 4 /* columns with a key that are looked at */

enum table_kind {
    TABLE_NONE,    /* no table */
    TABLE_UNKNOWN, /* one, but no heading that is known; names are kept */
    TABLE_KNOWN
};

/* All zero but for the pack at first. */
struct table_cutter {
    const struct pack *pack;
    struct dsv_style style;
    struct buffer heading; /* of the table (heading.h) */
    struct buffer rows;    /* the heading's rows, raw, to know them again */
    uint32_t columns;
    uint32_t keys[TABLE_KEYS], key_count; /* columns, from 0 */
    uint8_t dialect;
    bool joins;       /* rows of one key are one record (DIALECT_ROWS) */
    bool failed;      /* memory was short for the heading */
    bool seeking;     /* behind a row that was too long */
    size_t given;     /* length of the record given last */
    size_t next;      /* length of the row behind it, if that is a record */
    uint32_t skipped; /* rows that are none, since the last record */
};

/* Looks for a heading in t, the beginning of the source, which `all` says is
 * whole. *length is where the rows below begin. */
enum table_kind table_begin(struct table_cutter *c, struct text t, bool gb18030,
                            bool all, size_t *length);

/*
 * Moves the window to the next record. Its length, at most `max`, is *length;
 * *behind how many rows stand between it and the end of the source, if there is
 * no further record. SLICE_NOTHING if there are no more.
 */
enum slice_trouble table_cut(struct table_cutter *c, struct window *w,
                             size_t max, size_t *length, uint32_t *behind);

/* Goes on behind the record given last, if there was one. */
void table_pass(struct table_cutter *c, struct window *w);

/* Begins anew for another source, keeping memory. */
void table_reset(struct table_cutter *c, const struct pack *pack);

void table_free(struct table_cutter *c);

#endif
