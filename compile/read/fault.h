/*
 * fault.h -- how the rooms of the compiler report what is wrong.
 */
#ifndef COMPILE_READ_FAULT_H
#define COMPILE_READ_FAULT_H

#include "base/error.h"
#include "base/text.h"
#include "compile/compile.h"

/* Where in the sources something stands. */
struct place {
    const char *file;
    uint32_t line, column; /* 0: unknown */
    const char *sheet;     /* of a workbook, else NULL */
};

/* A text for "%.*s", cut to what a message can hold. */
#define SHOW(t) (int)text_cut((t), 90).length, text_cut((t), 90).at

/* Adds a fault: `right` says what would be right, `format` what is wrong. */
void fault_add(struct compile_faults *faults, struct place place,
               const char *right, const char *format, ...) ERROR_FORMAT(4, 5);

/* The same for something that was mended: the pack is built all the same. */
void fault_note(struct compile_faults *faults, struct place place,
                const char *right, const char *format, ...) ERROR_FORMAT(4, 5);

/* By file, sheet, then line; the notes too. */
void fault_sort(struct compile_faults *faults);

#endif
