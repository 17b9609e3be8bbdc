/*
 * write.h -- a record in the form of a target.
 *
 * The head stands before the first record and the foot behind the last; both
 * may be empty.
 */
#ifndef CONVERT_WRITE_H
#define CONVERT_WRITE_H

#include "convert/value.h"

/* TREE: a row of which nothing can be written keeps its place by one empty
 * value. */
enum keep { KEEP_NOT, KEEP_NEXT, KEEP_DONE };

/* How a table is written: not at all, since the target's own form is meant. */
enum table_form { TABLE_NOT, TABLE_CSV, TABLE_XLSX };

struct table_book; /* a workbook (table-book.h) */

struct writer {
    const struct plan *plan;
    unsigned table;          /* enum table_form */
    struct table_book *book; /* of TABLE_XLSX */
    struct losses *losses;
    struct buffer *out;
    struct word word; /* at hand */
    enum keep keep;
    uint64_t records;    /* written */
    struct buffer alone; /* TREE: the first record while it is the only one */
};

/* The foot follows the last record. TREE: a document that is the only one
 * stands by itself; of several each is in a common element. */
void write_head(struct writer *w);
void write_record(struct writer *w, const struct record *r);
void write_foot(struct writer *w);

/* Gives back the writer's own memory. */
void write_close(struct writer *w);

/* ---- the forms ----------------------------------------------------------- */

void write_flat(struct writer *w, const struct record *r);
void write_nested(struct writer *w, const struct record *r);
void write_tree(struct writer *w, const struct record *r);
void write_json(struct writer *w, const struct record *r);

/* ---- tables (table.c) ---------------------------------------------------- */

void write_table_head(struct writer *w);
void write_table_row(struct writer *w, const struct record *r);

/* ---- for the XML forms --------------------------------------------------- */

void xml_indent(struct buffer *out, unsigned depth);

void xml_open(struct buffer *out, unsigned depth, struct text name);
void xml_close(struct buffer *out, unsigned depth, struct text name);

/* <name>text</name>, escaped, on a line of its own. */
void xml_element(struct buffer *out, unsigned depth, struct text name,
                 struct text text);

#endif
