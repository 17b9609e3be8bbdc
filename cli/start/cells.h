/*
 * cells.h -- what a cell of a bureau's table looks like, whatever its heading.
 */
#ifndef START_CELLS_H
#define START_CELLS_H

#include "base/text.h"

#define CELL_PLAIN 1024

/* The cell without any blanks, cut to the room. */
struct text cell_plain(struct text cell, char room[CELL_PLAIN]);

/* Bytes of the diagnosis, or the operation, that a plain text begins with; 0
 * if it begins otherwise. */
size_t cell_diagnosis(struct text t);
size_t cell_operation(struct text t);

/* Nothing but diagnoses, ranges and marks between. */
bool cell_is_diagnoses(struct text t);

/* A diagnosis, then something else. */
bool cell_is_combined(struct text t);

/* Bytes of the codes that a plain text begins with, where a name in Chinese
 * stands behind them and no more codes; else 0. */
size_t cell_code_before_name(struct text t);

/* A number without what people write around it: 1,234.5分; empty if it is
 * none. */
struct text cell_number(struct text t, char room[CELL_PLAIN]);

/* Two letters or a letter and a digit, then what DRGs have: BB19, ES31. */
bool cell_is_drg(struct text t);

/* Operations and the marks between them. */
struct cell_operations {
    uint32_t count, full; /* all; those written out, 51.2300, 74.1x01 */
    bool read;            /* nothing else stands in the cell */
    bool remark;          /* but for words in brackets at its end */
};

/* Tells of each pair of neighbours, and the character between, if `pair` is
 * not NULL. */
struct cell_operations
cell_operations(struct text t,
                void (*pair)(void *context, uint32_t mark, struct text one,
                             struct text next),
                void *context);

/* Class of operation (enum op_class) that a text names, in Chinese, or by the
 * letters that catalogues have: SS, ZLXCZ; -1: none. *word is what names it. */
int cell_class(struct text t, struct text *word);

/* The same of a text that is a word for it and nothing else: 治疗, 诊断类, ZL;
 * within a longer text these may be of anything. Words that
 * tell the class there, too, are none of them. */
int cell_class_alone(struct text t);

/* True if one of the words, parted by blanks, is in the text; case of ASCII
 * letters is folded. */
bool cell_says(struct text t, const char *words);

/* The same; the one that is in it, empty if none is. */
struct text cell_said(struct text t, const char *words);

#endif
